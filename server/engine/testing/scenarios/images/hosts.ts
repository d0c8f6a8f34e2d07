/** What hosts do to sources, their images and targets of copies, and what must come of each. */
import { expect } from 'vitest'
import { IoError } from '../../../disks/host-volume'
import { flushed, type Row } from '../../array-model'
import type { Free } from '../batch'
import { SECTORS } from '../geometry'
import { put, type Range } from '../stamped-writes'
import { expectImage, expectRow } from './expectations'
import type { HostStep } from './steps'
import type { Snapshot, Source, World } from './world'

export async function runHostStep(world: World, step: HostStep, free: Free): Promise<void> {
  if (step.kind === 'write') {
    const source = world.source(step.source)
    if (mayWrite(world, source.id, step, free)) await putOrRefuse(world, source.id, source.row, step, world.nextValue(step.zero))
  } else if (step.kind === 'writeImage') {
    const { snapshot } = world.snapshot(step)
    if (snapshot.row && mayWrite(world, snapshot.id, step, free)) await writeImage(world, snapshot, snapshot.row, step)
  } else if (step.kind === 'writeTarget') {
    const target = world.target(step.target)
    if (target.copy || !free(target.id, step.first, step.first + step.count - 1)) return
    await putOrRefuse(world, target.id, target.row, step, world.nextValue(step.zero))
  } else if (step.kind === 'read') {
    const source = world.source(step.source)
    if (free(source.id, 0, SECTORS)) await expectRow(world, source.id, source.row)
  } else if (step.kind === 'readImage') {
    const { snapshot } = world.snapshot(step)
    if (snapshot.row && free(snapshot.id, 0, SECTORS)) await expectImage(world, snapshot)
  } else if (step.kind === 'flush') {
    const source = world.source(step.source)
    if (free(source.id, 0, SECTORS)) await flush(world, source)
  } else await dependentWrites(world, step.first, free)
}

/** Hosts write nothing into what is being copied. */
function mayWrite({ copies }: World, disk: string, { first, count }: Range, free: Free): boolean {
  return !copies.isCopied(disk) && free(disk, first, first + count - 1)
}

/** Answers false where a repository was full and its policy says so; the disk is as it was. */
function putOrRefuse(world: World, id: string, row: Row, step: Range, value: number): Promise<boolean> {
  return put(world.array, world.pending, id, row, step, value, (error) => {
    expect(['ENOSPC', 'EIO']).toContain(error.code)
    expect(world.sources.some((source) => source.snapshots.some((snapshot) => world.mayFail(snapshot)))).toBe(true)
  })
}

async function writeImage(world: World, snapshot: Snapshot, row: Row, step: Range): Promise<void> {
  const value = world.nextValue(step.zero)
  for (let sector = step.first; sector < step.first + step.count; sector += 1) snapshot.written.add(sector)
  const done = await putOrRefuse(world, snapshot.id, row, step, value)
  if (!done && world.faulty) await settleRefused(world, snapshot, row, step, value)
}

/** A refused write may have come as far as it could. */
async function settleRefused(world: World, snapshot: Snapshot, row: Row, step: Range, value: number): Promise<void> {
  if ((await world.array.stateOf(snapshot.id)) !== 'active') return
  const found = await readUnlessFailed(world, snapshot)
  if (!found) return
  for (const [at, sector] of row.entries()) {
    if (at < step.first || at >= step.first + step.count) continue
    expect([sector.value, value], `sector ${at} of ${snapshot.id} after a refused write`).toContain(found[at])
    sector.value = found[at] ?? 0
  }
}

/** What a snapshot holds; null if another write of the batch has made it fail meanwhile. */
async function readUnlessFailed({ array }: World, snapshot: Snapshot): Promise<number[] | null> {
  try {
    return await array.read(snapshot.id)
  } catch (error) {
    if (error instanceof IoError && (await array.stateOf(snapshot.id)) === 'failed') return null
    throw error
  }
}

async function flush(world: World, source: Source): Promise<void> {
  const { array } = world
  try {
    await array.volume(source.id).flush()
  } catch (error) {
    // What was answered early is read, but an image that must fail for it can't be told so: the flush says that.
    if (!(error instanceof IoError) || array.files.crashed) throw error
    expect(world.faulty, `flush of ${source.id}: ${error.message}`).toBe(true)
    return
  }
  flushed(source.row)
  for (const { row, written } of source.snapshots)
    for (const [index, sector] of row?.entries() ?? []) if (!written.has(index)) sector.possible = new Set([sector.value])
}

/** Two writes of which the second is only asked for when the first was answered, on two disks. */
async function dependentWrites(world: World, first: number, free: Free): Promise<void> {
  const step = { zero: false, first, count: 2 }
  if (!world.sources.every((source) => mayWrite(world, source.id, step, free))) return
  let earlier: number | null = null
  for (const source of world.sources) {
    const value = world.nextValue(false)
    if (earlier !== null) world.dependence.set(value, earlier)
    earlier = value
    if (!(await putOrRefuse(world, source.id, source.row, step, value))) return
  }
}
