import type { Locale } from './locale'

const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'] as const

/**
 * A size for people, binary with IEC units: at most three figures that matter (1.5 TiB, 465 GiB), rounded towards
 * zero so that what is free is never overstated.
 */
export function formatBytes(locale: Locale, bytes: number): string {
  let unit = 0
  while (unit < UNITS.length - 1 && bytes >= 1024 ** (unit + 1)) unit += 1
  const value = bytes / 1024 ** unit
  const digits = unit === 0 || value >= 100 ? 0 : value >= 10 ? 1 : 2
  const shown = Math.floor(value * 10 ** digits) / 10 ** digits
  return `${numbers(locale, digits).format(shown)} ${UNITS[unit]}`
}

/** The exact number, `1,649,267,441,664`; the caller's text adds the word. */
export function formatExactBytes(locale: Locale, bytes: number): string {
  return numbers(locale, 0).format(bytes)
}

const NUMBERS = new Map<string, Intl.NumberFormat>()

/** Making one takes a hundred times as long as using it, and a page of a list shows hundreds of sizes. */
function numbers(locale: Locale, digits: number): Intl.NumberFormat {
  const key = `${locale} ${digits}`
  const made = NUMBERS.get(key) ?? new Intl.NumberFormat(locale, { maximumFractionDigits: digits })
  NUMBERS.set(key, made)
  return made
}

const FACTORS: Record<string, number> = {
  b: 1,
  byte: 1,
  bytes: 1,
  k: 1024,
  kib: 1024,
  kb: 1000,
  m: 1024 ** 2,
  mib: 1024 ** 2,
  mb: 1000 ** 2,
  g: 1024 ** 3,
  gib: 1024 ** 3,
  gb: 1000 ** 3,
  t: 1024 ** 4,
  tib: 1024 ** 4,
  tb: 1000 ** 4,
  p: 1024 ** 5,
  pib: 1024 ** 5,
  pb: 1000 ** 5,
}

/**
 * Reads `1.5 TiB`, `1,5 TiB`, `500g`, `1 000 000 B`; null when it isn't a size. A number alone is none: whoever types
 * `100` means GiB, and bytes would be a guess. A single letter is binary, `GB` is decimal. Point and comma are both taken as the decimal sign, but the language's own thousands sign before exactly
 * three figures parts thousands: `1,024 GiB` is 1 TiB in English and a little over 1 GiB in German.
 */
export function parseBytes(locale: Locale, text: string): number | null {
  const match = /^\s*(\d[\d.,\s']*)\s*([a-z]*)\s*$/i.exec(text)
  const factor = FACTORS[match?.[2]?.toLowerCase() ?? '']
  const number = plainNumber(locale, (match?.[1] ?? '').replace(/[\s']/g, ''))
  if (!match || factor === undefined || number === null) return null
  const bytes = Math.round(number * factor)
  return Number.isSafeInteger(bytes) ? bytes : null
}

const THOUSANDS: Record<Locale, string> = { en: ',', de: '.' }

function plainNumber(locale: Locale, text: string): number | null {
  const signs = text.match(/[.,]/g) ?? []
  const last = signs.at(-1)
  if (!last) return digits(text)
  const at = text.lastIndexOf(last)
  const whole = text.slice(0, at)
  const rest = text.slice(at + 1)
  const onlyThousands = signs.every((sign) => sign === last) && (signs.length > 1 || THOUSANDS[locale] === last)
  if (onlyThousands && rest.length === 3) return digits(text.replaceAll(last, ''))
  if (whole.includes(last)) return null
  return digits(`${whole.replace(/[.,]/g, '')}.${rest}`)
}

function digits(text: string): number | null {
  return /^\d+(\.\d*)?$/.test(text) ? Number(text) : null
}
