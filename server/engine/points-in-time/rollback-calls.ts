import type { CopyPriority, EngineFault, RollbackProgress } from '../contract'
import type { CopySizes } from '../copier/pacing'
import type { Disk, OpenDisk } from '../disks/disk'
import { barrier } from '../disks/gate'
import type { EngineState, Handlers } from '../engine-state'
import { IoError } from '../disks/host-volume'
import { EngineError, faultOf, isNoSpace, messageOf } from '../faults'
import { SourceReadError } from '../storage/files'
import { GrainLog } from './grain-log'
import { GrainMap } from './grain-map'
import { forgetDifferences } from './instant-copy-start'
import { Rollback } from './rollback'
import { RollbackRun } from './rollback-run'

/** How often running rollbacks are told of. */
const PROGRESS_EVERY_MILLIS = 500

export function rollbackCalls(
  state: EngineState,
  sizes: CopySizes,
): Handlers<'image.rollback' | 'image.resumeRollback' | 'image.setRollbackPriority' | 'image.cancelRollback'> {
  let ticker: NodeJS.Timeout | null = null

  function tellProgress(): void {
    state.emit({ type: 'rollbackProgress', rollbacks: [...state.rollbacks.values()].map((run) => run.progress()) })
  }

  /** An image may be a snapshot's, or a target's that is the image of its source still. */
  function disksOf(imageId: string): { snapshot: Disk; source: Disk } {
    const snapshot = state.disk(imageId)
    const sourceId = snapshot.label.kind === 'snapshot' ? snapshot.label.sourceId : snapshot.activeMapping?.sourceId
    if (sourceId === undefined) throw new EngineError('imageNotFound', `virtual disk ${imageId} shows no image`)
    return { snapshot, source: state.disk(sourceId) }
  }

  function refuseUnlessActive(snapshot: Disk): void {
    if (snapshot.imageRecord?.state === 'active') return
    // A target that hands on what others see there is no longer looked at as an image.
    const target = snapshot.mapping?.current
    if (target?.record.state !== 'copying' || target.record.ending || target.handedBytes > 0)
      throw new EngineError('imageState', `virtual disk ${snapshot.diskId} holds no image`)
  }

  function refuseUnlessPossible(snapshot: Disk, source: Disk): void {
    refuseUnlessActive(snapshot)
    if (snapshot.capacityBytes !== source.capacityBytes)
      throw new EngineError('imageState', `the source ${source.diskId} has grown since ${snapshot.diskId} was taken`)
    source.refuseAsTarget()
    for (const copy of state.copiesOf(source.diskId))
      throw new EngineError('diskInUse', `the source ${source.diskId} is in the running copy ${copy.copyId}`)
  }

  /** The switch: from here on the source is what the image is, and stays so whatever crashes. The source is open. */
  async function begin(snapshot: Disk, source: Disk, { bytes }: OpenDisk): Promise<void> {
    const { chain } = source
    refuseUnlessPossible(snapshot, source)
    const image = chain?.find(snapshot.diskId)
    if (!chain || !image) throw new EngineError('internal', `the image ${snapshot.diskId} is not loaded`)
    // What hosts wrote into the image becomes the source's content, so it must not be less than that after a crash.
    // Zeroes that they wrote there may be a hole of the source (image-bytes.ts), so its own file goes along.
    const flush = () => state.withOpen(snapshot, (image) => Promise.all([image.bytes.flush(), bytes.flush()]))
    await flush()
    await forgetDifferences(source.incremental)
    const file = await state.files.openBlocks(source.file('restored'))
    try {
      const log = await GrainLog.begin(file, image.sequence)
      // Writes to any image go on by whether there is a rollback, so none may be under way at the switch.
      const { heldMicros } = await barrier([source, ...state.snapshotsOf(source.diskId), ...state.targetsOf(source.diskId)], async () => {
        // A write before this instant may have been too much for its repository.
        refuseUnlessActive(snapshot)
        await flush()
        await nameOnLabel(source, snapshot)
        chain.rollback = new Rollback({ chain, image, log, restored: new GrainMap() })
      })
      source.statistics.lastBarrierMicros = heldMicros
    } catch (error) {
      await file.close()
      throw error
    }
  }

  /** A label that could not be written may be found at the next start all the same, so it is taken back. */
  async function nameOnLabel(source: Disk, snapshot: Disk): Promise<void> {
    try {
      await source.setRollback({ snapshotId: snapshot.diskId })
    } catch (error) {
      await source.setRollback(null)
      throw error
    }
  }

  /**
   * The source's own blocks are the image's: it needs the image no longer. When the label says so, it is complete: what
   * is left of the log then is room, which the next rollback of the source takes.
   */
  async function complete(source: Disk): Promise<void> {
    await state.mutex.run([source.diskId], async () => {
      if (!source.chain?.rollback) throw new EngineError('internal', `the source ${source.diskId} is in no rollback`)
      await lookNoMore(source)
    })
  }

  /** Open, so that nobody opens or closes it meanwhile; one that can't be opened is what giving up is for. */
  async function acquireIfPossible(source: Disk): Promise<boolean> {
    try {
      await source.acquire(state.openDisk)
      return true
    } catch {
      return false
    }
  }

  /** From here on the source's content is what its own blocks hold. */
  async function lookNoMore(source: Disk): Promise<void> {
    let rollback: Rollback | null = null
    await barrier([source, ...state.snapshotsOf(source.diskId), ...state.targetsOf(source.diskId)], async () => {
      await source.setRollback(null)
      if (!source.chain) return
      rollback = source.chain.rollback
      source.chain.rollback = null
    })
    await removeLog(source, rollback)
  }

  async function removeLog(source: Disk, rollback: Rollback | null): Promise<void> {
    try {
      await rollback?.release()
      await state.files.removeFile(source.file('restored'))
    } catch (error) {
      state.emit({ type: 'internalError', fault: faultOf(error) })
    }
  }

  function run(snapshot: Disk, source: Disk, priority: CopyPriority): RollbackRun {
    const rollback = source.chain?.rollback
    if (!rollback) throw new EngineError('internal', `the source ${source.diskId} is in no rollback`)
    const parts = { rollback, sourceId: source.diskId, grainBytes: source.chain?.grainBytes ?? snapshot.grainBytes, priority, sizes, lastHostActivity: () => state.lastHostActivity }
    const running = new RollbackRun(parts)
    state.rollbacks.set(snapshot.diskId, running)
    ticker ??= setInterval(tellProgress, PROGRESS_EVERY_MILLIS)
    running.ended = finish(running, snapshot, source)
    return running
  }

  async function finish(running: RollbackRun, snapshot: Disk, source: Disk): Promise<void> {
    let outcome = await running.outcome
    const facts = { imageId: snapshot.diskId, sourceId: source.diskId }
    try {
      if (outcome.kind === 'restored') await complete(source)
    } catch (error) {
      outcome = { kind: 'paused', error }
    }
    const last = running.progress()
    state.rollbacks.delete(snapshot.diskId)
    if (ticker && state.rollbacks.size === 0) {
      clearInterval(ticker)
      ticker = null
    }
    try {
      await source.release()
    } catch (error) {
      if (outcome.kind === 'restored') state.diskFailed(source, 'flush', error)
    }
    state.wakeInstantCopies()
    if (outcome.kind === 'stopped') return
    state.emit({ type: 'rollbackProgress', rollbacks: [last] })
    if (outcome.kind === 'restored') state.emit({ type: 'rollbackCompleted', rollback: facts })
    else state.emit({ type: 'rollbackPaused', rollback: facts, fault: pauseFault(outcome.error) })
  }

  /** The caller has the mutex of both. */
  async function goOn(snapshot: Disk, source: Disk, priority: CopyPriority): Promise<RollbackProgress> {
    const running = state.rollbacks.get(snapshot.diskId)
    if (running) return running.progress()
    const opened = await source.acquire(state.openDisk)
    try {
      if (!source.rollback) await begin(snapshot, source, opened)
      return run(snapshot, source, priority).progress()
    } catch (error) {
      await source.release()
      throw error
    }
  }

  return {
    async 'image.rollback'({ imageId, priority }) {
      const { snapshot, source } = disksOf(imageId)
      return state.mutex.run([source.diskId, imageId], async () => {
        if (source.rollback && source.rollback.snapshotId !== imageId) source.refuseInRollback()
        return goOn(snapshot, source, priority)
      })
    },

    async 'image.resumeRollback'({ imageId, priority }) {
      const { snapshot, source } = disksOf(imageId)
      return state.mutex.run([source.diskId, imageId], async () =>
        source.rollback?.snapshotId === imageId ? goOn(snapshot, source, priority) : null,
      )
    },

    async 'image.setRollbackPriority'({ imageId, priority }) {
      state.rollbacks.get(imageId)?.setPriority(priority)
      return null
    },

    async 'image.cancelRollback'({ imageId }) {
      const { source } = disksOf(imageId)
      await state.mutex.run([source.diskId], async () => {
        if (source.rollback?.snapshotId !== imageId) return
        if (state.rollbacks.has(imageId)) throw new EngineError('diskInUse', `the rollback to ${imageId} is running`)
        const open = await acquireIfPossible(source)
        try {
          await lookNoMore(source)
        } finally {
          if (open) await source.release()
        }
      })
      return null
    },
  }
}

/** Why a rollback pauses: what has to be mended for it to go on. */
function pauseFault(error: unknown): EngineFault {
  const detail = messageOf(error)
  if (error instanceof EngineError) return { code: error.code, detail }
  if (error instanceof SourceReadError) return { code: 'sourceRead', detail }
  // A newer image of the source must be kept whole, and its repository has no room for what is overwritten.
  if (error instanceof IoError && error.code === 'ENOSPC') return { code: 'repositoryFull', detail }
  if (isNoSpace(error)) return { code: 'noSpace', detail }
  return { code: 'targetWrite', detail }
}
