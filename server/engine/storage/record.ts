/**
 * Small records that are all old or all new after any crash.
 *
 * A *label* is a file replaced as a whole: UTF-8 JSON `{"format":1,"crc32":"xxxxxxxx","body":{…}}`, the checksum over
 * `JSON.stringify(body)`.
 *
 * A *slot record* is a file of two slots of 16 KiB, written in turn, for states that change often or must change
 * without taking new space. Each slot, little-endian:
 *
 *      0  u32  magic 'LNSR'
 *      4  u32  bytes of payload
 *      8  u64  number of the write; the larger valid one holds
 *     16  u32  crc32 of bytes 0 to 15 and the payload
 *     20  payload, UTF-8 JSON
 *
 * A new record gets write number 0, with the payload `null`, into its first slot. So from then on one slot is always
 * whole, and two bad ones are damage, even if the power goes during the first real write.
 */
import { crc32 } from 'node:zlib'
import { EngineError, messageOf } from '../faults'
import type { BlockFile, Files } from './files'

const LABEL_FORMAT = 1

export function encodeLabel(body: object): Uint8Array {
  const checksum = crc32(JSON.stringify(body)).toString(16).padStart(8, '0')
  return Buffer.from(`${JSON.stringify({ format: LABEL_FORMAT, crc32: checksum, body }, null, 1)}\n`)
}

/** The body of a label. Throws an Error that says what is wrong with it. */
export function decodeLabel(bytes: Uint8Array): unknown {
  const label: unknown = JSON.parse(Buffer.from(bytes).toString('utf8'))
  if (typeof label !== 'object' || label === null || !('body' in label) || !('crc32' in label) || !('format' in label))
    throw new Error('it is not a label')
  if (label.format !== LABEL_FORMAT) throw new Error(`its format is ${String(label.format)}, not ${LABEL_FORMAT}`)
  const checksum = crc32(JSON.stringify(label.body)).toString(16).padStart(8, '0')
  if (checksum !== label.crc32) throw new Error('its checksum does not match')
  return label.body
}

const SLOT_BYTES = 16_384
const SLOT_MAGIC = 0x5253_4e4c
const HEADER_BYTES = 20

/** A state in two slots. Writes are serialised by the caller awaiting each. */
export class SlotRecord {
  private constructor(
    private readonly file: BlockFile,
    private writes: number,
    /** The state as it was when the record was opened; undefined if it was never written. */
    readonly initial: unknown,
  ) {}

  static async open(files: Files, path: string): Promise<SlotRecord> {
    const file = await files.openBlocks(path)
    try {
      const slots = Buffer.alloc(2 * SLOT_BYTES)
      await file.read(slots, 0)
      const found = [slots.subarray(0, SLOT_BYTES), slots.subarray(SLOT_BYTES)].map(decodeSlot)
      const newest = found.reduce((best, slot) => (slot && (!best || slot.number > best.number) ? slot : best), null)
      // Until its making is durable, the second slot has never been written.
      if (!newest && slots.subarray(SLOT_BYTES).some((byte) => byte !== 0))
        throw new EngineError('diskDamaged', `${path}: neither slot of the record is whole`)
      if (!newest || (newest.number === 0 && file.length < 2 * SLOT_BYTES)) {
        // Both slots take their space now, so that a later write of a state needs none.
        await file.write([Buffer.concat([encodeSlot(0, null), Buffer.alloc(SLOT_BYTES)])], 0)
      }
      // Also a state that an engine wrote before it died is kept by the page cache only, and counts from now on.
      await file.sync()
      return new SlotRecord(file, newest?.number ?? 0, newest?.payload ?? undefined)
    } catch (error) {
      await file.close()
      throw error
    }
  }

  /** Writes a state; it is durable when this resolves. */
  async write(state: object): Promise<void> {
    const number = this.writes + 1
    await this.file.write([encodeSlot(number, state)], (number % 2) * SLOT_BYTES)
    await this.file.sync()
    this.writes = number
  }

  close(): Promise<void> {
    return this.file.close()
  }
}

function encodeSlot(number: number, state: object | null): Buffer {
  const payload = Buffer.from(JSON.stringify(state))
  if (payload.length > SLOT_BYTES - HEADER_BYTES)
    throw new EngineError('internal', `a record of ${payload.length} bytes does not fit its slot`)
  const slot = Buffer.alloc(SLOT_BYTES)
  slot.writeUInt32LE(SLOT_MAGIC, 0)
  slot.writeUInt32LE(payload.length, 4)
  slot.writeBigUInt64LE(BigInt(number), 8)
  payload.copy(slot, HEADER_BYTES)
  slot.writeUInt32LE(crc32(payload, crc32(slot.subarray(0, 16))), 16)
  return slot
}

function decodeSlot(slot: Buffer): { number: number; payload: unknown } | null {
  if (slot.readUInt32LE(0) !== SLOT_MAGIC) return null
  const bytes = slot.readUInt32LE(4)
  if (bytes > SLOT_BYTES - HEADER_BYTES) return null
  const payload = slot.subarray(HEADER_BYTES, HEADER_BYTES + bytes)
  if (crc32(payload, crc32(slot.subarray(0, 16))) !== slot.readUInt32LE(16)) return null
  try {
    return { number: Number(slot.readBigUInt64LE(8)), payload: JSON.parse(payload.toString('utf8')) }
  } catch (error) {
    throw new EngineError('diskDamaged', `a record with a good checksum is not JSON: ${messageOf(error)}`)
  }
}
