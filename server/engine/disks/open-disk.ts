import { EngineError, messageOf, systemCode } from '../faults'
import { GrainLog } from '../points-in-time/grain-log'
import { GrainMap } from '../points-in-time/grain-map'
import { Image } from '../points-in-time/image'
import { ImageBytes } from '../points-in-time/image-bytes'
import { ImageChain } from '../points-in-time/image-chain'
import type { BegunRecord } from '../points-in-time/image-record'
import { isInChain } from '../points-in-time/instant-copy-record'
import { failImagesOf, letGoOfMappings, loadMappings } from '../points-in-time/load-mappings'
import { firstWritesOf, redoFirstWrites } from '../points-in-time/first-writes/redo'
import { Rollback } from '../points-in-time/rollback'
import { TargetImage } from '../points-in-time/target-image'
import { FirstWriteBudget } from '../points-in-time/first-writes/waiting-writes'
import { SlotRecord } from '../storage/record'
import type { Disk, OpenDisk } from './disk'
import type { Relations } from './relations'
import { StandardBytes, viewOf } from './standard-bytes'

/** Opens a disk with all that its bytes need: its file, its images, or the source that it is an image of. */
export function opener(relations: Relations): (disk: Disk) => Promise<OpenDisk> {
  const budget = new FirstWriteBudget()
  const open = (disk: Disk): Promise<OpenDisk> =>
    disk.label.kind === 'snapshot' ? openSnapshot(disk) : openStandard(disk)

  async function openStandard(disk: Disk): Promise<OpenDisk> {
    // A part of its content may be with the source of the mapping that it is the target of.
    const source = disk.activeMapping && relations.disk(disk.activeMapping.sourceId)
    await source?.acquire(open)
    disk.behind = source
    const letGoOfSource = async () => {
      const { behind } = disk
      disk.behind = null
      await behind?.release()
    }
    try {
      return await openOwn(disk, letGoOfSource)
    } catch (error) {
      await letGoOfSource()
      throw error
    }
  }

  /** Makes durable what a disk sees of the source of its mapping, which may have begun long after the disk was opened. */
  async function flushSource(disk: Disk): Promise<void> {
    if (!disk.activeMapping) return
    const source = relations.disk(disk.activeMapping.sourceId)
    const { bytes } = await source.acquire(open)
    try {
      await bytes.flush()
    } finally {
      await source.release()
    }
  }

  async function openOwn(disk: Disk, letGoOfSource: () => Promise<void>): Promise<OpenDisk> {
    const { file, sync } = await disk.blocks.acquire()
    const firstWrites = firstWritesOf(relations.files, disk, { file, sync }, budget)
    const bytes = new StandardBytes(file, sync, disk, () => flushSource(disk), firstWrites)
    const letGo = async () => {
      disk.gate.early = null
      await firstWrites.close()
      await disk.chain?.rollback?.release()
      for (const image of disk.chain?.images ?? []) if (image instanceof Image) await image.release()
      await letGoOfMappings(disk)
      await disk.blocks.release()
    }
    try {
      // A crash between a new label and the longer file, or a disk that nobody opened yet.
      if (disk.label.kind === 'standard' && file.length < disk.capacityBytes) await file.resize(disk.capacityBytes)
      await loadMappings(relations, disk)
      await loadImages(disk)
      await loadRollback(relations, disk)
      await redoFirstWrites(relations.files, disk, { file, sync })
      disk.gate.early = firstWrites
    } catch (error) {
      await letGo()
      disk.chain = null
      throw error
    }
    return {
      bytes,
      async close() {
        try {
          await bytes.flush()
        } finally {
          try {
            await letGo()
          } finally {
            await letGoOfSource()
          }
        }
      },
    }
  }

  async function loadImages(disk: Disk): Promise<void> {
    const holding = relations.snapshotsOf(disk.diskId).filter((snapshot) => canBeLoaded(relations, snapshot))
    const active = [...disk.targets.values()].filter(({ record }) => isInChain(record))
    const grainBytes = active[0]?.record.grainBytes ?? holding[0]?.grainBytes
    if (grainBytes === undefined) return
    const chain = chainOver(disk, grainBytes)
    for (const image of active) chain.add(image)
    disk.chain = await loadChain(relations, holding, chain)
    if (disk.mappingRecord?.state === 'stopping' && !disk.mappingRecord.whole) await failImagesOf(chain)
  }

  async function openSnapshot(disk: Disk): Promise<OpenDisk> {
    if (disk.label.kind !== 'snapshot') throw new EngineError('internal', `${disk.diskId} is not a snapshot`)
    const source = relations.disk(disk.label.sourceId)
    const opened = await source.acquire(open)
    const bytes = new ImageBytes(disk.diskId, () => source.chain, () => opened.bytes.flush())
    return {
      bytes,
      async close() {
        try {
          await bytes.flush()
        } finally {
          await source.release()
        }
      },
    }
  }

  return open
}

