/** Snapshots of the disks that mappings connect, and what they must show. */
import { copyOf } from '../../array-model'
import type { Free } from '../batch'
import { settleStart } from '../findings'
import { SECTORS } from '../geometry'
import { expectGone } from './expectations'
import type { SnapshotStep } from './steps'
import { expectRefusal, type Shown, type World } from './world'

export async function runSnapshotStep(world: World, step: SnapshotStep, free: Free): Promise<void> {
  if (step.kind === 'snapshot') await start(world, world.disk(step.disk), free)
  else await end(world, world.disk(step.disk), free)
}

async function start(world: World, disk: Shown, free: Free): Promise<void> {
  const { snapshot } = disk
  if (!snapshot || snapshot.row || !disk.row || world.given.has(disk) || !free(snapshot.id, 0, SECTORS)) return
  world.giving.add(disk)
  const row = copyOf(disk.row)
  const starting = { disks: [snapshot], rows: [row], runs: [] }
  world.starting.add(starting)
  try {
    const images = [{ imageId: snapshot.id, warningThresholdPercent: 50, fullPolicy: 'failSnapshot' as const }]
    await world.array.call('image.start', { images })
  } catch (error) {
    expectRefusal(error)
    world.starting.delete(starting)
    return
  }
  const read = await world.array.read(snapshot.id).catch((error: unknown) => expectGone(world, snapshot, error))
  world.starting.delete(starting)
  if (!read) return
  settleStart(snapshot.id, row, disk.row ?? [], read)
  snapshot.written.clear()
  snapshot.row = row
}

async function end(world: World, { snapshot }: Shown, free: Free): Promise<void> {
  if (!snapshot || !free(snapshot.id, 0, SECTORS)) return
  snapshot.row = null
  await world.endImage(snapshot.id)
}
