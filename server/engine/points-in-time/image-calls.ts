import { randomUUID } from 'node:crypto'
import type { CallInput, ImageFacts } from '../contract'
import type { Disk } from '../disks/disk'
import { barrier } from '../disks/gate'
import { chainOver, imageOf } from '../disks/open-disk'
import type { EngineState, Handlers } from '../engine-state'
import { EngineError, faultOf, isNoSpace } from '../faults'
import { GrainLog } from './grain-log'
import { GrainMap } from './grain-map'
import type { Image } from './image'
import { imageFacts } from './image-facts'
import type { BegunRecord } from './image-record'

type Start = CallInput<'image.start'>['images'][number]

interface Preparation {
  start: Start
  snapshot: Disk
  source: Disk
  sequence: number
}

export function imageCalls(
  state: EngineState,
): Handlers<'image.start' | 'image.end' | 'image.facts' | 'image.setPolicy'> {
  function snapshotOf(imageId: string): { snapshot: Disk; source: Disk } {
    const snapshot = state.disk(imageId)
    if (snapshot.label.kind !== 'snapshot')
      throw new EngineError('imageNotFound', `virtual disk ${imageId} is not a snapshot`)
    return { snapshot, source: state.disk(snapshot.label.sourceId) }
  }

  /** Opens an image's files, empty; everything that takes time and can be done before host I/O is held. */
  async function prepare({ start, snapshot, source, sequence }: Preparation, group: BegunRecord['group']): Promise<Image> {
    if (snapshot.label.kind !== 'snapshot') throw new EngineError('internal', `${snapshot.diskId} is not a snapshot`)
    const repository = state.disk(snapshot.label.repositoryId)
    const data = await state.files.openBlocks(repository.file('data'))
    await data.resize(0)
    const log = await GrainLog.begin(await state.files.openBlocks(repository.file('grains')), sequence)
    // Not written anywhere yet: the record on the disk says 'active' only from the moment of the cut.
    const record: BegunRecord = {
      state: 'ended',
      sequence,
      startedAt: 0,
      capacityBytes: snapshot.capacityBytes,
      warningThresholdPercent: start.warningThresholdPercent,
      fullPolicy: start.fullPolicy,
      group,
    }
    const chain = (source.chain ??= chainOver(source, snapshot.grainBytes))
    if (chain.grainBytes !== snapshot.grainBytes)
      throw new EngineError('imageState', `the images of ${source.diskId} have grains of ${chain.grainBytes} bytes`)
    return imageOf(state, snapshot, record, { data, log, map: new GrainMap(), nextSlot: 0 })
  }

  async function cut(preparations: readonly Preparation[]): Promise<number> {
    const members = preparations.map(({ snapshot }) => snapshot.diskId)
    const group = members.length > 1 ? { id: randomUUID(), members, confirmed: false } : null
    const images: { image: Image; source: Disk }[] = []
    try {
      for (const preparation of preparations)
        images.push({ image: await prepare(preparation, group), source: preparation.source })
      const sources = preparations.map(({ source }) => source)
      const { heldMicros } = await barrier(sources, async () => {
        const startedAt = Date.now()
        await Promise.all(images.map(({ image }) => image.begin(startedAt)))
        for (const { image, source } of images) source.chain?.add(image)
      })
      for (const source of sources) source.statistics.lastBarrierMicros = heldMicros
      if (group) await Promise.all(images.map(({ image }) => image.confirmGroup()))
      return heldMicros
    } catch (error) {
      for (const { image, source } of images) {
        source.chain?.remove(image)
        if (image.record.state !== 'ended') await image.end()
        await image.release()
      }
      throw error
    }
  }

  return {
    async 'image.start'({ images }) {
      const asked = images.map((start) => ({ start, ...snapshotOf(start.imageId) }))
      const keys = asked.map(({ source }) => source.diskId)
      return state.mutex.run(keys, async () => {
        // Sent again after a crash: what has begun has begun.
        const fresh = asked.filter(({ snapshot }) => snapshot.imageRecord?.state !== 'active')
        for (const { snapshot, source } of fresh) refuseUnlessStartable(snapshot, source)
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
            const before = sequences.get(one.source.diskId) ?? lastSequence(state, one.source)
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
      const { snapshot, source } = snapshotOf(imageId)
      return state.mutex.run([source.diskId], async () => {
        if (state.copiesOf(imageId).length > 0)
          throw new EngineError('diskInUse', `the snapshot ${imageId} is being copied`)
        if (snapshot.holdsGrains) await state.withOpen(source, () => endImage(state, snapshot, source))
        return imageFacts(state, snapshot)
      })
    },

    async 'image.facts'({ imageIds }) {
      return Promise.all(imageIds.map((imageId) => imageFacts(state, snapshotOf(imageId).snapshot)))
    },

    async 'image.setPolicy'({ imageId, warningThresholdPercent, fullPolicy }) {
      const { snapshot, source } = snapshotOf(imageId)
      return state.mutex.run([source.diskId], async () => {
        if (!snapshot.holdsGrains) throw new EngineError('imageState', `the snapshot ${imageId} holds no image`)
        await state.withOpen(source, async () => {
          await state.loadedImage(snapshot)?.setPolicy(warningThresholdPercent, fullPolicy)
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
    const source = state.findDisk(snapshot.label.sourceId)
    if (!source) continue
    const work = state.mutex.run([source.diskId], async () => {
      if (snapshot.holdsGrains) await state.withOpen(source, () => endImage(state, snapshot, source))
    })
    work.catch((error: unknown) => {
      if (!isNoSpace(error)) state.emit({ type: 'internalError', fault: faultOf(error) })
    })
  }
}

function refuseUnlessStartable(snapshot: Disk, source: Disk): void {
  const now = snapshot.imageRecord?.state
  if (now === 'closed' || now === 'failed')
    throw new EngineError('imageState', `the image ${snapshot.diskId} is ${now}; end it before it starts again`)
  source.refuseUnlessKind('standard')
  if (snapshot.capacityBytes !== source.capacityBytes)
    throw new EngineError(
      'imageState',
      `the snapshot ${snapshot.diskId} has ${snapshot.capacityBytes} bytes, its source ${source.capacityBytes}`,
    )
}

function lastSequence(state: EngineState, source: Disk): number {
  const sequences = state.snapshotsOf(source.diskId).map((snapshot) => snapshot.begun?.sequence ?? 0)
  return Math.max(0, ...sequences)
}

/** Ends an image of an open source: closed for hosts, its grains handed down, then gone. */
async function endImage(state: EngineState, snapshot: Disk, source: Disk): Promise<void> {
  const image = state.loadedImage(snapshot)
  const chain = source.chain
  if (!image || !chain) throw new EngineError('internal', `the image ${snapshot.diskId} is not loaded`)
  await snapshot.setAccess({ read: false, write: false })
  if (image.record.state === 'active') await image.close()
  await chain.handDown(image)
  chain.remove(image)
  await image.end()
  await image.release()
}