/** One without its repository failed when the pool was opened; there is nothing of it to look through. */
function canBeLoaded(relations: Relations, { holdsGrains, label }: Disk): boolean {
  return holdsGrains && label.kind === 'snapshot' && relations.hasDisk(label.repositoryId)
}

/**
 * The images of a source that is gone, for as long as the work takes: enough to hand grains from one to another, not
 * to look at what the source held.
 */
export async function withoutSource<T>(
  relations: Relations,
  snapshots: readonly Disk[],
  work: (chain: ImageChain | null) => Promise<T>,
): Promise<T> {
  const holding = snapshots.filter((snapshot) => canBeLoaded(relations, snapshot))
  const [first] = holding
  if (!first) return work(null)
  const gone = (): never => {
    throw new EngineError('diskNotFound', 'the source is gone')
  }
  const nothing = new ImageChain(first.grainBytes, { file: gone, view: () => null })
  const chain = await loadChain(relations, holding, nothing)
  try {
    return await work(chain)
  } finally {
    for (const image of chain.images) await image.release()
  }
}

/** Adds the images of snapshots to a chain; lets go of them if one can't be opened. Images of targets have their own users. */
async function loadChain(relations: Relations, holding: readonly Disk[], chain: ImageChain): Promise<ImageChain> {
  try {
    for (const snapshot of holding) chain.add(await loadImage(relations, snapshot))
    await failBehindDamage(chain)
    return chain
  } catch (error) {
    for (const image of chain.images) if (image instanceof Image) await image.release()
    throw error
  }
}

/**
 * Opens an image that has begun. One whose map is damaged comes back failed, its damage recorded: what it kept can't
 * be told from what it didn't, so nobody may look through it.
 */
async function loadImage(relations: Relations, snapshot: Disk): Promise<Image> {
  const { begun, label } = snapshot
  if (!begun || label.kind !== 'snapshot') throw new EngineError('internal', `${snapshot.diskId} has no image to load`)
  const repository = relations.disk(label.repositoryId)
  const data = await relations.files.openBlocks(repository.file('data'))
  const grains = await relations.files.openBlocks(repository.file('grains'))
  try {
    const { log, map, nextSlot } = await GrainLog.load(grains, begun.sequence)
    // Slots that were being filled when the power went have no place in the map. What is left in them goes, durably:
    // a slot that is taken for zeroes must hold zeroes.
    const taken = nextSlot * snapshot.grainBytes
    if (data.length > taken) {
      await data.resize(taken)
      await data.sync()
    }
    return await imageOf(relations, snapshot, begun, { data, log, map, nextSlot })
  } catch (error) {
    const damage = damageOf(error, begun)
    if (damage === null) {
      await data.close()
      await grains.close()
      throw error
    }
    await grains.close()
    // The log stays as it is, for whoever wants to look; the image goes on with an empty one, failed.
    const log = await GrainLog.begin(await relations.files.openBlocks(`${repository.file('grains')}.empty`), 0)
    const image = await imageOf(relations, snapshot, begun, { data, log, map: new GrainMap(), nextSlot: 0 })
    if (!image.damaged) await image.fail({ code: 'imageDamaged', detail: damage })
    return image
  }
}

