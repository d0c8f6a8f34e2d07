/**
 * Brings the records of instant copies into agreement with what a pool's labels say of them, which win about bytes, and
 * lets them go on. One that was prepared stays prepared, with its target closed.
 */
import type { InstantCopyFacts, PoolContents } from '../../engine/contract'
import { textIn } from '../door/text'
import { appendOwnEvents } from '../events/log'
import { eventRecord, type EventRecord } from '../events/record'
import { originalFor } from '../lineage/read-world'
import { takeContentOf } from '../lineage/record-origin'
import { flushAll } from '../instant-copies/drive'
import { freeInstantCopyName, keyed } from '../instant-copies/naming'
import { DEFAULT_RATE } from '../instant-copies/rates'
import { instantCopyInclude, instantCopyNames, type InstantCopyRow, instantCopySubject } from '../instant-copies/rows'
import { isActive } from '../instant-copies/states'
import { goesByItself } from '../instant-copies/rules'
import { instantCopyStatus } from '../instant-copies/schema'
import { heedNewSource } from '../instant-copies/split'
import {
  completeInstantCopy,
  failInstantCopy,
  foundIn,
  goByItself,
  heedStop,
  moveInstantCopy,
  recordStarted,
  resumeInstantCopy,
} from '../instant-copies/transitions'
import type { StorageArray } from '../storage-array'
import { setGates } from '../virtual-disks/gates'

/** @returns what was noticed, to be appended to the event log */
export async function settleInstantCopies(
  array: StorageArray,
  pool: { id: string },
  { instantCopies, disks }: PoolContents,
): Promise<EventRecord[]> {
  const present = new Set(disks.map(({ diskId }) => diskId))
  const events: EventRecord[] = []
  for (const facts of instantCopies) events.push(...(await adopt(array, facts)))
  for (const row of await rowsIn(array, pool.id)) {
    const facts = instantCopies.find(({ instantCopyId, run }) => instantCopyId === row.id && run === row.run)
    if (row.movingTo !== null) {
      if (facts) await recordStarted(array, row, facts)
      // The engine had not begun: it is prepared as it was.
      else await array.database.instantCopy.update({ where: { id: row.id }, data: { movingTo: null } })
    } else if (facts) {
      events.push(...(await settle(array, row, facts)))
    } else if (isActive(instantCopyStatus.parse(row.status))) {
      await loseInstantCopy(array, row, present.has(row.targetId))
    }
  }
  return events
}

/** One that nobody knew of, with rates of its own to be: its pool was made, or last used, by another array. */
async function adopt(array: StorageArray, facts: InstantCopyFacts): Promise<EventRecord[]> {
  const { instantCopy, virtualDisk } = array.database
  const { instantCopyId: id, sourceId, targetId } = facts
  if ((await instantCopy.count({ where: { OR: [{ id }, { targetId }] } })) > 0) return []
  const source = await virtualDisk.findUnique({ where: { id: sourceId } })
  const target = await virtualDisk.findUnique({ where: { id: targetId } })
  if (!source || !target) return []
  const { to, whole } = foundIn(facts)
  const row = await instantCopy.create({
    data: {
      id,
      ...keyed(await freeInstantCopyName(array, textIn('en').pair(source.name, target.name))),
      sourceId,
      targetId,
      copyRate: DEFAULT_RATE,
      cleanRate: DEFAULT_RATE,
      grainBytes: facts.grainBytes,
      incremental: facts.incremental,
      autoDelete: false,
      status: to,
      statusAt: array.now(),
      run: facts.run,
      whole,
      restore: facts.restore,
      startedAt: new Date(facts.startedAt),
      createdAt: array.now(),
    },
    include: instantCopyInclude,
  })
  const original = await originalFor(array, sourceId)
  await array.database.$transaction(await takeContentOf(array, targetId, original))
  await setGates(array, [sourceId, targetId])
  return [eventRecord('instant_copy_adopted', instantCopySubject(row), instantCopyNames(row))]
}

async function settle(array: StorageArray, row: InstantCopyRow, facts: InstantCopyFacts): Promise<EventRecord[]> {
  return [...(await settleSource(array, row, facts)), ...(await settleStatus(array, row, facts))]
}

