import { randomUUID } from 'node:crypto'
import type { CallInput, ImageFacts } from '../contract'
import type { Disk } from '../disks/disk'
import { barrier, whileFinished } from '../disks/gate'
import { chainOver, imageOf, withoutSource } from '../disks/open-disk'
import type { EngineState, Handlers } from '../engine-state'
import { EngineError, faultOf, isNoSpace } from '../faults'
import { writeImageRecord } from '../pools/settle'
import { GrainLog } from './grain-log'
import { GrainMap } from './grain-map'
import { Image } from './image'
import type { ImageChain } from './image-chain'
import { imageFacts } from './image-facts'
import { refuseUnlessWhole } from './instant-copy-start'
import { spaceOf } from './image-space'
import type { BegunRecord } from './image-record'
import type { BlockFile, Files } from '../storage/files'

type Start = CallInput<'image.start'>['images'][number]

interface Preparation {
  start: Start
  snapshot: Disk
  source: Disk
  sequence: number
}

export function imageCalls(
  state: EngineState,
): Handlers<'image.start' | 'image.end' | 'image.overwrite' | 'image.facts' | 'image.space' | 'image.setPolicy'> {
  function labelled(imageId: string): { snapshot: Disk; sourceId: string } {
    const snapshot = state.disk(imageId)
    if (snapshot.label.kind !== 'snapshot')
      throw new EngineError('imageNotFound', `virtual disk ${imageId} is not a snapshot`)
    return { snapshot, sourceId: snapshot.label.sourceId }
  }

  function snapshotOf(imageId: string): { snapshot: Disk; source: Disk } {
    const { snapshot, sourceId } = labelled(imageId)
    return { snapshot, source: state.disk(sourceId) }
  }

  /** Opens an image's files, empty; everything that takes time and can be done before host I/O is held. */
  async function prepare({ start, snapshot, sequence }: Preparation, group: BegunRecord['group']): Promise<Image> {
    if (snapshot.label.kind !== 'snapshot') throw new EngineError('internal', `${snapshot.diskId} is not a snapshot`)
    const repository = state.disk(snapshot.label.repositoryId)
    // Not written anywhere yet: the record on the disk says 'active' only from the moment of the cut.
    const record: BegunRecord = {
      state: 'ended',
      sourceId: snapshot.label.sourceId,
      sequence,
      startedAt: 0,
      capacityBytes: snapshot.capacityBytes,
      warningThresholdPercent: start.warningThresholdPercent,
      fullPolicy: start.fullPolicy,
      group,
    }
    const [data, grains] = await openBoth(state.files, repository.file('data'), repository.file('grains'))
    try {
      await data.resize(0)
      const log = await GrainLog.begin(grains, sequence)
      return await imageOf(state, snapshot, record, { data, log, map: new GrainMap(), nextSlot: 0 })
    } catch (error) {
      await data.close()
      await grains.close()
      throw error
    }
  }

  /** Sees to it that every source has a chain, and that all the images of a source have grains of one size. */
  function makeChains(preparations: readonly Preparation[]): void {
    for (const source of new Set(preparations.map((preparation) => preparation.source))) {
      const starting = preparations.filter((preparation) => preparation.source === source)
      const holding = source.chain?.images.length ? [source.chain.grainBytes] : []
      const sizes = new Set([...holding, ...starting.map(({ snapshot }) => snapshot.grainBytes)])
      const [grainBytes = 0, other] = sizes
      if (other !== undefined)
        throw new EngineError('imageState', `the images of ${source.diskId} have grains of ${grainBytes} bytes, not ${other}`)
      if (holding.length === 0) source.chain = chainOver(source, grainBytes)
    }
  }

  async function cut(preparations: readonly Preparation[]): Promise<number> {
    const members = preparations.map(({ snapshot }) => snapshot.diskId)
    const group = members.length > 1 ? { id: randomUUID(), members, confirmed: false } : null
    const sources = preparations.map(({ source }) => source)
    const images: { image: Image; source: Disk; snapshot: Disk }[] = []
    let heldMicros: number
    makeChains(preparations)
    try {
      for (const preparation of preparations)
        images.push({ ...preparation, image: await prepare(preparation, group) })
      heldMicros = (await barrier(sources, () => begin(images))).heldMicros
    } catch (error) {
      for (const { image } of images) await image.release()
      throw error
    }
    for (const source of sources) source.lastBarrierMicros = heldMicros
    if (group) await confirm(images)
    return heldMicros
  }

  /** The instant itself, inside the barrier: all of the images begin or, before any write goes on, none has. */
  async function begin(images: readonly { image: Image; source: Disk }[]): Promise<void> {
    const startedAt = Date.now()
    try {
      await all(images.map(({ image }) => image.begin(startedAt)))
    } catch (error) {
      // Even a record that could not be written may be found at the next start, so all of them are taken back.
      await all(images.map(({ image }) => image.revoke()))
      throw error
    }
    for (const { image, source } of images) source.chain?.add(image)
  }

  /** Notes that all have begun. If one can't be noted, all end again as images do: older ones look through them. */
  async function confirm(images: readonly { image: Image; source: Disk; snapshot: Disk }[]): Promise<void> {
    try {
      await all(images.map(({ image }) => image.confirmGroup()))
    } catch (error) {
      for (const { snapshot, source } of images.toReversed()) await endImage(state, snapshot, source.diskId)
      throw error
    }
  }

  return {
    async 'image.start'({ images }) {
      const asked = images.map((start) => ({ start, ...snapshotOf(start.imageId) }))
      const keys = asked.flatMap(({ source, snapshot }) => [source.diskId, snapshot.diskId])
      return state.mutex.run(keys, async () => {
        // Sent again after a crash: what has begun has begun.
        const fresh = asked.filter(({ snapshot }) => snapshot.imageRecord?.state !== 'active')
        for (const { snapshot, source } of fresh) refuseUnlessStartable(state, snapshot, source)
        const users = [...new Set(fresh.map(({ source }) => source))]
        let heldMicros = 0
        const acquired: Disk[] = []
        try {
          for (const source of users) {
            await source.acquire(state.openDisk)
            acquired.push(source)
          }
          const sequences = new Map<string, number>()
          const preparations = fresh.map((one) => {
            const before = sequences.get(one.source.diskId) ?? state.pool(one.source.poolId).lastSequence
            sequences.set(one.source.diskId, before + 1)
            return { ...one, sequence: before + 1 }
          })
          if (preparations.length > 0) heldMicros = await cut(preparations)
        } finally {
          for (const source of acquired) await source.release()
        }
        const facts = await Promise.all(asked.map(({ snapshot }) => imageFacts(state, snapshot)))
        return { images: facts, heldMicros }
      })
    },

    async 'image.end'({ imageId }): Promise<ImageFacts> {
      const { snapshot, sourceId } = labelled(imageId)
      return state.mutex.run([sourceId, imageId], async () => {
        if (state.copiesOf(imageId).length > 0)
          throw new EngineError('diskInUse', `the snapshot ${imageId} is being copied`)
        if (state.findDisk(sourceId)?.rollback?.snapshotId === imageId)
          throw new EngineError('diskInUse', `the source of ${imageId} is being rolled back to it`)
        if (snapshot.holdsGrains) await endImage(state, snapshot, sourceId)
        return imageFacts(state, snapshot)
      })
    },

    async 'image.overwrite'({ imageIds }) {
      for (const imageId of imageIds) {
        const { snapshot, source } = snapshotOf(imageId)
        await state.mutex.run([source.diskId, imageId], () =>
          state.withOpen(source, async () => {
            const image = state.loadedImage(snapshot)
            if (image?.accepting) await image.fail({ code: 'imageOverwritten', detail: 'its source is overwritten by a copy' })
          }),
        )
      }
      return null
    },

    async 'image.facts'({ imageIds }) {
      // Known of a snapshot also while its source is missing.
      return Promise.all(imageIds.map((imageId) => imageFacts(state, state.disk(imageId))))
    },

    async 'image.space'({ sourceId }) {
      const source = state.disk(sourceId)
      source.refuseUnlessKind('standard')
      // Nothing starts or ends meanwhile; that hosts go on writing makes the answer only a moment old.
      return state.mutex.run([sourceId], () =>
        state.withOpen(source, () => spaceOf(source.chain?.images ?? [])),
      )
    },

    async 'image.setPolicy'({ imageId, warningThresholdPercent, fullPolicy }) {
      const { snapshot, source } = snapshotOf(imageId)
      return state.mutex.run([source.diskId, imageId], async () => {
        if (!snapshot.holdsGrains) throw new EngineError('imageState', `the snapshot ${imageId} holds no image`)
        await state.withOpen(source, async () => {
          // Writes that hosts were told are done must not meet an image that would have them fail.
          await whileFinished([[source.diskId, source.gate]], async () => {
            source.gate.refuseIfUnfinished()
            await state.loadedImage(snapshot)?.setPolicy(warningThresholdPercent, fullPolicy)
          })
        })
        return imageFacts(state, snapshot)
      })
    },
  }
}

