import { expect, it } from 'vitest'
import { HostActivity } from './host-activity'

it('Hosts that another thread serves count as active from when somebody asks', () => {
  const activity = new HostActivity()
  const elsewhere = new HostActivity(activity.memory)
  expect(activity.last()).toBe(Number.NEGATIVE_INFINITY)
  const before = performance.now()
  elsewhere.note()
  const last = activity.last()
  expect(last).toBeGreaterThanOrEqual(before)
  expect(activity.last()).toBe(last)
})
