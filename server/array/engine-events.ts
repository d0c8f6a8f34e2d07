/** What the array does when the engine tells something by itself. */
import type { EngineEvent, EngineFaultCode, ImageFacts } from '../engine/contract'
import { findCopy } from './copies/rows'
import { completeCopy, failCopy } from './copies/transitions'
import { appendOwnEvents } from './events/log'
import { eventRecord } from './events/record'
import { completeInstantCopy, heedGoingOn, heedHalt, heedStop } from './instant-copies/transitions'
import { recordFull } from './pools/fullness'
import { lookAtPools } from './pools/presence'
import { completeRollback, heedPause, setRollbackRate } from './rollbacks/transitions'
import { failureOf } from './snapshots/image-status'
import { measureFill, noticeFill } from './snapshots/fill'
import { recordNoticed } from './snapshots/record'
import type { StorageArray } from './storage-array'
import { setGates } from './virtual-disks/gates'

/** The same trouble is written to the event log at most so often. */
const SAME_TROUBLE_MS = 60_000
const TROUBLES_REMEMBERED = 1_000

/** @returns a function that ends the listening */
export function heedEngine(array: StorageArray): () => void {
  const troubles = new Map<string, number>()
  const isNews = (trouble: string) => {
    const now = array.now().getTime()
    const last = troubles.get(trouble)
    if (last !== undefined && now - last < SAME_TROUBLE_MS) return false
    if (troubles.size >= TROUBLES_REMEMBERED) troubles.clear()
    troubles.set(trouble, now)
    return true
  }
  return array.engine.onEvent((event) => {
    const rest = showAtOnce(array, event)
    if (rest === null) return
    array
      .exclusive(() => heed(array, rest, isNews))
      .catch((error: unknown) => array.onError(error, `heeding ${event.type}`))
  })
}

const COMES_OF_A_LOST_POOL: ReadonlySet<EngineFaultCode> = new Set(['sourceRead', 'targetWrite', 'io'])

type ShownAtOnce = 'copyProgress' | 'rollbackProgress' | 'instantCopyProgress' | 'sessionOpened' | 'sessionClosed' | 'internalError'
type Heeded = Exclude<EngineEvent, { type: ShownAtOnce }>

/** What changes nothing that is stored needs no turn among the commands. @returns any other event */
function showAtOnce(array: StorageArray, event: EngineEvent): Heeded | null {
  switch (event.type) {
    case 'copyProgress':
      for (const progress of event.copies) {
        array.rates.set(progress)
        array.changes.publish('copy', progress.copyId)
        array.changes.publish('operation', progress.copyId)
      }
      return null
    case 'rollbackProgress':
      for (const progress of event.rollbacks) {
        setRollbackRate(array, progress)
        array.changes.publish('snapshot', progress.imageId)
        array.changes.publish('operation', progress.imageId)
      }
      return null
    case 'instantCopyProgress':
      for (const progress of event.mappings) {
        array.instantCopies.set(progress)
        array.changes.publish('instantCopy', progress.instantCopyId)
        array.changes.publish('operation', progress.instantCopyId)
      }
      return null
    case 'sessionOpened':
    case 'sessionClosed':
      if (event.type === 'sessionClosed') array.endedSessions.note(event.session, array.now().getTime())
      array.changes.publish('session', event.session.sessionId)
      array.changes.publish('host', event.session.hostId)
      // Whose registrations belong to somebody who is there, is told with the disk.
      if (event.session.protocol === 'iscsi') array.changes.publish('virtualDisk', event.session.diskId)
      return null
    case 'internalError':
      array.onError(new Error(event.fault.detail), 'the engine, unasked')
      return null
    default:
      return event
  }
}