/** A split was done, and nobody was there to hear it. */
async function settleSource(array: StorageArray, row: InstantCopyRow, facts: InstantCopyFacts): Promise<EventRecord[]> {
  const newSource = await array.database.virtualDisk.findUnique({ where: { id: facts.sourceId }, select: { name: true } })
  if (!newSource || !(await heedNewSource(array, row, facts))) return []
  return [eventRecord('instant_copy_moved', instantCopySubject(row), { ...instantCopyNames(row), newSource: newSource.name })]
}

async function settleStatus(array: StorageArray, row: InstantCopyRow, facts: InstantCopyFacts): Promise<EventRecord[]> {
  const { to, whole } = foundIn(facts)
  if (to === row.status) return []
  const wasSuspended = row.status === 'suspended'
  // It came to its end, and nobody was there to hear it.
  if ((to === 'idle' || to === 'stopped') && isActive(instantCopyStatus.parse(row.status))) {
    if (wasSuspended) await moveInstantCopy(array, row, 'found', 'stopping')
    await (to === 'idle' ? completeInstantCopy : heedStop)(array, facts)
    return []
  }
  if (!(await moveInstantCopy(array, row, 'found', to, { whole }))) return []
  const type = wasSuspended ? 'instant_copy_resumed' : 'instant_copy_state_corrected'
  return [eventRecord(type, instantCopySubject(row), instantCopyNames(row))]
}

/** The pool is there, and knows nothing of one that was at work. */
async function loseInstantCopy(array: StorageArray, row: InstantCopyRow, targetIsThere: boolean): Promise<void> {
  if (row.status === 'suspended') await moveInstantCopy(array, row, 'found', 'copying')
  const found = { ...row, status: row.status === 'suspended' ? 'copying' : row.status }
  if (targetIsThere) await failInstantCopy(array, found, 'image_lost', 'the pool knows nothing of the instant copy')
  else await failInstantCopy(array, found, 'disk_missing', 'its target is missing from the pool')
}

/**
 * What was at work goes on, what was being prepared is prepared, what is to go by itself goes. To be called when gates are set.
 * @param poolId only in this pool; null: in all
 */
export async function resumeInstantCopies(array: StorageArray, poolId: string | null = null): Promise<void> {
  const rows = await rowsIn(array, poolId)
  for (const row of rows) {
    if (row.target.status !== 'optimal' || row.target.pool.status === 'missing') continue
    if (row.status === 'copying' || row.status === 'stopping') await resumeInstantCopy(array, row)
    // A crash came between its end and its going, or its pool was away.
    if (goesByItself(row)) await goByItself(array, row)
  }
  for (const together of preparedTogether(rows.filter(isPreparing))) await flushAll(array, together)
}

const isPreparing = ({ status, target }: InstantCopyRow) =>
  status === 'preparing' && target.status === 'optimal' && target.pool.status !== 'missing'

/** Those of a consistency group as one. */
function preparedTogether(rows: readonly InstantCopyRow[]): Iterable<InstantCopyRow[]> {
  const together = new Map<string, InstantCopyRow[]>()
  for (const row of rows) together.set(row.groupId ?? row.id, [...(together.get(row.groupId ?? row.id) ?? []), row])
  return together.values()
}

/** The pool is lost: what was at work waits until it is back. */
export async function suspendInstantCopies(array: StorageArray, poolId: string): Promise<void> {
  for (const row of await rowsIn(array, poolId)) {
    if (row.status !== 'copying' && row.status !== 'stopping') continue
    await moveInstantCopy(array, row, 'lost', 'suspended')
    array.instantCopies.delete(row.id)
    await appendOwnEvents(array, eventRecord('instant_copy_suspended', instantCopySubject(row), instantCopyNames(row)))
  }
}

function rowsIn(array: StorageArray, poolId: string | null): Promise<InstantCopyRow[]> {
  const where = poolId === null ? {} : { target: { poolId } }
  return array.database.instantCopy.findMany({ where, include: instantCopyInclude, orderBy: { createdAt: 'asc' } })
}
