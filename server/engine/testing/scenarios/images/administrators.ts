/** What administrators ask for: images, their ends, rollbacks and copies; and what must come of each. */
import { expect } from 'vitest'
import { IoError } from '../../../disks/host-volume'
import { EngineError } from '../../../faults'
import { copyOf, type Row } from '../../array-model'
import type { Free } from '../batch'
import { expectOrder, settleStart } from '../findings'
import { SECTORS } from '../geometry'
import type { Copied } from './copies'
import { expectRow } from './expectations'
import type { AdministratorStep } from './steps'
import type { Snapshot, Source, World } from './world'

export async function runAdministratorStep(world: World, step: AdministratorStep, free: Free): Promise<void> {
  if (step.kind === 'start') await start(world, step.snapshots, free)
  else if (step.kind === 'rollback') await rollBack(world, step, free)
  else if (step.kind === 'end') await end(world, step, free)
  else {
    const target = world.target(step.target)
    if (!free(target.id, 0, SECTORS)) return
    if (step.kind === 'stopCopy') await world.copies.stop(target)
    else await copy(world, step, free)
  }
}

interface Chosen {
  source: Source
  snapshot: Snapshot
}

async function start(world: World, asked: readonly { source: number; snapshot: number }[], free: Free): Promise<void> {
  const chosen = asked
    .map((one) => world.snapshot(one))
    .filter(({ snapshot }, index, all) => all.findIndex((other) => other.snapshot === snapshot) === index)
    .filter(({ source, snapshot }) => !snapshot.row && !snapshot.layer && !source.rolling && free(snapshot.id, 0, SECTORS))
  if (chosen.length === 0) return
  const before = chosen.map(({ source }) => copyOf(source.row))
  const group = chosen.map(({ snapshot }) => snapshot)
  world.starting.push(group)
  if (await askStart(world, chosen)) await expectStarted(world, chosen, before)
  world.starting = world.starting.filter((other) => other !== group)
}

async function askStart(world: World, chosen: readonly Chosen[]): Promise<boolean> {
  const images = chosen.map(({ snapshot }) => ({
    imageId: snapshot.id,
    warningThresholdPercent: 50,
    fullPolicy: snapshot.repository.policy,
  }))
  try {
    await world.array.call('image.start', { images })
    return true
  } catch (error) {
    // A rollback of the same batch came first.
    const rolling = error instanceof EngineError && error.code === 'diskInUse' && chosen.some(({ source }) => source.rolling)
    if (!rolling && !(world.faulty && error instanceof EngineError && ['io', 'noSpace'].includes(error.code))) throw error
    for (const { snapshot } of chosen) {
      expect(await world.array.stateOf(snapshot.id), `${snapshot.id} after a start that was refused`).not.toBe('active')
      // Its ending may not have come to its end, and its gate may be closed.
      snapshot.layer = !rolling
    }
    return false
  }
}

/** @param before what the sources held when the start was asked for */
async function expectStarted(world: World, chosen: readonly Chosen[], before: readonly Row[]): Promise<void> {
  const found: number[][] = []
  for (const [index, { source, snapshot }] of chosen.entries()) {
    let read: number[]
    try {
      read = await world.array.read(snapshot.id)
    } catch (error) {
      if (!(error instanceof IoError) || !world.mayFail(snapshot)) throw error
      found.push([])
      continue
    }
    found.push(read)
    const row = before[index] ?? []
    settleStart(snapshot.id, row, source.row, read)
    snapshot.written.clear()
    snapshot.row = row
  }
  const [one, other] = world.sources.map((source) => found[chosen.findIndex((its) => its.source === source)])
  if (one && other) expectOrder(world.dependence, one, other)
}

/** Asked for the rollback that the source is in, it goes on. */
async function rollBack(world: World, step: { source: number; snapshot: number }, free: Free): Promise<void> {
  const { source, snapshot } = world.snapshot(step)
  if (source.rolling) return resume(world, source.rolling)
  if (!snapshot.row || world.copies.isCopied(source.id)) return
  if (!free(source.id, 0, SECTORS) || !free(snapshot.id, 0, SECTORS)) return
  // What hosts wrote into the image is flushed with it.
  for (const [index, sector] of snapshot.row.entries()) if (snapshot.written.has(index)) sector.possible.add(sector.value)
  const row = copyOf(snapshot.row)
  source.switching = { snapshot, row }
  source.rolling = snapshot
  const answer = await askRollback(world, snapshot)
  if (answer !== 'begun') source.rolling = null
  else {
    for (const index of snapshot.written) if (row[index]) row[index].possible = new Set([row[index].value])
    source.row = row
  }
  source.switching = null
  await expectRow(world, source.id, source.row)
}

async function askRollback(world: World, snapshot: Snapshot): Promise<'begun' | 'refused'> {
  try {
    await world.array.call('image.rollback', { imageId: snapshot.id, priority: 'lowest' })
    return 'begun'
  } catch (error) {
    // It may have failed by now, or be refused by what is broken; then the source is what it was.
    if (!(error instanceof EngineError) || !world.mayFail(snapshot)) throw error
    expect(['imageState', 'io', 'noSpace']).toContain(error.code)
    return 'refused'
  }
}

async function resume({ array }: World, snapshot: Snapshot): Promise<void> {
  // Not what began it: that would begin another one where it is complete and has not been told of yet.
  await array.call('image.resumeRollback', { imageId: snapshot.id, priority: 'lowest' })
}

async function end(world: World, step: { source: number; snapshot: number }, free: Free): Promise<void> {
  const { source, snapshot } = world.snapshot(step)
  if ((!snapshot.row && !snapshot.layer) || source.rolling === snapshot) return
  if (world.copies.isCopied(snapshot.id) || !free(snapshot.id, 0, SECTORS)) return
  const { files } = world.array
  world.ending.add(snapshot)
  await finishEnd(world, snapshot)
  if (!files.crashed) world.ending.delete(snapshot)
}

/** Ends an image, for the first time or once more. It closes its disk's gate, which is opened again. */
export async function finishEnd(world: World, snapshot: Snapshot): Promise<void> {
  const { array } = world
  snapshot.row = null
  try {
    await array.call('image.end', { imageId: snapshot.id })
    snapshot.layer = false
  } catch (error) {
    // An older image has no room for what it would inherit and must not fail: this one stays as a layer.
    if (!(error instanceof EngineError) || !(error.code === 'noSpace' || (world.faulty && error.code === 'io'))) throw error
    snapshot.layer = true
  }
  const access = { read: true, write: true }
  await array.call('disk.setAccess', { gates: [{ diskId: snapshot.id, access }] })
}

async function copy(world: World, step: Extract<AdministratorStep, { kind: 'copy' }>, free: Free): Promise<void> {
  const source = world.source(step.source)
  const snapshot = step.snapshot === null ? null : world.snapshot({ source: step.source, snapshot: step.snapshot }).snapshot
  if (snapshot ? snapshot.layer : source.rolling) return
  const copied: Copied = snapshot
    ? { diskId: snapshot.id, row: () => snapshot.row, mayFail: () => world.mayFail(snapshot) }
    : { diskId: source.id, row: () => source.row, mayFail: () => world.faulty }
  if (copied.row() && free(copied.diskId, 0, SECTORS)) await world.copies.start(world.target(step.target), copied, step.priority)
}
