import type { CallInput, CopyProgress } from '../contract'
import type { Disk, OpenDisk } from '../disks/disk'
import type { EngineState, Handlers } from '../engine-state'
import { EngineError, isNoSpace, messageOf } from '../faults'
import { forgetDifferences, refuseUnlessWhole } from '../points-in-time/instant-copy-start'
import { SlotRecord } from '../storage/record'
import { type CopyRecord, copyRecordSchema } from './copy-record'
import { copyFault, CopyRun } from './copy-run'
import type { CopySizes } from './pacing'

/** How often running copies are told of. */
const PROGRESS_EVERY_MILLIS = 500

export function copyCalls(
  state: EngineState,
  sizes: CopySizes,
): Handlers<'copy.start' | 'copy.stop' | 'copy.setPriority'> {
  /** Runs that have not let go of their disks yet. */
  const endings = new Map<CopyRun, Promise<void>>()

  let ticker: NodeJS.Timeout | null = null

  function tellProgress(): void {
    state.emit({ type: 'copyProgress', copies: [...state.copies.values()].map((copy) => copy.progress()) })
  }

  /** Everything that would make the copy wrong while it runs. */
  function refuseUnlessCopyable(source: Disk, target: Disk): void {
    source.refuseUnlessKind('standard', 'snapshot')
    target.refuseUnlessKind('standard')
    source.refuseInRollback()
    target.refuseInRollback()
    if (source.diskId === target.diskId) throw new EngineError('diskInUse', 'source and target are the same')
    if (target.capacityBytes < source.capacityBytes)
      throw new EngineError('diskShrinks', `the target has ${target.capacityBytes} bytes, the source ${source.capacityBytes}`)
    if (target.gate.access.read || target.gate.access.write)
      throw new EngineError('diskInUse', `hosts may still use the target ${target.diskId}`)
    if (source.gate.access.write)
      throw new EngineError('diskInUse', `hosts may still write the source ${source.diskId}`)
    if (source.label.kind === 'snapshot' && source.imageRecord?.state !== 'active')
      throw new EngineError('imageState', `the snapshot ${source.diskId} holds no image`)
    // Images that have failed show nothing; what they keep goes when they end.
    if (state.snapshotsOf(target.diskId).some((snapshot) => snapshot.imageRecord?.state === 'active'))
      throw new EngineError('diskInUse', `the target ${target.diskId} has snapshots that hold images of it`)
    target.refuseAsTarget()
    if (state.targetsOf(target.diskId).some(({ activeMapping }) => activeMapping))
      throw new EngineError('diskInUse', `the target ${target.diskId} is the source of an active mapping`)
    refuseUnlessWhole(source)
    for (const other of state.copiesOf(target.diskId))
      throw new EngineError('diskInUse', `the target ${target.diskId} is in the running copy ${other.copyId}`)
    for (const other of state.copiesOf(source.diskId))
      if (other.targetId === source.diskId)
        throw new EngineError('diskInUse', `the source ${source.diskId} is being filled by the copy ${other.copyId}`)
  }

  /** Where this run of the copy had come to, or its beginning. */
  function recordFor(initial: unknown, input: CallInput<'copy.start'>, source: Disk): CopyRecord {
    const before = copyRecordSchema.safeParse(initial)
    const { copyId, run, sourceId } = input
    const imageSequence = source.begun?.sequence ?? 0
    const fresh: CopyRecord = { copyId, run, sourceId, imageSequence, cursor: 0, totalBytes: source.capacityBytes }
    if (!before.success) return fresh
    const same =
      before.data.copyId === copyId &&
      before.data.run === run &&
      before.data.sourceId === sourceId &&
      before.data.imageSequence === imageSequence &&
      before.data.totalBytes === fresh.totalBytes
    return same ? before.data : fresh
  }

  async function start(input: CallInput<'copy.start'>): Promise<CopyProgress> {
    const running = state.copies.get(input.copyId)
    if (running?.run === input.run) return running.progress()
    if (running) throw new EngineError('diskInUse', `run ${running.run} of the copy ${input.copyId} has not ended`)
    const source = state.disk(input.sourceId)
    const target = state.disk(input.targetId)
    refuseUnlessCopyable(source, target)

    const opened = await source.acquire(state.openDisk)
    let run: CopyRun
    let recordFile: SlotRecord | null = null
    try {
      const onto = await target.acquire(state.openDisk)
      try {
        await flushTarget(onto)
        await forgetDifferences(target.incremental)
        if (!target.data) throw new EngineError('internal', `the target ${target.diskId} has no blocks`)
        // What a host wrote and did not flush would be on the target and, after a power loss, not in the source.
        await opened.bytes.flush()
        recordFile = await SlotRecord.open(state.files, target.file('copy'))
        const record = recordFor(recordFile.initial, input, source)
        run = new CopyRun({
          sourceId: source.diskId,
          targetId: target.diskId,
          source: opened.bytes,
          target: target.data,
          record,
          recordFile,
          priority: input.priority,
          sizes,
          lastHostActivity: () => state.activity.last(),
        })
      } catch (error) {
        // What failed first is told; closing what can't be made durable fails as well.
        await Promise.allSettled([recordFile?.close(), target.release()])
        throw error
      }
    } catch (error) {
      await Promise.allSettled([source.release()])
      throw error
    }
    state.copies.set(input.copyId, run)
    ticker ??= setInterval(tellProgress, PROGRESS_EVERY_MILLIS)
    const ending = finish(run, source, target, recordFile).finally(() => endings.delete(run))
    endings.set(run, ending)
    return run.progress()
  }

  /** Lets go of the disks when the run has ended, however it did, and tells. */
  async function finish(run: CopyRun, source: Disk, target: Disk, recordFile: SlotRecord): Promise<void> {
    let outcome = await run.outcome
    // A snapshot that failed under the copy is the cause, whatever the copy stumbled over.
    if (outcome.kind === 'failed' && source.imageRecord?.state === 'failed')
      outcome = { kind: 'failed', fault: source.imageRecord.fault }
    const last = run.progress()
    state.copies.delete(run.copyId)
    if (ticker && state.copies.size === 0) {
      clearInterval(ticker)
      ticker = null
    }
    for (const letGo of [() => recordFile.close(), () => target.release(), () => source.release()]) {
      try {
        await letGo()
      } catch (error) {
        if (outcome.kind === 'completed') outcome = { kind: 'failed', fault: copyFault(error) }
      }
    }
    if (outcome.kind === 'stopped') return
    state.emit({ type: 'copyProgress', copies: [last] })
    if (outcome.kind === 'completed') state.emit({ type: 'copyCompleted', copyId: run.copyId, run: run.run })
    else state.emit({ type: 'copyFailed', copyId: run.copyId, run: run.run, fault: outcome.fault })
  }

  return {
    'copy.start': (input) =>
      state.mutex.run([`copy ${input.copyId}`, input.sourceId, input.targetId], () => start(input)),

    'copy.stop': ({ copyId }) =>
      state.mutex.run([`copy ${copyId}`], async () => {
        const run = state.copies.get(copyId)
        await run?.stop()
        if (run) await endings.get(run)
        return null
      }),

    async 'copy.setPriority'({ copyId, priority }) {
      state.copies.get(copyId)?.setPriority(priority)
      return null
    },
  }
}

/**
 * A copy goes past what the target's hosts were answered early; if that could not be written, it would come over the copy
 * later. Throws EngineError targetWrite or noSpace.
 */
async function flushTarget({ bytes }: OpenDisk): Promise<void> {
  try {
    await bytes.flush()
  } catch (error) {
    throw new EngineError(isNoSpace(error) ? 'noSpace' : 'targetWrite', messageOf(error))
  }
}
