/** Writes of a number onto sectors, in the engine and in the model of plain arrays. */
import { IoError } from '../../disks/host-volume'
import { begin, finish, type Row, stamp } from '../array-model'
import type { DrivenArray } from './driven-array'
import { SECTOR } from './geometry'

export interface Range {
  zero: boolean
  first: number
  count: number
}

/** Asked for and not answered, so that after a crash its sectors may show it. */
export interface PendingWrite {
  row: Row
  first: number
  count: number
  value: number
}

/**
 * Writes a value onto sectors of a disk. What is refused while the process lives must be so by `expectRefusal`.
 *
 * @returns false if it was refused
 */
export async function put(
  array: DrivenArray,
  pending: Set<PendingWrite>,
  id: string,
  row: Row,
  { zero, first, count }: Range,
  value: number,
  expectRefusal: (error: IoError) => void,
): Promise<boolean> {
  // A dead process's last words may come when the next one runs already.
  const { files } = array
  const write = { row, first, count, value }
  begin(row, first, count, value)
  pending.add(write)
  try {
    if (zero) await array.volume(id).zero(first * SECTOR, count * SECTOR, array.random.chance(50))
    else await array.volume(id).write([stamp(value, count)], first * SECTOR)
    finish(row, first, count, value)
    return true
  } catch (error) {
    if (!(error instanceof IoError) || files.crashed) throw error
    expectRefusal(error)
    return false
  } finally {
    if (!files.crashed) pending.delete(write)
  }
}
