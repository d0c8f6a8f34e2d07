/** CRC32C (Castagnoli; RFC 3720 appendix B.4), eight bytes at a step. */
const POLYNOMIAL = 0x82f6_3b78
const TABLES = makeTables()

function makeTables(): Int32Array[] {
  const tables = Array.from({ length: 8 }, () => new Int32Array(256))
  const [first] = tables
  if (!first) throw new Error('no table')
  for (let byte = 0; byte < 256; byte += 1) {
    let crc = byte
    for (let bit = 0; bit < 8; bit += 1) crc = (crc & 1) !== 0 ? (crc >>> 1) ^ POLYNOMIAL : crc >>> 1
    first[byte] = crc
  }
  // The others look up the first at any place, so it has to be whole before.
  for (let byte = 0; byte < 256; byte += 1) {
    let crc = first[byte] ?? 0
    for (const table of tables.slice(1)) {
      crc = (first[crc & 0xff] ?? 0) ^ (crc >>> 8)
      table[byte] = crc
    }
  }
  return tables
}

/** The digest of bytes as a number; on the wire it stands with its least significant byte first. */
export function crc32c(bytes: Uint8Array, start = 0, end = bytes.length): number {
  const [t0, t1, t2, t3, t4, t5, t6, t7] = TABLES
  if (!t0 || !t1 || !t2 || !t3 || !t4 || !t5 || !t6 || !t7) throw new Error('the tables are not made')
  const at = (table: Int32Array, index: number): number => table[index] ?? 0
  const byte = (index: number): number => bytes[index] ?? 0
  let crc = -1
  let position = start
  for (const stop = end - 7; position < stop; position += 8) {
    crc ^= byte(position) | (byte(position + 1) << 8) | (byte(position + 2) << 16) | (byte(position + 3) << 24)
    crc =
      at(t7, crc & 0xff) ^
      at(t6, (crc >>> 8) & 0xff) ^
      at(t5, (crc >>> 16) & 0xff) ^
      at(t4, crc >>> 24) ^
      at(t3, byte(position + 4)) ^
      at(t2, byte(position + 5)) ^
      at(t1, byte(position + 6)) ^
      at(t0, byte(position + 7))
  }
  for (; position < end; position += 1) crc = at(t0, (crc ^ byte(position)) & 0xff) ^ (crc >>> 8)
  return ~crc >>> 0
}
