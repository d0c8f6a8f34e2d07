import type { CopyPriority, RollbackProgress } from '../contract'
import type { CopySizes } from '../copier/pacing'
import type { Disk } from '../disks/disk'
import type { EngineState, Handlers } from '../engine-state'
import { EngineError } from '../faults'
import { pauseFault } from './rollback'
import { RollbackRun } from './rollback-run'
import { acquireIfPossible, lookNoMore, switchToImage } from './rollback-switch'

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

  function disksOf(imageId: string): { snapshot: Disk; source: Disk } {
    const snapshot = state.disk(imageId)
    if (snapshot.label.kind !== 'snapshot') throw new EngineError('imageNotFound', `virtual disk ${imageId} is not a snapshot`)
    return { snapshot, source: state.disk(snapshot.label.sourceId) }
  }

  function refuseUnlessPossible(snapshot: Disk, source: Disk): void {
    if (snapshot.imageRecord?.state !== 'active') throw new EngineError('imageState', `virtual disk ${snapshot.diskId} holds no image`)
    if (snapshot.capacityBytes !== source.capacityBytes)
      throw new EngineError('imageState', `the source ${source.diskId} has grown since ${snapshot.diskId} was taken`)
    source.refuseAsTarget()
    for (const copy of state.copiesOf(source.diskId))
      throw new EngineError('diskInUse', `the source ${source.diskId} is in the running copy ${copy.copyId}`)
  }

  /** The source's own blocks are the image's: it needs the image no longer. */
  async function complete(source: Disk): Promise<void> {
    await state.mutex.run([source.diskId], async () => {
      if (!source.chain?.rollback) throw new EngineError('internal', `the source ${source.diskId} is in no rollback`)
      await lookNoMore(state, source)
    })
  }

  function run(snapshot: Disk, source: Disk, priority: CopyPriority): RollbackRun {
    const rollback = source.chain?.rollback
    if (!rollback) throw new EngineError('internal', `the source ${source.diskId} is in no rollback`)
    const parts = { rollback, sourceId: source.diskId, grainBytes: source.chain?.grainBytes ?? snapshot.grainBytes, priority, sizes, lastHostActivity: () => state.activity.last() }
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
      if (!source.rollback) await switchToImage(state, snapshot, source, opened, () => refuseUnlessPossible(snapshot, source))
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
        const open = await acquireIfPossible(state, source)
        try {
          await lookNoMore(state, source)
        } finally {
          if (open) await source.release()
        }
      })
      return null
    },
  }
}
