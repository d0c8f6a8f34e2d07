/**
 * What a source and its images must contain, as plain arrays: a disk is a row of sectors, a sector one number that a
 * write stamped on it (0: zeroes). Because a power loss may undo what was not flushed, each sector also remembers
 * every value that it may fall back to.
 */
export interface Sector {
  /** What a host reads now. */
  value: number
  /** What may be found after a power loss: the value, or an older one back to the last flush. */
  possible: Set<number>
}

export type Row = Sector[]

export function blank(sectors: number): Row {
  return Array.from({ length: sectors }, () => ({ value: 0, possible: new Set([0]) }))
}

export function copyOf(row: Row): Row {
  return row.map(({ value, possible }) => ({ value, possible: new Set(possible) }))
}

/** A write that has been asked for: until it is answered, its sectors may show either value after a crash. */
export function begin(row: Row, first: number, count: number, value: number): void {
  for (const sector of row.slice(first, first + count)) sector.possible.add(value)
}

export function finish(row: Row, first: number, count: number, value: number): void {
  for (const sector of row.slice(first, first + count)) sector.value = value
}

/** Flushed: only the value can be found. */
export function flushed(row: Row): void {
  for (const sector of row) sector.possible = new Set([sector.value])
}

/** What a crash left is what holds from now on. What was not durable when the process died alone is not durable now. */
export function settle(row: Row, found: readonly number[], power: 'lost' | 'kept'): void {
  for (const [index, sector] of row.entries()) {
    sector.value = found[index] ?? 0
    sector.possible = new Set(power === 'lost' ? [] : sector.possible).add(sector.value)
  }
}

const SECTOR = 512

/** The bytes of `count` sectors that all carry a value. */
export function stamp(value: number, count: number): Uint8Array {
  const bytes = Buffer.alloc(count * SECTOR)
  if (value !== 0) for (let at = 0; at < bytes.length; at += 4) bytes.writeUInt32LE(value, at)
  return bytes
}

/** The value of each sector; NaN where a sector is torn, which no disk may ever show. */
export function values(bytes: Uint8Array): number[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const found: number[] = []
  for (let at = 0; at < bytes.length; at += SECTOR) {
    const value = view.getUint32(at, true)
    let whole = true
    for (let word = at; word < at + SECTOR; word += 4) whole &&= view.getUint32(word, true) === value
    found.push(whole ? value : Number.NaN)
  }
  return found
}
