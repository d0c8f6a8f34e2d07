import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Wakefulness } from './wakefulness'

// An immediate is what keeps the loop from sleeping.
beforeEach(() => void vi.useFakeTimers({ toFake: ['setImmediate', 'clearImmediate', 'setTimeout', 'performance'] }))
afterEach(() => void vi.useRealTimers())

const isAwake = () => vi.getTimerCount() > 0

test('the loop sleeps between chunks that come seldom', () => {
  const wakefulness = new Wakefulness()
  for (let chunk = 0; chunk < 3; chunk += 1) {
    wakefulness.served()
    expect(isAwake()).toBe(false)
    vi.advanceTimersByTime(1)
  }
})

test('the loop looks for the next of chunks that come soon, and sleeps when none comes', () => {
  const wakefulness = new Wakefulness()
  wakefulness.served()
  wakefulness.served()
  expect(isAwake()).toBe(true)
  vi.runOnlyPendingTimers()
  expect(isAwake()).toBe(true)
  vi.advanceTimersByTime(1)
  vi.runAllTimers()
  expect(isAwake()).toBe(false)
})