async function heed(array: StorageArray, event: Heeded, isNews: (trouble: string) => boolean): Promise<void> {
  switch (event.type) {
    case 'copyCompleted':
    case 'copyFailed': {
      const row = await findCopy(array, event.copyId)
      // A run that was stopped, or followed by another, has nothing to say any more.
      if (row?.run !== event.run) return
      if (event.type === 'copyCompleted') return completeCopy(array, row)
      // A lost pool is the cause, whatever the copy stumbled over.
      if (COMES_OF_A_LOST_POOL.has(event.fault.code)) await lookAtPools(array)
      return failCopy(array, row, failureOf(event.fault.code), event.fault.detail)
    }
    case 'rollbackCompleted':
      return completeRollback(array, event.rollback)
    case 'rollbackPaused':
      if (COMES_OF_A_LOST_POOL.has(event.fault.code)) await lookAtPools(array)
      return heedPause(array, event.rollback, failureOf(event.fault.code), event.fault.detail)
    case 'instantCopyCompleted':
      return completeInstantCopy(array, event.mapping)
    case 'instantCopyStopped':
      if (event.mapping.failure && COMES_OF_A_LOST_POOL.has(event.mapping.failure.code)) await lookAtPools(array)
      return heedStop(array, event.mapping)
    case 'instantCopyHalted':
      if (event.mapping.failure && COMES_OF_A_LOST_POOL.has(event.mapping.failure.code)) await lookAtPools(array)
      return heedHalt(array, event.mapping)
    case 'instantCopyWentOn':
      return heedGoingOn(array, event.mapping)
    case 'imageOverThreshold':
      return noticeFill(array, event.image, 'overThreshold')
    case 'imageFull':
      return noticeFill(array, event.image, 'full')
    case 'imageRoomAgain':
      return measureFill(array, event.image.imageId)
    case 'imageFailed':
      return snapshotFailed(array, event.image)
    case 'poolFull':
      return recordFull(array, event.poolId)
    case 'diskError': {
      if (!isNews(`${event.diskId} ${event.operation}`)) return
      const disk = await array.database.virtualDisk.findUnique({ where: { id: event.diskId } })
      if (disk === null) return
      await lookAtPools(array)
      const { status } = await array.database.pool.findUniqueOrThrow({ where: { id: disk.poolId } })
      if (status === 'missing') return
      const type = event.operation === 'read' ? 'virtual_disk_read_error' : 'virtual_disk_write_error'
      return appendOwnEvents(array, eventRecord(type, disk, { disk: disk.name, detail: event.fault.detail }))
    }
    case 'reservationsChanged': {
      const { diskId } = event
      const mapping = await array.database.mapping.findUnique({ where: { virtualDiskId: diskId }, select: { id: true } })
      array.changes.publish('virtualDisk', diskId)
      if (mapping !== null) array.changes.publish('mapping', mapping.id)
      return
    }
    case 'hostRefused': {
      const { remoteAddress: address, detail } = event
      // The port changes with every attempt; the address is who it is.
      if (!isNews(address.replace(/:\d+$/, ''))) return
      return appendOwnEvents(array, eventRecord('host_refused', array.identity, { address, detail }))
    }
  }
}

/** A copy that reads a snapshot fails with it, also one that only waits for its turn. */
async function snapshotFailed(array: StorageArray, image: ImageFacts): Promise<void> {
  if (!(await recordNoticed(array, image, 'failed'))) return
  const { id, virtualDisk, copy } = await array.database.snapshot.findUniqueOrThrow({
    where: { id: image.imageId },
    include: { virtualDisk: true, copy: true },
  })
  const subject = { id, name: virtualDisk.name }
  const detail = image.failure?.detail ?? 'the engine gave no reason'
  const failure = failureOf(image.failure?.code ?? 'internal')
  await appendOwnEvents(array, eventRecord('snapshot_failed', subject, { snapshot: subject.name, failure, detail }))
  await setGates(array, [subject.id])
  const readers = await array.database.copy.findMany({ where: { sourceId: subject.id } })
  for (const reader of [...(copy ? [copy] : []), ...readers]) {
    const row = await findCopy(array, reader.id)
    if (row) await failCopy(array, row, failure, detail)
  }
}
