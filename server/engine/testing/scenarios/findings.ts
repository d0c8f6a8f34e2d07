/**
 * What is found where more than one thing may be found: in an image at its start, and after a crash. Whatever it is, it
 * is what holds from then on.
 */
import { expect } from 'vitest'
import { type Row, settle } from '../array-model'
import type { DrivenArray } from './driven-array'
import type { PendingWrite } from './stamped-writes'

/** What a crash left in memory: nothing after a power loss; everything that was written if only the process died. */
export type Power = 'lost' | 'kept'

/**
 * At an image's start a write of its source at the same time is in the image or it isn't; nothing else is.
 *
 * @param row what the source held before, which becomes what the image holds
 * @param source null if its source is of no use any more, so that nothing can be said of what it shows
 */
export function settleStart(id: string, row: Row, source: Row | null, found: readonly number[]): void {
  for (const [at, sector] of row.entries()) {
    const allowed = new Set([sector.value, ...(source?.[at]?.possible ?? [])])
    if (source) expect(allowed, `sector ${at} of ${id} at its start`).toContain(found[at])
    sector.value = found[at] ?? 0
    sector.possible = new Set([...sector.possible, ...allowed, sector.value])
  }
}

/**
 * Dependent writes: what the second disk's image has, the first one's has too.
 *
 * @param earlier of the value of each second write that of the first one, which was answered before
 */
export function expectOrder(earlier: ReadonlyMap<number, number>, one: readonly number[], other: readonly number[]): void {
  for (const [at, value] of other.entries()) {
    const before = earlier.get(value)
    if (before !== undefined && one[at] !== undefined) expect(one[at]).toBeGreaterThanOrEqual(before)
  }
}

/** After a crash each sector of a disk is what it was, or what was not durable yet or not answered. */
export async function settleCrash(
  { array, pending }: { array: DrivenArray; pending: ReadonlySet<PendingWrite> },
  id: string,
  row: Row,
  power: Power,
): Promise<void> {
  const found = await array.read(id)
  for (const [at, value] of found.entries()) {
    const sector = row[at]
    if (!sector) continue
    const allowed = power === 'lost' ? sector.possible : new Set([sector.value, ...pendingAt(pending, row, at)])
    expect(allowed, `sector ${at} of ${id} after the power was ${power}`).toContain(value)
  }
  settle(row, found, power)
}

function pendingAt(pending: ReadonlySet<PendingWrite>, row: Row, at: number): number[] {
  return [...pending].filter((write) => write.row === row && write.first <= at && at < write.first + write.count).map(({ value }) => value)
}