/** Finishes, in the background, the endings that a crash cut off. One that has no room to finish stays as it is. */
export function resumeEndings(state: EngineState, snapshots: readonly Disk[]): void {
  for (const snapshot of snapshots) {
    if (snapshot.imageRecord?.state !== 'closed' || snapshot.label.kind !== 'snapshot') continue
    const { sourceId } = snapshot.label
    const work = state.mutex.run([sourceId, snapshot.diskId], async () => {
      if (snapshot.holdsGrains) await endImage(state, snapshot, sourceId)
    })
    const told = work.catch((error: unknown) => {
      if (!isNoSpace(error) && !state.closing) state.emit({ type: 'internalError', fault: faultOf(error) })
    })
    state.background.add(told)
    void told.finally(() => state.background.delete(told))
  }
}

function refuseUnlessStartable(state: EngineState, snapshot: Disk, source: Disk): void {
  const now = snapshot.imageRecord?.state
  if (now === 'closed' || now === 'failed')
    throw new EngineError('imageState', `the image ${snapshot.diskId} is ${now}; end it before it starts again`)
  source.refuseUnlessKind('standard')
  source.refuseInRollback()
  refuseUnlessWhole(source)
  // A copy writes its target past the images of it.
  for (const copy of state.copiesOf(source.diskId))
    if (copy.targetId === source.diskId)
      throw new EngineError('diskInUse', `the source ${source.diskId} is being filled by the copy ${copy.copyId}`)
  if (snapshot.capacityBytes !== source.capacityBytes)
    throw new EngineError(
      'imageState',
      `the snapshot ${snapshot.diskId} has ${snapshot.capacityBytes} bytes, its source ${source.capacityBytes}`,
    )
}

