/** What must be true of disks and their images whenever somebody looks. */
import { expect } from 'vitest'
import type { InstantCopyFacts } from '../../../contract'
import { IoError } from '../../../disks/host-volume'
import type { Shown, World } from './world'

/** I/O may fail only where a mapping was stopped by force in this batch. */
export function expectGone(world: World, shown: Shown, error: unknown): void {
  if (!(error instanceof IoError) || !world.forced) throw error
  expect(['EPERM', 'EIO'], shown.id).toContain(error.code)
}

export async function expectRow(world: World, shown: Shown): Promise<void> {
  if (!shown.row) return
  try {
    const found = await world.array.read(shown.id)
    expect(found, shown.id).toEqual(shown.row.map(({ value }) => value))
  } catch (error) {
    expectGone(world, shown, error)
  }
}

/** Every disk and every image is what it must be. */
export async function expectAll(world: World): Promise<void> {
  world.forced = false
  for (const shown of [...world.disks, ...world.snapshots]) await expectRow(world, shown)
}

/** Targets that are of no use, and snapshots that failed, may be so only because of a stop. */
export async function noticeEnds(world: World): Promise<void> {
  const facts = await world.facts()
  for (const disk of world.disks) {
    const now = facts.get(disk.id)
    noticeStop(disk, now)
    // A stop that came when it had got everything leaves it whole.
    if (now && disk.row) await world.allow(disk.id, true)
    const { snapshot } = disk
    if (!snapshot?.row) continue
    const state = await world.array.stateOf(snapshot.id)
    if (state === 'active') continue
    expect(world.forced, `${snapshot.id} is ${state}`).toBe(true)
    snapshot.row = null
  }
}

/** A target that was stopped before it had got everything shows nothing. */
export function noticeStop(disk: Shown, now: InstantCopyFacts | undefined): void {
  if (now && (now.state === 'stopped' || (now.state === 'stopping' && now.copiedBytes < now.totalBytes))) {
    expect(now.failure, disk.id).toBe(null)
    disk.row = null
  }
}
