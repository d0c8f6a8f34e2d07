/**
 * Splitting off the target of a mapping that has everything (reference "instant copy", A8, `stopfcmap -split`): older
 * images of its source, which look through it, become images of the target itself. Nothing is copied for it; the source
 * has them no longer, so that another mapping onto it needs no restore.
 *
 * What they lack they see in the target from then on. That is what they saw before: a target gives them a grain before
 * it changes, and what it had handed down because they see the same past it was given to them before that changed.
 */
import type { Disk } from '../disks/disk'
import { barrier } from '../disks/gate'
import { chainOver } from '../disks/open-disk'
import type { EngineState } from '../engine-state'
import { EngineError } from '../faults'
import type { ImageChain } from './image-chain'
import { begunPart } from './instant-copy-record'
import { joinAsSource, leaveAsSource } from './load-mappings'
import { TargetImage } from './target-image'

interface Splitting {
  source: Disk
  target: Disk
  image: TargetImage
  /** The targets of older images, which move. */
  older: Disk[]
}

/** The targets of the mappings of the same source that started before a target's and count still. */
export function olderTargetsOf(state: EngineState, target: Disk): Disk[] {
  const record = target.activeMapping
  if (!record) return []
  return state.targetsOf(record.sourceId).filter(({ activeMapping }) => activeMapping && activeMapping.sequence < record.sequence)
}

/** Throws EngineError for everything that older images could not go on from the target with. */
function refuseUnlessSplittable(state: EngineState, { source, target, image, older }: Splitting): ImageChain {
  const { chain } = source
  if (!chain?.images.includes(image)) throw new EngineError('internal', `the image ${target.diskId} is not loaded`)
  if (!image.whole) throw new EngineError('imageState', `virtual disk ${target.diskId} has not got everything of its image`)
  if (image.record.restore) throw new EngineError('diskInUse', `virtual disk ${target.diskId} was given an earlier content back; its images are older`)
  source.refuseInRollback()
  target.refuseInRollback()
  for (const disk of [source, target, ...older])
    for (const copy of state.copiesOf(disk.diskId)) throw new EngineError('diskInUse', `virtual disk ${disk.diskId} is in the running copy ${copy.copyId}`)
  for (const other of chain.images.slice(0, chain.images.indexOf(image)))
    if (!(other instanceof TargetImage)) throw new EngineError('diskInUse', `the snapshot ${other.imageId} looks through ${target.diskId}`)
  return chain
}

/**
 * Splits a target off. It is idle when this resolves, and the older images are durably its own. The caller has the mutex
 * of all of them, and a run of the mapping keeps source and target open. Rejects with EngineError; nothing is changed
 * then.
 */
export async function splitOff(state: EngineState, splitting: Splitting): Promise<void> {
  const { source, target, image, older } = splitting
  const chain = refuseUnlessSplittable(state, splitting)
  if (!target.chain?.images.length) target.chain = chainOver(target, chain.grainBytes)
  const images = target.chain
  if (images.grainBytes !== chain.grainBytes)
    throw new EngineError('imageState', `the images of ${target.diskId} have grains of ${images.grainBytes} bytes, not ${chain.grainBytes}`)
  await chain.giveWhatHides(image, images)
  const { heldMicros } = await barrier([source, target, ...older], () => chain.handOver(image, images, () => commit(splitting)))
  for (const disk of [source, target]) disk.lastBarrierMicros = heldMicros
  for (const disk of older) await standBehind(state, disk, source, target)
  if (!image.record.incremental) await leaveAsSource(source, target)
  source.mappingsChanged()
  target.mappingsChanged()
  await settleSplit(state, target)
}

/** One record says all of it: after a crash everything has moved or nothing has. */
async function commit({ target, image, older }: Splitting): Promise<() => void> {
  const was = image.record
  try {
    await image.change((record) => ({ state: 'idle', ...begunPart(record), adopts: older.map(({ diskId }) => diskId) }))
  } catch (error) {
    // It may be found at the next start all the same, so it is taken back.
    await image.change(() => ({ ...was }))
    throw error
  }
  const moving = older.flatMap((disk) => (disk.mapping?.current ? [{ disk, image: disk.mapping.current }] : []))
  const letGo = await Promise.all(moving.map(({ image: own }) => own.holdRecord()))
  return () => {
    for (const { disk, image: own } of moving) disk.mappingRecord = own.moveTo(target.diskId)
    for (const free of letGo) free()
  }
}

/** Whoever kept the old source open for an image keeps the new one open. */
async function standBehind(state: EngineState, disk: Disk, source: Disk, target: Disk): Promise<void> {
  await joinAsSource(state, target, disk)
  await leaveAsSource(source, disk)
  const holders: { now: () => Disk | null; set: () => void }[] = [{ now: () => disk.behind, set: () => (disk.behind = target) }]
  const running = state.instantCopies.get(disk.diskId)
  if (running) holders.push({ now: () => (state.instantCopies.get(disk.diskId) === running ? running.source : null), set: () => (running.source = target) })
  for (const { now, set } of holders) {
    if (now() !== source) continue
    await target.acquire(state.openDisk)
    // Meanwhile it may have been closed.
    const still = now() === source
    if (still) set()
    await (still ? source : target).release()
  }
}

/**
 * Writes into the records of images that a split has moved what the split's own record says. Before that is replaced it
 * has to be done. Rejects with the system's error.
 */
export async function settleSplit(state: EngineState, target: Disk): Promise<void> {
  const image = target.mapping?.current
  if (image?.record.state !== 'idle' || image.record.adopts.length === 0) return
  for (const diskId of image.record.adopts) {
    const own = state.findDisk(diskId)?.mapping?.current
    if (own?.record.sourceId === target.diskId) await own.change((record) => ({ ...record }))
  }
  await image.change((record) => (record.state === 'idle' ? { ...record, adopts: [] } : record))
}