/** Opens two files at the same time: making each of them durable takes its time. */
async function openBoth(files: Files, one: string, other: string): Promise<[BlockFile, BlockFile]> {
  const outcomes = await Promise.allSettled([files.openBlocks(one), files.openBlocks(other)])
  const [first, second] = outcomes
  if (first.status === 'fulfilled' && second.status === 'fulfilled') return [first.value, second.value]
  for (const opened of outcomes) if (opened.status === 'fulfilled') await opened.value.close()
  throw outcomes.find((opened) => opened.status === 'rejected')?.reason
}

/** Waits for all, so that nothing is still under way when the first failure is told. */
async function all(work: readonly Promise<void>[]): Promise<void> {
  for (const outcome of await Promise.allSettled(work)) if (outcome.status === 'rejected') throw outcome.reason
}

/** Ends an image: closed for hosts, its grains handed down, then gone. Whether its source is there makes no difference. */
async function endImage(state: EngineState, snapshot: Disk, sourceId: string): Promise<void> {
  await snapshot.setAccess({ read: false, write: false })
  const repository = snapshot.label.kind === 'snapshot' ? state.findDisk(snapshot.label.repositoryId) : null
  // Its repository is gone, so there is nothing to hand down; whoever looked through it has failed.
  if (snapshot.begun && !repository) return writeImageRecord(state.files, snapshot, { ...snapshot.begun, state: 'ended' })
  const source = state.findDisk(sourceId)
  if (source) return state.withOpen(source, () => endIn(state, snapshot, source.chain))
  if (!repository) throw new EngineError('internal', `the snapshot ${snapshot.diskId} has no repository`)
  // Open, so that nobody closes the pool meanwhile.
  return state.withOpen(repository, () =>
    withoutSource(state, state.pool(snapshot.poolId).snapshotsOf(sourceId), (chain) => endIn(state, snapshot, chain)),
  )
}

async function endIn(state: EngineState, snapshot: Disk, chain: ImageChain | null): Promise<void> {
  const image = chain?.find(snapshot.diskId)
  if (!(image instanceof Image) || !chain) throw new EngineError('internal', `the image ${snapshot.diskId} is not loaded`)
  if (image.record.state === 'active') await image.close()
  await chain.handDown(image, () => {
    if (state.closing) throw new EngineError('internal', 'the engine is shutting down; the ending goes on at its next start')
  })
  chain.remove(image)
  try {
    await image.end()
  } finally {
    await image.release()
  }
}
