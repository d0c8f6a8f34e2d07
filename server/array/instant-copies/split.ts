/** Splits instant copies off: one by itself, or all of a consistency group. splitting.ts says what moves, and why not. */
import type { InstantCopyFacts } from '../../engine/contract'
import type { CommandContext } from '../door/command'
import { demand, refuse } from '../door/refusals'
import { engineStep } from '../engine-step'
import type { StorageArray } from '../storage-array'
import { setGates } from '../virtual-disks/gates'
import { findInstantCopy, instantCopyNames, type InstantCopyRow, instantCopySubject } from './rows'
import { goesByItself } from './rules'
import { maySplit, splittingsOf } from './splitting'
import { moveInstantCopy, NO_FAILURE, publishInstantCopy, removeInstantCopy } from './transitions'

type Context = CommandContext<'instant_copy_split' | 'instant_copy_moved' | 'instant_copy_deleted'>

/**
 * Each that is at work is idle afterwards, and those that were read through its target are instant copies of that target.
 * All rules are asked before the first one goes.
 * @throws {RefusalError} nothing is changed then
 */
export async function splitAll(context: Context, rows: readonly InstantCopyRow[]): Promise<void> {
  const splittings = await splittingsOf(context.array, rows)
  for (const splitting of splittings) demand(maySplit(splitting))
  for (const { row } of splittings.filter(({ facts }) => facts !== null)) await splitOff(context, row)
}

async function splitOff(context: Context, row: InstantCopyRow): Promise<void> {
  const { array } = context
  const { name, target } = row
  const words = {
    diskInUse: () => refuse('disk_in_use', { disk: target.name }),
    imageState: () => refuse('instant_copy_split_incomplete', { name, target: target.name }),
  }
  const facts = await engineStep(array.engine.call('instantCopy.split', { targetId: row.targetId }), words)
  for (const one of facts) {
    const moved = one.instantCopyId === row.id ? null : await findInstantCopy(array, one.instantCopyId)
    if (moved && (await heedNewSource(array, moved, one)))
      await context.record('instant_copy_moved', instantCopySubject(moved), { ...instantCopyNames(moved), newSource: target.name })
  }
  if (await moveInstantCopy(array, row, 'split', 'idle', { whole: true, completedAt: array.now(), ...NO_FAILURE }))
    await context.record('instant_copy_split', instantCopySubject(row), instantCopyNames(row))
}

/**
 * What the engine says of its source wins: a split gave it another one.
 * @returns whether it has another source than was recorded
 */
export async function heedNewSource(array: StorageArray, row: InstantCopyRow, { sourceId }: InstantCopyFacts): Promise<boolean> {
  if (sourceId === row.sourceId) return false
  await array.database.instantCopy.update({ where: { id: row.id }, data: { sourceId } })
  await setGates(array, [row.sourceId, sourceId, row.targetId])
  array.changes.publish('virtualDisk', row.sourceId)
  publishInstantCopy(array, { ...row, sourceId })
  return true
}

/** A2: one whose target is whole after a stop or a split goes by itself, if it is to. */
export async function removeFinished({ array, record }: Context, rows: readonly InstantCopyRow[]): Promise<void> {
  for (const { id } of rows) {
    const row = await findInstantCopy(array, id)
    if (!row || !goesByItself(row)) continue
    await removeInstantCopy(array, row)
    await record('instant_copy_deleted', instantCopySubject(row), instantCopyNames(row))
  }
}

