import { describe, expect, it } from 'vitest'
import { median, rowsOf, tableOf, type Measurement } from './measurements'

const measurements: Measurement[] = [
  { case: 'read', unit: 'operations per second', contender: 'Lunette', samples: [300, 100, 200] },
  { case: 'read', unit: 'operations per second', contender: 'nbdkit file', samples: [100, 100, 100] },
  { case: 'copy', unit: 'seconds', contender: 'Lunette', samples: [2, 1] },
  { case: 'copy', unit: 'seconds', contender: 'cp', samples: [3] },
]

describe('measurements', () => {
  it('takes the middle, or the mean of the two in the middle', () => {
    expect(median([3, 1, 2])).toBe(2)
    expect(median([4, 1, 3, 2])).toBe(2.5)
    expect(() => median([])).toThrow()
  })

  it('says how many times as fast Lunette was, whichever way the unit counts', () => {
    expect(rowsOf(measurements)).toEqual([
      {
        case: 'read',
        unit: 'operations per second',
        medians: [
          { contender: 'Lunette', median: 200, lowest: 100, highest: 300 },
          { contender: 'nbdkit file', median: 100, lowest: 100, highest: 100 },
        ],
        ratios: [{ against: 'nbdkit file', ratio: 2 }],
      },
      {
        case: 'copy',
        unit: 'seconds',
        medians: [
          { contender: 'Lunette', median: 1.5, lowest: 1, highest: 2 },
          { contender: 'cp', median: 3, lowest: 3, highest: 3 },
        ],
        ratios: [{ against: 'cp', ratio: 2 }],
      },
    ])
  })

  it('prints a table', () => {
    expect(tableOf(rowsOf(measurements.slice(0, 2)))).toBe(
      ['      Lunette  nbdkit file  ratio', 'read    200/s        100/s  2.00×'].join('\n'),
    )
  })
})
