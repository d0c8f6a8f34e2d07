import type { Disk, OpenDisk } from '../disks/disk'
import { barrier } from '../disks/gate'
import type { EngineState } from '../engine-state'
import { EngineError, faultOf } from '../faults'
import { GrainLog } from './grain-log'
import { GrainMap } from './grain-map'
import { forgetDifferences } from './instant-copy-start'
import { Rollback } from './rollback'
import { TargetImage } from './target-image'

/** Writes to any image of a source go on by whether there is a rollback, so none may be under way when that changes. */
function concerned(state: EngineState, source: Disk): Disk[] {
  return [source, ...state.snapshotsOf(source.diskId), ...state.targetsOf(source.diskId)]
}

/**
 * The switch: from here on the source is what the image is, and stays so whatever crashes. The source is open.
 * `refuse` throws if that image can't be had; it is asked again when nobody writes any more.
 * Answers for how long hosts were held, in microseconds.
 */
export async function switchToImage(state: EngineState, shown: Disk, source: Disk, { bytes }: OpenDisk, refuse: () => void): Promise<number> {
  refuse()
  const { chain } = source
  const image = chain?.find(shown.diskId)
  if (!chain || !image) throw new EngineError('internal', `the image ${shown.diskId} is not loaded`)
  // What hosts wrote into the image becomes the source's content, so it must not be less than that after a crash.
  // Zeroes that they wrote there may be a hole of the source (image-bytes.ts), so its own file goes along.
  const flush = () => state.withOpen(shown, (opened) => Promise.all([opened.bytes.flush(), bytes.flush()]))
  await flush()
  await forgetDifferences(source.incremental)
  const file = await state.files.openBlocks(source.file('restored'))
  try {
    const log = await GrainLog.begin(file, image.sequence)
    const { heldMicros } = await barrier(concerned(state, source), async () => {
      // A write before this instant may have been too much for its repository.
      refuse()
      await flush()
      // Nor may anything be handed from one image to another meanwhile, past a source that looks through neither yet.
      await chain.locked(0, image.grains - 1, true, async () => {
        refuse()
        if (image instanceof TargetImage) image.holdAgain()
        await nameOnLabel(source, shown)
        chain.rollback = new Rollback({ chain, image, log, restored: new GrainMap() })
      })
    })
    source.lastBarrierMicros = heldMicros
    return heldMicros
  } catch (error) {
    await file.close()
    throw error
  }
}

/** A label that could not be written may be found at the next start all the same, so it is taken back. */
async function nameOnLabel(source: Disk, shown: Disk): Promise<void> {
  try {
    await source.setRollback({ snapshotId: shown.diskId })
  } catch (error) {
    await source.setRollback(null)
    throw error
  }
}

/**
 * From here on the source's content is what its own blocks hold. When the label says so, nothing of the rollback counts
 * any more: what is left of its log is room, which the next one takes.
 */
export async function lookNoMore(state: EngineState, source: Disk): Promise<void> {
  const { chain } = source
  const rollback = chain?.rollback ?? null
  await barrier(concerned(state, source), async () => {
    if (!chain || !rollback) return source.setRollback(null)
    // Nor may anything be on its way from one image to another that goes by it.
    await chain.locked(0, rollback.image.grains - 1, true, async () => {
      await source.setRollback(null)
      chain.rollback = null
    })
  })
  await removeLog(state, source, rollback)
}

async function removeLog(state: EngineState, source: Disk, rollback: Rollback | null): Promise<void> {
  try {
    await rollback?.release()
    await state.files.removeFile(source.file('restored'))
  } catch (error) {
    state.emit({ type: 'internalError', fault: faultOf(error) })
  }
}

/** Open, so that nobody opens or closes it meanwhile; one that can't be opened is what giving up is for. */
export async function acquireIfPossible(state: EngineState, source: Disk): Promise<boolean> {
  try {
    await source.acquire(state.openDisk)
    return true
  } catch {
    return false
  }
}
