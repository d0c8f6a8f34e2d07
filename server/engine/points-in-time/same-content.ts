import type { Place } from './chain-image'

/** Whether two places hold the same bytes. Rejects with the system's error when one can't be read. */
export async function sameContent(one: Place, other: Place, length: number): Promise<boolean> {
  if (one === null && other === null) return true
  if (one?.file === other?.file && one?.offset === other?.offset) return true
  const [first, second] = await Promise.all([bytesAt(one, length), bytesAt(other, length)])
  return first.equals(second)
}

async function bytesAt(place: Place, length: number): Promise<Buffer> {
  const bytes = Buffer.alloc(length)
  if (place && !place.file.readNow(bytes, place.offset)) await place.file.read(bytes, place.offset)
  return bytes
}
