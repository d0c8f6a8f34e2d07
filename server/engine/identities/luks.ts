/**
 * LUKS (LUKS1 On-Disk Format 1.2.3; LUKS2 On-Disk Format 1.0.0, 2.1), big-endian: +0 magic "LUKS" 0xBA 0xBE, +6 u16
 * version, +168 UUID as text of 40 bytes. LUKS1 has no checksum and one header.
 *
 * LUKS2: binary header of 4096 bytes with the JSON area behind it, and the same again right behind that one, with magic
 * "SKUL" 0xBA 0xBE: +8 u64 length of both together, +16 u64 sequence number, +72 name of the checksum (32 bytes), +256
 * u64 offset of this header, +448 checksum (64 bytes) over the whole length with itself as zeroes.
 */
import { createHash } from 'node:crypto'
import { label, type Region, uuid } from '../contents/reader'
import { type Change, damaged, Edits, type NewIdentifiers, type Planner, readPart, unsupported } from './change'

const BINARY = 4096
const [VERSION, LENGTH, SEQUENCE, ALGORITHM, UUID, OFFSET, CHECKSUM] = [6, 8, 16, 72, 168, 256, 448]
const UUID_LENGTH = 40
const DIGEST = 32
/** LUKS2 2.1, table 1: the lengths that a header may have, 16 KiB to 4 MiB. */
const LENGTHS = Array.from({ length: 9 }, (_, power) => 16_384 * 2 ** power)
/** Before the LUKS2 header's own length says more; a LUKS1 header's fields lie in it too. */
const HEADER = 512

/** The header that is read must have both of its copies sound and alike. @throws {CannotChange} */
export const planLuks: Planner = async (region, identifiers) => {
  const header = await readPart(region, 0, HEADER, 'the header')
  const version = header.readUInt16BE(VERSION)
  if (version === 1) return planFirst(header, identifiers)
  if (version === 2) return planSecond(region, header, identifiers)
  throw unsupported(`LUKS of version ${version}`)
}

function planFirst(before: Buffer, identifiers: NewIdentifiers): Change {
  const { after, change } = renamed(before, newText(identifiers))
  const edits = new Edits()
  edits.replace(0, before, after)
  return { ...change, writes: edits.writes }
}

async function planSecond(region: Region, header: Buffer, identifiers: NewIdentifiers): Promise<Change> {
  const length = Number(header.readBigUInt64BE(LENGTH))
  if (!LENGTHS.includes(length)) throw damaged('the header has a length that none has')
  const copies = [await readCopy(region, 0, length), await readCopy(region, length, length)]
  const text = newText(identifiers)
  const edits = new Edits()
  const changes = copies.map((before, index) => {
    const { after, change } = renamed(before, text)
    digest(after).copy(after, CHECKSUM)
    edits.replace(index * length, before.subarray(0, BINARY), after.subarray(0, BINARY))
    return change
  })
  const [change, second] = changes
  const sequence = copies.map((copy) => copy.readBigUInt64BE(SEQUENCE))
  if (!change || change.identities[0]?.old !== second?.identities[0]?.old || sequence[0] !== sequence[1]) throw damaged('the two headers differ')
  return { ...change, writes: edits.writes }
}

async function readCopy(region: Region, at: number, length: number): Promise<Buffer> {
  const copy = await readPart(region, at, length, 'a header')
  const magic = copy.toString('latin1', 0, 6)
  if (magic !== (at === 0 ? 'LUKS\xba\xbe' : 'SKUL\xba\xbe') || copy.readUInt16BE(VERSION) !== 2) throw damaged(`no header at byte ${at}`)
  if (Number(copy.readBigUInt64BE(LENGTH)) !== length || Number(copy.readBigUInt64BE(OFFSET)) !== at) throw damaged(`the header at byte ${at} says it is elsewhere`)
  if (label(copy.subarray(ALGORITHM, ALGORITHM + 32), 'latin1') !== 'sha256') throw unsupported('a header with a checksum other than SHA-256')
  if (!digest(copy).equals(copy.subarray(CHECKSUM, CHECKSUM + DIGEST))) throw damaged(`the header at byte ${at} has a wrong checksum`)
  return copy
}

function digest(copy: Buffer): Buffer {
  return createHash('sha256').update(copy.subarray(0, CHECKSUM)).update(Buffer.alloc(64)).update(copy.subarray(CHECKSUM + 64)).digest()
}

function renamed(before: Buffer, text: string): { after: Buffer; change: Omit<Change, 'writes'> } {
  const old = label(before.subarray(UUID, UUID + UUID_LENGTH), 'latin1')
  if (old === null) throw damaged('the header has no UUID')
  const after = Buffer.from(before)
  after.fill(0, UUID, UUID + UUID_LENGTH)
  after.write(text, UUID, 'latin1')
  return { after, change: { identities: [{ kind: 'uuid', partition: null, old, new: text }], notes: ['encryptedInside'] } }
}

const newText = (identifiers: NewIdentifiers) => uuid(identifiers.uuid(Buffer.alloc(16))) ?? ''
