import { describe, expect, it } from 'vitest'

import { Repeats } from './repeats'

describe('what repeats', () => {
  it('is told once, then counted until the window is over', () => {
    const repeats = new Repeats<string>(60_000, 10)
    expect(repeats.note('a', 'first', 0)).toBe(1)
    expect(repeats.note('a', 'second', 1)).toBe(0)
    expect(repeats.note('a', 'third', 59_999)).toBe(0)
    expect(repeats.due(59_999)).toEqual([])
    expect(repeats.due(60_000)).toEqual([{ what: 'third', count: 2 }])
    expect(repeats.due(60_001)).toEqual([])
    expect(repeats.note('a', 'fourth', 60_001)).toBe(0)
  })

  it('is told with what was counted before, when nobody asked meanwhile', () => {
    const repeats = new Repeats<string>(60_000, 10)
    repeats.note('a', 'first', 0)
    repeats.note('a', 'second', 1)
    expect(repeats.note('a', 'third', 60_000)).toBe(2)
    expect(repeats.due(60_000)).toEqual([])
  })

  it('is forgotten when it did not come again', () => {
    const repeats = new Repeats<string>(60_000, 10)
    repeats.note('a', 'first', 0)
    expect(repeats.due(60_000)).toEqual([])
    expect(repeats.note('a', 'again', 60_001)).toBe(1)
  })

  it('is counted together beyond the kinds that are told apart', () => {
    const repeats = new Repeats<string>(60_000, 3)
    const told = Array.from({ length: 1_000 }, (_, index) => repeats.note(`kind ${index}`, `what ${index}`, index))
    expect(told.filter((count) => count > 0)).toHaveLength(4)
    expect(repeats.due(120_000)).toEqual([{ what: 'what 999', count: 996 }])
  })
})
