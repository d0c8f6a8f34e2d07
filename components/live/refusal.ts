import type { Outcome } from './command'

/** For a dialog: null when the command was done, after `onDone`; else the array's own words. */
export function refusalOf<T>(outcome: Outcome<T>, onDone: (value: T) => void): string | null {
  if (!outcome.ok) return `${outcome.problem.detail} ${outcome.problem.remedy}`
  onDone(outcome.value)
  return null
}
