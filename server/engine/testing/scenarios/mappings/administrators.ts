/** What administrators ask of mappings: starts, stops, splits and giving back; and what must come of each. */
import { expect } from 'vitest'
import { copyOf, type Row } from '../../array-model'
import type { Free } from '../batch'
import { expectOrder, settleStart } from '../findings'
import { SECTORS } from '../geometry'
import { expectGone } from './expectations'
import { type AdministratorStep, type Asked, DISKS, type Rate, RATES } from './steps'
import { expectRefusal, type Shown, type World } from './world'

export async function runAdministratorStep(world: World, step: AdministratorStep, free: Free): Promise<void> {
  if (step.kind === 'start') await start(world, step.mappings, free)
  else if (step.kind === 'stop') await stop(world, world.disk(step.target), step.force, free)
  else if (step.kind === 'split') await split(world, step.choice, free)
  else if (step.kind === 'giveBack') await giveBack(world, step.first, step.rate, free)
  else await forget(world, world.disk(step.target), free)
}

interface Chosen {
  source: Shown
  target: Shown
  asked: Asked
  run: number
}

function mayGive({ given, giving }: World, source: Shown, target: Shown): boolean {
  if (given.has(source) || given.has(target) || giving.has(target)) return false
  giving.add(source)
  given.add(target)
  return true
}

async function start(world: World, asked: readonly Asked[], free: Free): Promise<void> {
  const chosen: Chosen[] = []
  for (const one of asked) {
    const [source, target] = [world.disk(one.source), world.disk(one.target)]
    if (source === target || !source.row || !mayGive(world, source, target) || !free(target.id, 0, SECTORS)) continue
    chosen.push({ source, target, asked: one, run: world.nextRun() })
  }
  if (chosen.length === 0) return
  const before = chosen.map(({ source }) => copyOf(source.row ?? []))
  const starting = { disks: chosen.map(({ target }) => target), rows: before, runs: chosen.map(({ run }) => run) }
  world.starting.add(starting)
  const mappings = chosen.map(({ source, target, asked: { incremental, restore, rate }, run }) => ({
    instantCopyId: `${source.id}-${target.id}`,
    run,
    sourceId: source.id,
    targetId: target.id,
    grainBytes: 65_536 as const,
    incremental,
    restore,
    ...RATES[rate],
  }))
  try {
    await world.array.call('instantCopy.start', { mappings })
  } catch (error) {
    expectRefusal(error)
    world.starting.delete(starting)
    return
  }
  world.begun += chosen.length
  await expectStarted(world, chosen, before)
  world.starting.delete(starting)
}

/** @param before what the sources held when the start was asked for */
async function expectStarted(world: World, chosen: readonly Chosen[], before: readonly Row[]): Promise<void> {
  const found: number[][] = []
  for (const [index, { source, target, asked: { rate } }] of chosen.entries()) {
    const row = before[index] ?? []
    await world.allow(target.id, true)
    target.mapping = { source, rate }
    target.row = row
    target.written.clear()
    const read = await world.array.read(target.id).catch((error: unknown) => expectGone(world, target, error))
    found.push(read ?? [])
    // What was stopped by force in the same batch shows nothing that could be told.
    const now = await world.factsOf(target)
    if (read && (now?.state === 'copying' || now?.state === 'idle')) settleStart(target.id, row, source.row, read)
  }
  const [one, other] = world.disks.slice(0, 2).map((disk) => found[chosen.findIndex(({ source }) => source === disk)])
  if (one && other) expectOrder(world.dependence, one, other)
}

async function stop(world: World, target: Shown, force: boolean, free: Free): Promise<void> {
  if (!target.mapping || !free(target.id, 0, SECTORS)) return
  world.forced ||= force
  const before = await world.factsOf(target)
  if (before?.state !== 'copying') return
  const whole = before.copiedBytes === before.totalBytes
  if (!whole) await world.allow(target.id, false)
  try {
    await world.array.call('instantCopy.stop', { targetIds: [target.id], force })
  } catch (error) {
    expectRefusal(error)
    await world.allow(target.id, true)
  }
}

/** Whatever looked through a target shows what it showed, from another source. */
async function split(world: World, choice: number, free: Free): Promise<void> {
  const facts = await world.facts()
  const kept = [...facts.values()].filter(({ dependents, copiedBytes, totalBytes }) => dependents.length > 0 && copiedBytes === totalBytes)
  const chosen = kept[choice % kept.length]?.targetId
  const target = world.disks.find(({ id }) => id === chosen)
  if (!target?.mapping || !free(target.id, 0, SECTORS)) return
  try {
    const [own, ...others] = await world.array.call('instantCopy.split', { targetId: target.id })
    expect(own?.state).not.toBe('copying')
    for (const { targetId, sourceId } of others) {
      const moved = world.disks.find(({ id }) => id === targetId)
      if (moved?.mapping && sourceId === target.id) moved.mapping = { ...moved.mapping, source: target }
      world.moved += 1
    }
  } catch (error) {
    expectRefusal(error)
  }
}

/** Gives a source the content of a target that is its image still: the first one from a disk on. */
async function giveBack(world: World, first: number, rate: Rate, free: Free): Promise<void> {
  const facts = await world.facts()
  for (let number = first; number < first + DISKS; number += 1) {
    const { id, mapping, row } = world.disk(number)
    if (!mapping?.source.row || !row || facts.get(id)?.state !== 'copying') continue
    const [source, target] = [number % DISKS, world.disks.indexOf(mapping.source)]
    return start(world, [{ source, target, incremental: false, restore: true, rate }], free)
  }
}

async function forget(world: World, target: Shown, free: Free): Promise<void> {
  if (!target.mapping || !free(target.id, 0, SECTORS)) return
  const facts = await world.factsOf(target)
  if (facts?.state !== 'idle') return
  target.mapping = null
  await world.array.call('instantCopy.forget', { targetId: target.id })
}
