import { randomUUID } from 'node:crypto'
import type { CallInput } from '../contract'
import type { Disk } from '../disks/disk'
import { barrier } from '../disks/gate'
import { chainOver } from '../disks/open-disk'
import type { EngineState } from '../engine-state'
import { EngineError, messageOf } from '../faults'
import type { GrainBitmap } from './grain-bitmap'
import type { ImageChain } from './image-chain'
import { begunPart, type MappingRecord } from './instant-copy-record'
import { settleSplit } from './instant-copy-split'
import { joinAsSource, joinAsTarget, leaveAsSource, leaveAsTarget } from './load-mappings'
import type { TargetImage } from './target-image'

type Asked = CallInput<'instantCopy.start'>['mappings'][number]

export interface Starting {
  asked: Asked
  source: Disk
  target: Disk
}

type Copying = Extract<MappingRecord, { state: 'copying' }>

interface Prepared extends Starting {
  image: TargetImage
  record: Copying
  /** Bits that the run starts with; known only at the instant for a mapping that goes on from what is the same. */
  bitmap: () => GrainBitmap
}

/**
 * The disk that a disk shows an image of, the one that this one shows an image of, and so on.
 * @param starting what counts as begun already
 */
export function sourcesAbove(state: EngineState, disk: Disk, starting: readonly Starting[] = []): Disk[] {
  const sourceOf = (at: Disk) => starting.find(({ target }) => target === at)?.source ?? (at.activeMapping && state.disk(at.activeMapping.sourceId))
  const above: Disk[] = []
  for (let at = sourceOf(disk); at && !above.includes(at); at = sourceOf(at)) above.push(at)
  return above
}

/** Throws EngineError for everything that would make the image, or one that is there, wrong. */
export function refuseUnlessStartable(state: EngineState, { asked, source, target }: Starting): void {
  source.refuseUnlessKind('standard')
  target.refuseUnlessKind('standard')
  if (source === target) throw new EngineError('diskInUse', 'source and target are the same')
  if (source.poolId !== target.poolId) throw new EngineError('diskNotFound', 'source and target are not in the same pool')
  if (source.capacityBytes !== target.capacityBytes)
    throw new EngineError('imageState', `the target has ${target.capacityBytes} bytes, the source ${source.capacityBytes}`)
  source.refuseInRollback()
  target.refuseInRollback()
  target.refuseAsTarget()
  refuseUnlessWhole(source)
  if (sourcesAbove(state, source).includes(target))
    throw new EngineError('diskInUse', `the source ${source.diskId} shows an image of the target ${target.diskId}`)
  for (const copy of state.copiesOf(target.diskId))
    throw new EngineError('diskInUse', `the target ${target.diskId} is in the running copy ${copy.copyId}`)
  for (const copy of state.copiesOf(source.diskId))
    if (copy.targetId === source.diskId)
      throw new EngineError('diskInUse', `the source ${source.diskId} is being filled by the copy ${copy.copyId}`)
  const images = [
    ...state.snapshotsOf(target.diskId).filter(({ imageRecord }) => imageRecord?.state === 'active'),
    ...state.targetsOf(target.diskId).filter(({ activeMapping }) => activeMapping),
  ]
  if (images.length > 0 && !asked.restore)
    throw new EngineError('diskInUse', `the target ${target.diskId} has images that hold what it is about to lose`)
}

/** At one instant a disk can't both be what it was and become what another one was, nor all of a circle. Throws EngineError diskInUse. */
export function refuseAmongOneAnother(state: EngineState, starting: readonly Starting[]): void {
  for (const { source, target } of starting) {
    for (const other of starting)
      if (other.source === target || (other.target === target && other !== starting.find((first) => first.target === target)))
        throw new EngineError('diskInUse', `virtual disk ${target.diskId} is the target of one mapping and a disk of another that starts with it`)
    if (sourcesAbove(state, source, starting).includes(target))
      throw new EngineError('diskInUse', `the source ${source.diskId} would show an image of the target ${target.diskId}`)
  }
}

/** Throws EngineError unless a disk has a content of its own to make images of. */
export function refuseUnlessWhole(source: Disk): void {
  const mapping = source.mappingRecord
  if (mapping?.state === 'stopped' || (mapping?.state === 'stopping' && !mapping.whole))
    throw new EngineError('imageState', `virtual disk ${source.diskId} holds a part of an image only`)
  if (mapping?.state === 'copying' && (mapping.ending || mapping.restore))
    throw new EngineError('diskInUse', `virtual disk ${source.diskId} is ${mapping.restore ? 'given an earlier content back' : 'about to lose its image'}`)
}

/** Sees to it that a source has a chain, with grains of the mapping's size. Throws EngineError imageState. */
function chainFor(source: Disk, grainBytes: number): ImageChain {
  if (!source.chain?.images.length) source.chain = chainOver(source, grainBytes)
  if (source.chain.grainBytes !== grainBytes)
    throw new EngineError('imageState', `the images of ${source.diskId} have grains of ${source.chain.grainBytes} bytes, not ${grainBytes}`)
  return source.chain
}

/** A target whose own grains lie in chains with the mapping's must have grains of its size. */
function refuseOtherGrains({ asked, source, target }: Starting): void {
  const sizes = [
    target.chain?.images.length ? target.chain.grainBytes : asked.grainBytes,
    source.activeMapping?.grainBytes ?? asked.grainBytes,
  ]
  const other = sizes.find((size) => size !== asked.grainBytes)
  if (other !== undefined) throw new EngineError('imageState', `mappings of these disks have grains of ${other} bytes`)
}