/**
 * Why an image can't be loaded and counts as failed from now on; null when it is not the image's to fail. Where the
 * source counts more, a disk under the repository that has failed must not keep hosts from the source.
 */
function damageOf(error: unknown, begun: BegunRecord): string | null {
  if (error instanceof EngineError && error.code === 'imageDamaged') return error.detail
  const holds = begun.state === 'active' || begun.state === 'failed'
  const sourceCountsMore = holds && begun.fullPolicy === 'failSnapshot'
  return sourceCountsMore && systemCode(error) === 'EIO' ? `its repository failed: ${messageOf(error)}` : null
}

/** An empty chain of images over a disk; looks at the disk's blocks while it is open. */
export function chainOver(source: Disk, grainBytes: number): ImageChain {
  return new ImageChain(grainBytes, {
    file: () => {
      if (!source.data) throw new EngineError('internal', `the source ${source.diskId} is not open`)
      return source.data
    },
    // Images of a disk that is given an earlier content back look at what it held before that.
    view: () => (source.target?.record.restore ? null : viewOf(source.target)),
  })
}

/**
 * Goes on seeing a source as the rollback that its label names makes it. Without the image, whole, that can't be told,
 * and the old content must not be taken for it: rejects with EngineError imageDamaged.
 */
async function loadRollback(relations: Relations, disk: Disk): Promise<void> {
  if (!disk.rollback) return
  const { snapshotId } = disk.rollback
  const { chain } = disk
  const image = chain?.find(snapshotId)
  if (!chain || !image || image.damaged)
    throw new EngineError('imageDamaged', `${disk.diskId} is being rolled back to ${snapshotId}, whose image is damaged or gone`)
  const file = await relations.files.openBlocks(disk.file('restored'))
  try {
    const { log, map } = await GrainLog.load(file, image.sequence)
    // Given up meanwhile.
    if (!disk.rollback) await log.close()
    else chain.rollback = new Rollback({ chain, image, log, restored: map })
  } catch (error) {
    await file.close()
    throw error
  }
}

/** Older images that could look through a damaged one can't be trusted either. */
async function failBehindDamage(chain: ImageChain): Promise<void> {
  const damaged = chain.images.findLastIndex((image) => image.damaged)
  const detail = 'a newer image that it looks through is damaged'
  for (const image of chain.images.slice(0, Math.max(damaged, 0))) {
    if (!image.accepting) continue
    if (image instanceof Image) await image.fail({ code: 'imageDamaged', detail })
    else if (image instanceof TargetImage) await image.fail({ code: 'imageDamaged', detail })
  }
}

type Kept = Pick<ConstructorParameters<typeof Image>[0], 'data' | 'log' | 'map' | 'nextSlot'>

/** An image over its opened files; keeps the snapshot's record in step. */
export async function imageOf(
  relations: Relations,
  snapshot: Disk,
  record: BegunRecord,
  kept: Kept,
): Promise<Image> {
  if (snapshot.label.kind !== 'snapshot') throw new EngineError('internal', `${snapshot.diskId} is not a snapshot`)
  const repository = relations.disk(snapshot.label.repositoryId)
  let recordFile = await SlotRecord.open(relations.files, snapshot.file('image'))
  let broken = false
  return new Image({
    ...kept,
    imageId: snapshot.diskId,
    sourceId: snapshot.label.sourceId,
    repositoryId: repository.diskId,
    grainBytes: snapshot.grainBytes,
    record,
    recordFile: {
      write: async (state) => {
        // A file whose sync failed takes nothing more until it is opened again; the failure itself has been told.
        if (broken) {
          const again = await SlotRecord.open(relations.files, snapshot.file('image'))
          await recordFile.close()
          recordFile = again
        }
        broken = true
        await recordFile.write(state)
        broken = false
        snapshot.imageRecord = state
      },
      close: () => recordFile.close(),
    },
    repositoryCapacityBytes: () => repository.capacityBytes,
    notify: (what) => relations.imageNoticed(snapshot, what),
  })
}
