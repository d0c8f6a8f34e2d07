/**
 * How fast an instant copy works in the background, by a value from 0 to 150 (reference "instant copy and remote copy",
 * A2). The value is the administrator's word; the engine is told bytes per second.
 *
 * | value    | per second | value     | per second | value      | per second |
 * |----------|------------|-----------|------------|------------|------------|
 * | 1 to 10  | 128 KiB    | 51 to 60  | 4 MiB      | 101 to 110 | 128 MiB    |
 * | 11 to 20 | 256 KiB    | 61 to 70  | 8 MiB      | 111 to 120 | 256 MiB    |
 * | 21 to 30 | 512 KiB    | 71 to 80  | 16 MiB     | 121 to 130 | 512 MiB    |
 * | 31 to 40 | 1 MiB      | 81 to 90  | 32 MiB     | 131 to 140 | 1 GiB      |
 * | 41 to 50 | 2 MiB      | 91 to 100 | 64 MiB     | 141 to 150 | 2 GiB      |
 */
import type { InstantCopyRates } from '../../engine/contract'
import { KiB } from '../door/sizes'

export const MAX_RATE = 150
export const DEFAULT_RATE = 50

/** @returns bytes per second; 0 for a value of 0: nothing is copied in the background */
export function bytesPerSecond(rate: number): number {
  return rate === 0 ? 0 : 128 * KiB * 2 ** (Math.ceil(rate / 10) - 1)
}

/** @returns whole seconds that so much takes at a rate; null when it never ends: something is left and the rate is 0 */
export function secondsFor(bytes: number, rate: number): number | null {
  if (bytes === 0) return 0
  return rate === 0 ? null : Math.ceil(bytes / bytesPerSecond(rate))
}

/**
 * What the engine is to do. A8: with a cleaning rate of 0 nothing is handed down while copying, but a stop always ends:
 * it hands down at rate 50.
 */
export function engineRates(copyRate: number, cleanRate: number, stopping: boolean): InstantCopyRates {
  return {
    copyBytesPerSecond: bytesPerSecond(copyRate),
    cleanBytesPerSecond: bytesPerSecond(stopping && cleanRate === 0 ? DEFAULT_RATE : cleanRate),
  }
}
