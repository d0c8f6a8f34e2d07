/** What hosts do to disks and their snapshots, and what must come of each. */
import { flushed, type Row } from '../../array-model'
import type { Free } from '../batch'
import { SECTORS } from '../geometry'
import { put, type Range } from '../stamped-writes'
import { expectGone, expectRow } from './expectations'
import type { HostStep } from './steps'
import type { Shown, World } from './world'

export async function runHostStep(world: World, step: HostStep, free: Free): Promise<void> {
  if (step.kind === 'write' || step.kind === 'read') {
    const disk = world.disk(step.disk)
    const shown = step.snapshot ? disk.snapshot : disk
    const [first, last] = step.kind === 'write' ? [step.first, step.first + step.count - 1] : [0, SECTORS]
    if (!shown?.row || !free(shown.id, first, last)) return
    if (step.kind === 'write') await write(world, shown, shown.row, step, world.nextValue(step.zero))
    else await expectRow(world, shown)
  } else if (step.kind === 'flush') {
    const disk = world.disk(step.disk)
    if (disk.row && free(disk.id, 0, SECTORS)) await flush(world, disk, disk.row)
  } else await dependentWrites(world, step.first, free)
}

function write(world: World, shown: Shown, row: Row, step: Range, value: number): Promise<boolean> {
  for (let sector = step.first; sector < step.first + step.count; sector += 1) shown.written.add(sector)
  return put(world.array, world.pending, shown.id, row, step, value, (error) => expectGone(world, shown, error))
}

/** What is flushed is the disk's content, wherever it lies, and what its images show of it. */
async function flush(world: World, disk: Shown, row: Row): Promise<void> {
  try {
    await world.array.volume(disk.id).flush()
  } catch (error) {
    return expectGone(world, disk, error)
  }
  flushed(row)
}

/** Two writes of which the second is only asked for when the first was answered, on two disks. */
async function dependentWrites(world: World, first: number, free: Free): Promise<void> {
  const [one, other] = world.disks
  if (!one?.row || !other?.row || !free(one.id, first, first) || !free(other.id, first, first)) return
  const step = { zero: false, first, count: 1 }
  const earlier = world.nextValue(false)
  if (!(await write(world, one, one.row, step, earlier))) return
  const later = world.nextValue(false)
  world.dependence.set(later, earlier)
  await write(world, other, other.row, step, later)
}
