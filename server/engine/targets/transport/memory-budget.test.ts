import { describe, expect, it } from 'vitest'
import { budgetOf } from './memory-budget'

const MIB = 1024 * 1024

describe('budgetOf', () => {
  it('lets few connections hold much', () => {
    expect(budgetOf(0)).toBe(16 * MIB)
    expect(budgetOf(16 * MIB)).toBe(16 * MIB)
  })

  it('keeps a thousand greedy ones within the shared memory and a little for each', () => {
    let used = 0
    for (let connection = 0; connection < 1024; connection += 1) used += budgetOf(used)
    expect(used).toBeLessThan((512 + 1024 * 0.25) * MIB)
  })

  it('leaves something to a connection that comes when all is taken', () => {
    expect(budgetOf(10_000 * MIB)).toBe(256 * 1024)
  })
})
