/** What must be true of sources and their images whenever somebody looks. */
import { expect } from 'vitest'
import { IoError } from '../../../disks/host-volume'
import type { Row } from '../../array-model'
import { SECTOR } from '../geometry'
import type { Snapshot, World } from './world'

export async function expectRow({ array }: World, id: string, row: Row): Promise<void> {
  expect(await array.read(id), id).toEqual(row.map(({ value }) => value))
}

export async function expectImage(world: World, snapshot: Snapshot): Promise<void> {
  const row = snapshot.row
  if (!row) return
  try {
    await expectRow(world, snapshot.id, row)
  } catch (error) {
    // It may have failed under the read, which the end of the batch looks at.
    if (!(error instanceof IoError) || (await world.array.stateOf(snapshot.id)) !== 'failed') throw error
  }
}

/** Every disk and every image is what it must be. */
export async function expectAll(world: World): Promise<void> {
  for (const source of world.sources) {
    await expectRow(world, source.id, source.row)
    for (const snapshot of source.snapshots) await expectImage(world, snapshot)
  }
  for (const target of world.copies.targets) if (!target.copy) await expectRow(world, target.id, target.row)
}

/** An image may fail only for want of room; then it says so and can't be read. */
export async function noticeFailures(world: World): Promise<void> {
  const { array } = world
  for (const source of world.sources) {
    for (const snapshot of source.snapshots) {
      if (!snapshot.row) continue
      if ((await array.stateOf(snapshot.id)) !== 'failed') continue
      expect(world.mayFail(snapshot), `${snapshot.id} failed`).toBe(true)
      if (!world.faulty) expect(snapshot.repository.policy).toBe('failSnapshot')
      await expect(Promise.resolve().then(() => array.volume(snapshot.id).read(Buffer.alloc(SECTOR), 0))).rejects.toThrow(IoError)
      snapshot.row = null
      snapshot.layer = true
    }
  }
}
