/**
 * A mapping that gives a disk the content of an image of its own back (reference "instant copy", A9: while the source is
 * still a target of that disk, and without waiting for its background copy). Neither could be the image of the other: each
 * would look for its grains in the other one. So the disk is rolled back to the image (rollback.ts): it is what the image
 * is from one instant on, and what it sees there only is restored at the mapping's rate. Other images keep theirs, and
 * hosts go on writing to both.
 *
 * Two records say of it, always in this order, so that a crash between them leaves no doubt (pools/settle.ts):
 *
 * | the target's mapping | its label's rollback | what it is                                                   |
 * |----------------------|----------------------|--------------------------------------------------------------|
 * | restoring            | none                 | not begun: the disk has its own content, the record goes; if |
 * |                      |                      | that is a part of an image, it is stopped again              |
 * | restoring            | names the source     | on its way                                                   |
 * | idle                 | names the source     | restored wholly: the label is cleared                        |
 * | stopped              | names the source     | given up, with a part of the image: the label is cleared     |
 */
import type { InstantCopyRates } from '../contract'
import type { Disk } from '../disks/disk'
import type { EngineState } from '../engine-state'
import { EngineError, faultOf } from '../faults'
import type { ChainImage } from './chain-image'
import { instantCopyFacts } from './instant-copy-facts'
import { begunPart } from './instant-copy-record'
import { settleSplit } from './instant-copy-split'
import { forgetMapping, type Starting } from './instant-copy-start'
import { joinAsTarget, mappingOf } from './load-mappings'
import { RestoreRun } from './restore-run'
import { acquireIfPossible, lookNoMore, switchToImage } from './rollback-switch'
import { TargetImage } from './target-image'

/** Whether a start gives a disk the content of an image of its own back. */
export function givesBack({ asked, source, target }: Starting): boolean {
  return asked.restore && source.activeMapping?.sourceId === target.diskId
}

/** Throws EngineError for everything that would make the disk, or an image of it, wrong. Asked again at the instant. */
export function refuseUnlessRestorable(state: EngineState, { asked, source, target }: Starting): void {
  if (source.capacityBytes !== target.capacityBytes)
    throw new EngineError('imageState', `the target has ${target.capacityBytes} bytes, the source ${source.capacityBytes}`)
  const record = source.activeMapping
  const shows = record?.state === 'stopping' ? record.whole : record?.state === 'copying' && !record.ending
  if (!record || !shows) throw new EngineError('imageState', `virtual disk ${source.diskId} shows no image`)
  if (record.grainBytes !== asked.grainBytes)
    throw new EngineError('imageState', `the images of ${target.diskId} don't have grains of ${asked.grainBytes} bytes`)
  target.refuseInRollback()
  target.refuseAsTarget()
  for (const copy of state.copiesOf(target.diskId))
    throw new EngineError('diskInUse', `the target ${target.diskId} is in the running copy ${copy.copyId}`)
}

/**
 * Begins it; both disks are open. Answers for how long hosts were held, in microseconds. When it rejects, nothing has
 * begun, and the target is again what it was before.
 */
export async function beginRestore(state: EngineState, one: Starting): Promise<number> {
  const { asked, source, target } = one
  const { instantCopyId, run, grainBytes, incremental, restore } = asked
  const was = target.mappingRecord
  const begun = {
    instantCopyId, run, sourceId: source.diskId, sequence: state.pool(target.poolId).lastSequence + 1, startedAt: Date.now(),
    capacityBytes: target.capacityBytes, grainBytes, incremental, differenceKnown: false, restore,
  }
  if (!was) target.mappingRecord = { state: 'stopped', ...begun, fault: null }
  try {
    await joinAsTarget(state, target)
    await settleSplit(state, target)
    await target.target?.change(() => ({ state: 'restoring', ...begun, part: was?.state === 'stopped' }))
    return await state.withOpen(target, (opened) => switchToImage(state, source, target, opened, () => refuseUnlessRestorable(state, one)))
  } catch (error) {
    if (was) await target.target?.change(() => was)
    else await forgetMapping(state, target)
    throw error
  }
}

/** Restores what is not restored yet. Both disks are open, until the run is over. */
export function runRestore(state: EngineState, source: Disk, target: Disk, rates: InstantCopyRates): RestoreRun {
  const rollback = target.chain?.rollback
  const record = target.restoring
  if (!rollback || !record) throw new EngineError('internal', `virtual disk ${target.diskId} is given nothing back`)
  return new RestoreRun({
    source,
    rollback,
    grainBytes: record.grainBytes,
    instantCopyId: record.instantCopyId,
    targetId: target.diskId,
    rates,
    isWaitedFor: () => target.chain?.images.some((image) => rollback.reaches(image) && isStopping(image)) ?? false,
    complete: () =>
      state.mutex.run([source.diskId, target.diskId], async () => {
        if (!target.rollsBackByMapping || target.mappingRecord?.state === 'stopped') return false
        await end(state, target, 'idle')
        return true
      }),
    told: () => void tell(state, target),
  })
}

function isStopping(image: ChainImage): boolean {
  if (!(image instanceof TargetImage)) return false
  const { record } = image
  return record.state === 'stopping' || (record.state === 'copying' && record.ending)
}

async function tell(state: EngineState, target: Disk): Promise<void> {
  try {
    const [mapping] = await instantCopyFacts(state, [target])
    if (mapping) state.emit({ type: mapping.failure ? 'instantCopyHalted' : 'instantCopyWentOn', mapping })
  } catch (error) {
    state.emit({ type: 'internalError', fault: faultOf(error) })
  }
}

/**
 * Makes an end of a restore: it is complete if nothing is left to do, else its target holds a part of the image. Its
 * images lose nothing, for they never look at what is restored. No error if there is none. The caller has the mutex.
 */
export async function giveUpRestore(state: EngineState, target: Disk): Promise<void> {
  const run = state.instantCopies.get(target.diskId)
  if (run instanceof RestoreRun) await run.halt()
  if (!target.rollsBackByMapping) return
  const open = await acquireIfPossible(state, target)
  try {
    await end(state, target, target.chain?.rollback?.nextToRestore(0) === null ? 'idle' : 'stopped')
  } finally {
    if (open) await target.release()
  }
}

async function end(state: EngineState, target: Disk, as: 'idle' | 'stopped'): Promise<void> {
  const mapping = (target.mapping ??= mappingOf(state, target))
  const image = await mapping.acquire()
  try {
    await image.change((record) => {
      if (record.state !== 'restoring') return record
      return as === 'idle' ? { state: 'idle', ...begunPart(record), adopts: [] } : { state: 'stopped', ...begunPart(record), fault: null }
    })
    await lookNoMore(state, target)
  } finally {
    await mapping.release()
  }
  state.wakeInstantCopies()
  const [facts] = await instantCopyFacts(state, [target])
  if (facts) state.emit({ type: facts.state === 'idle' ? 'instantCopyCompleted' : 'instantCopyStopped', mapping: facts })
}
