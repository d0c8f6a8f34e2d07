import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { Company } from './company'

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] })
})
afterEach(() => {
  vi.useRealTimers()
})

it('one that is served again and again is alone', () => {
  const company = new Company()
  const connection = {}
  company.served(connection)
  vi.advanceTimersByTime(10)
  for (let times = 0; times < 5; times += 1) {
    company.served(connection)
    expect(company.present).toBe(false)
    vi.advanceTimersByTime(1)
  }
})

it('two that are served in turns are in company, until one of them is quiet', () => {
  const company = new Company()
  const [one, other] = [{}, {}]
  for (let times = 0; times < 5; times += 1) {
    company.served(one)
    company.served(other)
    vi.advanceTimersByTime(9)
    expect(company.present).toBe(true)
  }
  company.served(other)
  vi.advanceTimersByTime(1)
  expect(company.present).toBe(false)
})
