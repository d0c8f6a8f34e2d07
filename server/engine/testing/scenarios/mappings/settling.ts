/** What a crash may have left of disks, images and starts, and what holds from then on. */
import { expect } from 'vitest'
import type { InstantCopyFacts } from '../../../contract'
import { type Power, settleCrash } from '../findings'
import { noticeStop } from './expectations'
import type { Shown, Starting, World } from './world'

/** Another engine runs on what the dead one left: is it what may be left? */
export async function settleAll(world: World, power: Power): Promise<void> {
  const facts = await world.facts()
  for (const starting of world.starting) await settleGroup(world, starting, facts)
  world.starting.clear()
  for (const disk of world.disks) {
    const now = facts.get(disk.id)
    // A split that was not answered.
    const source = world.disks.find(({ id }) => id === now?.sourceId)
    if (disk.mapping && source) disk.mapping = { ...disk.mapping, source }
    noticeStop(disk, now)
  }
  for (const shown of world.disks) if (shown.row) await settleCrash(world, shown.id, shown.row, power)
  for (const shown of world.snapshots) await settleSnapshot(world, shown, power)
  world.pending.clear()
}

/** All members of a group start or none. One that has not begun may have lost its content all the same. */
async function settleGroup(world: World, { disks, rows, runs }: Starting, facts: ReadonlyMap<string, InstantCopyFacts>): Promise<void> {
  const begun: boolean[] = []
  for (const [index, shown] of disks.entries()) {
    const now = facts.get(shown.id)
    if (runs.length > 0) begun.push(now !== undefined && now.run === runs[index] && now.state !== 'stopped')
    else begun.push((await world.array.stateOf(shown.id)) === 'active')
  }
  expect(new Set(begun).size, `a group start: ${begun.join()}`).toBe(1)
  for (const [index, shown] of begun[0] ? disks.entries() : []) {
    const row = rows[index] ?? []
    const sourceId = facts.get(shown.id)?.sourceId
    const source = world.disks.find(({ id, snapshot }) => (runs.length > 0 ? id === sourceId : snapshot === shown))
    if (!source) continue
    for (const [at, sector] of row.entries()) {
      for (const value of source.row?.[at]?.possible ?? []) sector.possible.add(value)
      // Not answered yet, so what it shows is whatever it showed at its instant.
      sector.possible.add(sector.value)
      for (const value of sector.possible) world.pending.add({ row, first: at, count: 1, value })
    }
    shown.row = row
    shown.written.clear()
    if (runs.length > 0) shown.mapping = { source, rate: 'slow' }
  }
}

async function settleSnapshot(world: World, shown: Shown, power: Power): Promise<void> {
  const state = await world.array.stateOf(shown.id)
  if (!shown.row) {
    // Its end was asked for: whoever asked, asks again. Else a start would find that it has begun.
    if (state === 'active') await world.endImage(shown.id)
    return
  }
  if (state === 'active') return settleCrash(world, shown.id, shown.row, power)
  expect(world.forced, `${shown.id} is ${state}`).toBe(true)
  shown.row = null
}
