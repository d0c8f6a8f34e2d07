/** What a file in memory holds: its length and its sectors, each of which a disk writes whole or not at all. */
export const SECTOR = 512

/** A missing sector is zeroes. */
export interface Content {
  length: number
  sectors: Map<number, Uint8Array>
}

export const none = (): Content => ({ length: 0, sectors: new Map() })

export const copyOf = ({ length, sectors }: Content): Content => ({ length, sectors: new Map(sectors) })

/** Drops what lies behind the end. */
export function cut(content: Content): Content {
  for (const [sector, bytes] of content.sectors) {
    if (sector * SECTOR >= content.length) content.sectors.delete(sector)
    else if ((sector + 1) * SECTOR > content.length)
      content.sectors.set(sector, Uint8Array.from(bytes, (byte, at) => (sector * SECTOR + at < content.length ? byte : 0)))
  }
  return content
}

export function readContent(content: Content, into: Uint8Array, offset: number): void {
  into.fill(0)
  const end = Math.min(offset + into.length, content.length)
  for (let at = offset; at < end; ) {
    const sector = Math.floor(at / SECTOR)
    const stop = Math.min(end, (sector + 1) * SECTOR)
    const bytes = content.sectors.get(sector)
    if (bytes) into.set(bytes.subarray(at - sector * SECTOR, stop - sector * SECTOR), at - offset)
    at = stop
  }
}

/**
 * Sectors are replaced, never changed, so that versions of them stay what they were. Those that become zeroes become
 * holes, unless they are to take their space.
 */
export function writeContent(content: Content, bytes: Uint8Array, offset: number, allocated = false): void {
  for (let done = 0; done < bytes.length; ) {
    const at = offset + done
    const sector = Math.floor(at / SECTOR)
    const length = Math.min(bytes.length - done, (sector + 1) * SECTOR - at)
    const fresh = Uint8Array.from(content.sectors.get(sector) ?? new Uint8Array(SECTOR))
    fresh.set(bytes.subarray(done, done + length), at - sector * SECTOR)
    if (!allocated && fresh.every((byte) => byte === 0)) content.sectors.delete(sector)
    else content.sectors.set(sector, fresh)
    done += length
  }
  content.length = Math.max(content.length, offset + bytes.length)
}

/** Where the first sector from `offset` on is that takes space; `end` if none before it does. */
export function nextData({ length, sectors }: Content, offset: number, end: number): number {
  for (let at = offset; at < Math.min(end, length); at = (Math.floor(at / SECTOR) + 1) * SECTOR)
    if (sectors.has(Math.floor(at / SECTOR))) return at
  return end
}

/** Where the first sector from `offset` on is that takes none; `end` if all before it do. */
export function nextHole({ length, sectors }: Content, offset: number, end: number): number {
  for (let at = offset; at < end; at = (Math.floor(at / SECTOR) + 1) * SECTOR)
    if (at >= length || !sectors.has(Math.floor(at / SECTOR))) return at
  return end
}
