/** What a crash may have left of sources, images and what was being done to them, and what holds from then on. */
import { expect } from 'vitest'
import { copyOf } from '../../array-model'
import { type Power, settleCrash } from '../findings'
import { finishEnd } from './administrators'
import type { Snapshot, World } from './world'

/** Another engine runs on what the dead one left: is it what may be left? */
export async function settleAll(world: World, power: Power): Promise<void> {
  for (const group of world.starting) await settleGroup(world, group)
  for (const source of world.sources) {
    await settleCrash(world, source.id, source.row, power)
    for (const snapshot of source.snapshots) await settleImage(world, snapshot, power)
  }
  for (const target of world.copies.targets) if (!target.copy) await settleCrash(world, target.id, target.row, power)
  world.starting = []
  world.ending.clear()
  world.pending.clear()
  await world.copies.goOn()
}

/** All members of a group start or none. What they hold is checked by reading them for the rest of the run. */
async function settleGroup({ array, sources }: World, group: readonly Snapshot[]): Promise<void> {
  const states = await Promise.all(group.map(({ id }) => array.stateOf(id)))
  const begun = states.map((state) => state === 'active' || state === 'failed')
  expect(new Set(begun).size, `group start ${states.join()}`).toBe(1)
  if (!begun[0]) return
  for (const snapshot of group) {
    const source = sources.find(({ snapshots }) => snapshots.includes(snapshot))
    if (!snapshot.row) snapshot.row = copyOf(source?.row ?? [])
  }
}

async function settleImage(world: World, snapshot: Snapshot, power: Power): Promise<void> {
  const state = await world.array.stateOf(snapshot.id)
  if (world.ending.has(snapshot)) {
    await finishEnd(world, snapshot)
    return
  }
  if (!snapshot.row) return
  if (state === 'failed') {
    expect(world.mayFail(snapshot)).toBe(true)
    snapshot.row = null
    snapshot.layer = true
    return
  }
  expect(state, snapshot.id).toBe('active')
  await settleCrash(world, snapshot.id, snapshot.row, power)
}
