import { describe, expect, it } from 'vitest'
import { RefusalReports } from './refusal-reports'

describe('RefusalReports', () => {
  function reports() {
    const told: string[] = []
    const clock = { now: 1_000_000 }
    const refusals = new RefusalReports(
      (address, detail) => told.push(`${address}: ${detail}`),
      () => clock.now,
    )
    return { told, clock, refusals }
  }

  it('reports an address once a minute and counts what came between', () => {
    const { told, clock, refusals } = reports()
    for (let attempt = 0; attempt < 5000; attempt += 1) refusals.add('192.0.2.1', 'wrong key')
    expect(told).toEqual(['192.0.2.1: wrong key'])
    clock.now += 60_000
    refusals.add('192.0.2.1', 'wrong key')
    expect(told[1]).toBe('192.0.2.1: wrong key (and 4999 more refusals before this one)')
  })

  it('reports no more than twenty a minute however many addresses there are', () => {
    const { told, clock, refusals } = reports()
    for (let host = 0; host < 5000; host += 1) refusals.add(`2001:db8::${host.toString(16)}`, 'wrong key')
    expect(told).toHaveLength(20)
    clock.now += 60_000
    refusals.add('198.51.100.1', 'wrong key')
    expect(told[20]).toBe('198.51.100.1: wrong key (and 4980 more refusals before this one)')
  })
})
