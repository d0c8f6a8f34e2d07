/** EXTENDED COPY with segments of a number of bytes (SPC-4 6.4.6.9), from the first of the designators to the last. */
export function extendedCopy({ wwids, segments }: { wwids: readonly string[]; segments: readonly number[] }): { cdb: Buffer; write: Buffer } {
  const write = Buffer.alloc(16 + 32 * (wwids.length + segments.length))
  write.writeUInt16BE(32 * wwids.length, 2)
  write.writeUInt32BE(32 * segments.length, 8)
  for (const [index, wwid] of wwids.entries()) {
    const at = 16 + 32 * index
    write[at] = 0xe4
    write[at + 7] = 16
    write.set(Buffer.from(wwid, 'hex'), at + 8)
  }
  let block = 0
  for (const [index, bytes] of segments.entries()) {
    const at = 16 + 32 * (wwids.length + index)
    write[at] = 0x0a
    write.writeUInt16BE(28, at + 2)
    write.writeUInt16BE(wwids.length - 1, at + 6)
    write.writeUInt32BE(bytes, at + 8)
    write.writeBigUInt64BE(BigInt(block), at + 12)
    write.writeBigUInt64BE(BigInt(block), at + 20)
    block += bytes / 512
  }
  const cdb = Buffer.alloc(16)
  cdb[0] = 0x83
  cdb.writeUInt32BE(write.length, 10)
  return { cdb, write }
}

/** As `serve` gives them, by the place of a volume in its list. */
export function wwidOf(index: number): string {
  return `6${String(index).padStart(31, '0')}`
}
