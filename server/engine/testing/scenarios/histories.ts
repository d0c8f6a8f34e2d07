/** What random histories of any scenario have in common: how they are played, and where a death may cut them off. */
import fc from 'fast-check'
import type { VolatileFiles } from '../volatile-files'

export const seed = fc.nat()
/** Numbers that pick operations of a history. */
export const places = (count: number) => fc.array(fc.nat({ max: 100_000 }), { minLength: count, maxLength: count })
export const zero = fc.oneof({ weight: 4, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) })

interface Scenario<Step> {
  readonly files: VolatileFiles
  prepare(): Promise<void>
  batch(steps: readonly Step[]): Promise<boolean>
}

/** Plays batch after batch. Answers false if the process died meanwhile. */
export async function play<Step>(scenario: Scenario<Step>, history: readonly (readonly Step[])[]): Promise<boolean> {
  for (const steps of history) if (!(await scenario.batch(steps))) return false
  return true
}

/**
 * The operations of the store at which the process may die in a history: those that the numbers pick, or every one. It is
 * played once to count them.
 *
 * @param whole a scenario of which nothing has been played, and in which nobody dies
 */
export async function deathsIn<Step>(
  whole: Scenario<Step>,
  history: readonly (readonly Step[])[],
  picked: readonly number[] | 'everywhere',
): Promise<number[]> {
  await whole.prepare()
  const before = whole.files.operations
  await play(whole, history)
  const count = whole.files.operations - before
  if (count < 1) return []
  const deaths = picked === 'everywhere' ? Array.from({ length: count }, (_, index) => index) : picked.map((place) => place % count)
  return deaths.map((death) => before + 1 + death)
}
