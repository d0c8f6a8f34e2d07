import { describe, expect, it } from 'vitest'
import { formatBytes, formatExactBytes, parseBytes } from './bytes'

const GiB = 1024 ** 3
const TiB = 1024 ** 4

describe('formatBytes', () => {
  it.each([
    [0, '0 B', '0 B'],
    [1023, '1,023 B', '1.023 B'],
    [1024, '1 KiB', '1 KiB'],
    [1.5 * TiB, '1.5 TiB', '1,5 TiB'],
    [465 * GiB + 1, '465 GiB', '465 GiB'],
    [99.99 * GiB, '99.9 GiB', '99,9 GiB'],
    [TiB - 1, '1,023 GiB', '1.023 GiB'],
    [16 * TiB, '16 TiB', '16 TiB'],
  ])('%d', (bytes, english, german) => {
    expect(formatBytes('en', bytes)).toBe(english)
    expect(formatBytes('de', bytes)).toBe(german)
  })

  it('gives the exact number at hand', () => {
    expect(formatExactBytes('en', 1.5 * TiB)).toBe('1,649,267,441,664')
    expect(formatExactBytes('de', 1.5 * TiB)).toBe('1.649.267.441.664')
  })
})

describe('parseBytes', () => {
  it.each([
    ['1.5 TiB', 1.5 * TiB],
    ['1,5 TiB', 1.5 * TiB],
    ['500g', 500 * GiB],
    ['10 GB', 10_000_000_000],
    ['1,649,267,441,664 bytes', 1.5 * TiB],
    ['1.649.267.441.664 B', 1.5 * TiB],
    ['1 024 kib', 1024 ** 2],
    ["1'024 KiB", 1024 ** 2],
    ['1.024,5 MiB', 1024.5 * 1024 ** 2],
    ['1,024.5 MiB', 1024.5 * 1024 ** 2],
    ['0 B', 0],
  ])('%s in either language', (text, bytes) => {
    expect(parseBytes('en', text)).toBe(bytes)
    expect(parseBytes('de', text)).toBe(bytes)
  })

  it("takes the language's thousands sign for what it is", () => {
    expect(parseBytes('en', '1,024 GiB')).toBe(TiB)
    expect(parseBytes('de', '1.024 GiB')).toBe(TiB)
    expect(parseBytes('de', '1,024 GiB')).toBe(Math.round(1.024 * GiB))
    expect(parseBytes('en', '1.024 GiB')).toBe(Math.round(1.024 * GiB))
  })

  it.each(['', 'GiB', '-1 GiB', '1e3', '1 XiB', '1.2,3.4 GiB', '1.0.0', '9999999999 PiB', '1 GiB 2', '100', '2,5'])(
    'refuses %j',
    (text) => {
      expect(parseBytes('en', text)).toBeNull()
    },
  )
})
