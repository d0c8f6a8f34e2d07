import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { repeatable } from '../engine/testing/repeatable'
import { Throttle } from './throttle'

const options = { limit: 3, windowMs: 1000, capacity: 5 }

describe('Throttle', () => {
  it('lets the limit through in one window and says how long the next has to wait', () => {
    const throttle = new Throttle(options)
    expect([0, 1, 2].map((now) => throttle.take('a', now))).toEqual([null, null, null])
    expect(throttle.take('a', 400)).toBe(600)
    expect(throttle.take('b', 400)).toBeNull()
    expect(throttle.take('a', 1000)).toBeNull()
  })

  it('does not lengthen the wait of who keeps trying', () => {
    const throttle = new Throttle(options)
    for (let now = 0; now < 1000; now += 10) throttle.take('a', now)
    expect(throttle.take('a', 1000)).toBeNull()
  })

  it('does not count what turned out well', () => {
    const throttle = new Throttle(options)
    for (let now = 0; now < 20; now += 1) {
      expect(throttle.take('a', now)).toBeNull()
      throttle.giveBack('a')
    }
    expect(throttle.size).toBe(0)
  })

  it('forgives when told to', () => {
    const throttle = new Throttle(options)
    for (const now of [0, 1, 2]) throttle.take('a', now)
    throttle.clear('a')
    expect(throttle.take('a', 3)).toBeNull()
  })

  it('never lets more than the limit of failures through in a window, nor keeps more keys than it may', () => {
    const steps = fc.array(fc.record({ key: fc.constantFrom('a', 'b', 'c'), after: fc.nat(400) }), { maxLength: 200 })
    fc.assert(
      fc.property(steps, (attempts) => {
        const throttle = new Throttle(options)
        const passed: Record<string, number[]> = {}
        let now = 0
        for (const { key, after } of attempts) {
          now += after
          if (throttle.take(key, now) === null) (passed[key] ??= []).push(now)
        }
        for (const times of Object.values(passed)) {
          // A window starts with the first attempt that passes after the last one ended.
          let start = Number.NEGATIVE_INFINITY
          let count = 0
          for (const time of times) {
            if (time >= start + options.windowMs) {
              start = time
              count = 0
            }
            count += 1
            expect(count).toBeLessThanOrEqual(options.limit)
          }
        }
      }),
      repeatable(100),
    )
    const crowded = new Throttle(options)
    for (let key = 0; key < 1000; key += 1) crowded.take(String(key), 0)
    expect(crowded.size).toBe(options.capacity)
  })
})
