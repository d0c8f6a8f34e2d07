import { describe, expect, it } from 'vitest'

import { GiB, KiB, MiB } from '../door/fields'
import { bytesPerSecond, engineRates, secondsFor } from './rates'

/** Reference A2, row by row: the value up to which it goes, and bytes per second. */
const TABLE = [
  [10, 128 * KiB],
  [20, 256 * KiB],
  [30, 512 * KiB],
  [40, MiB],
  [50, 2 * MiB],
  [60, 4 * MiB],
  [70, 8 * MiB],
  [80, 16 * MiB],
  [90, 32 * MiB],
  [100, 64 * MiB],
  [110, 128 * MiB],
  [120, 256 * MiB],
  [130, 512 * MiB],
  [140, GiB],
  [150, 2 * GiB],
] as const

describe('a copy rate', () => {
  it.each(TABLE)('up to %i is %i bytes per second', (last, expected) => {
    for (let rate = last - 9; rate <= last; rate += 1) expect(bytesPerSecond(rate)).toBe(expected)
  })

  it('of 0 copies nothing in the background', () => {
    expect(bytesPerSecond(0)).toBe(0)
    expect(secondsFor(1, 0)).toBeNull()
    expect(secondsFor(0, 0)).toBe(0)
  })

  it('of 50 takes 1 TiB in six days, as users find to their surprise', () => {
    expect(secondsFor(1024 * GiB, 50)).toBe(524_288)
  })

  it('lets every stop end: where nothing is handed down while copying, it is at rate 50 while stopping', () => {
    expect(engineRates(0, 0, false)).toEqual({ copyBytesPerSecond: 0, cleanBytesPerSecond: 0 })
    expect(engineRates(0, 0, true)).toEqual({ copyBytesPerSecond: 0, cleanBytesPerSecond: 2 * MiB })
    expect(engineRates(80, 60, true)).toEqual({ copyBytesPerSecond: 16 * MiB, cleanBytesPerSecond: 4 * MiB })
  })
})