/**
 * Starts mappings whose disks are open. All of their images begin at one instant, inside one barrier, or none does.
 * Answers for how long hosts were held, in microseconds.
 */
export async function startAtOneInstant(state: EngineState, starting: readonly Starting[]): Promise<number> {
  const members = starting.map(({ target }) => target.diskId)
  const group = members.length > 1 ? { id: randomUUID(), members, confirmed: false } : null
  const prepared: Prepared[] = []
  const before = new Map(starting.map(({ target }) => [target, target.mappingRecord]))
  try {
    for (const one of starting) {
      refuseOtherGrains(one)
      chainFor(one.source, one.asked.grainBytes)
      // Two of one source follow one another as they were asked for.
      const sequence = state.pool(one.source.poolId).lastSequence + prepared.length + 1
      prepared.push(await prepare(state, one, sequence, group))
    }
    const disks = prepared.flatMap(({ source, target }) => [source, target])
    const { heldMicros } = await barrier(disks, () => begin(prepared))
    for (const disk of disks) disk.lastBarrierMicros = heldMicros
    if (group) await confirm(prepared)
    return heldMicros
  } catch (error) {
    // Nothing has begun, so every target is again what it was before; whoever asked is told of what failed first.
    await Promise.allSettled(
      starting.map(async ({ target }) => {
        const was = before.get(target)
        if (!was) await forgetMapping(state, target)
        else await target.target?.change(() => was)
      }),
    )
    throw error
  }
}

/**
 * Before a disk's content becomes another one, past everybody who would have noted what changes: the next runs of the
 * incremental mappings that go by it copy everything. Durable when it resolves.
 */
export async function forgetDifferences(mappings: Iterable<TargetImage>): Promise<void> {
  for (const image of mappings)
    await image.change((record) => (record.differenceKnown ? { ...record, differenceKnown: false } : record))
}

/** Everything that takes time and can be done before host I/O is held. */
async function prepare(state: EngineState, one: Starting, sequence: number, group: Copying['group']): Promise<Prepared> {
  const { asked, source, target } = one
  const { instantCopyId, run, grainBytes, incremental, restore } = asked
  const was = target.mappingRecord
  const goesOn =
    was !== null && was.instantCopyId === instantCopyId && incremental && was.incremental && was.differenceKnown && was.grainBytes === grainBytes
  const begun = {
    instantCopyId, run, sourceId: source.diskId, sequence, startedAt: 0, capacityBytes: source.capacityBytes, grainBytes, incremental,
    // Until the instant: what it may go on from is not changed by a start that fails.
    differenceKnown: goesOn, restore,
  }
  // A target has a mapping from here on, if one of which it holds nothing yet.
  if (!was) target.mappingRecord = { state: 'stopped', ...begun, fault: null }
  await joinAsTarget(state, target)
  await settleSplit(state, target)
  if (!target.target) throw new EngineError('internal', `the mapping onto ${target.diskId} is not open`)
  const image = target.target
  if (!was || was.sourceId !== source.diskId) await image.change(() => ({ state: 'stopped', ...begun, fault: null }))
  await joinAsSource(state, source, target)
  await forgetDifferences(target.targets.values())
  const record: Copying = { state: 'copying', ...begun, differenceKnown: true, group, ending: false }
  if (goesOn) return { ...one, image, record, bitmap: () => image.bitmap.next(sequence) }
  const empty = await image.bitmap.anew(sequence, incremental, () => state.files.openBlocks(target.file('split')))
  return { ...one, image, record, bitmap: () => empty }
}

/** The instant itself, inside the barrier: all of the images begin or, before any write goes on, none has. */
async function begin(prepared: readonly Prepared[]): Promise<void> {
  const startedAt = Date.now()
  try {
    await all(prepared.map(({ image, record, bitmap }) => image.begin({ ...record, startedAt }, bitmap())))
  } catch (error) {
    // Even a record that could not be written may be found at the next start, so all of them are taken back.
    await all(prepared.map(({ image }) => image.change((record) => ({ state: 'stopped', ...begunPart(record), fault: null }))))
    throw error
  }
  for (const { source, target, image } of prepared) {
    source.chain?.add(image)
    source.mappingsChanged()
    target.mappingsChanged()
  }
}

/** Notes that all have begun, so that they hold whatever becomes of the others. If one can't be noted, all fail. */
async function confirm(prepared: readonly Prepared[]): Promise<void> {
  try {
    await all(
      prepared.map(({ image }) =>
        image.change((record) => (record.state === 'copying' && record.group ? { ...record, group: { ...record.group, confirmed: true } } : record)),
      ),
    )
  } catch (error) {
    const fault = { code: 'io', detail: `it could not be noted that all of its group have begun: ${messageOf(error)}` } as const
    // They have begun, and older images may look through them already. Whose failure can't be noted either goes on until the
    // engine ends: without the others it doesn't count afterwards.
    await Promise.allSettled(prepared.map(({ image }) => image.fail(fault)))
  }
}

/** Forgets the mapping of which a disk is the target; nothing of it is left in its folder. */
export async function forgetMapping(state: EngineState, target: Disk): Promise<void> {
  const source = target.mappingRecord && state.findDisk(target.mappingRecord.sourceId)
  if (source) await leaveAsSource(source, target)
  await leaveAsTarget(target)
  target.mapping = null
  await state.files.removeFile(target.file('mapping'))
  target.mappingRecord = null
  await state.files.removeFile(target.file('split'))
}

/** Waits for all, so that nothing is still under way when the first failure is told. */
async function all(work: readonly Promise<void>[]): Promise<void> {
  for (const outcome of await Promise.allSettled(work)) if (outcome.status === 'rejected') throw outcome.reason
}
