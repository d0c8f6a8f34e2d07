/**
 * What it takes to give a structure new identities: the words of a plan, and the tools that each structure's file uses.
 * Nothing here writes; what is to be written is collected as bytes at offsets.
 */
import type { Finding, IdentityChange, IdentityNote, IdentityRefusalCode } from '../contract'
import { guid, type Region, uuid } from '../contents/reader'

/** Bytes to be put in the place of others of the same length. */
export interface Write {
  offsetBytes: number
  before: Buffer
  bytes: Buffer
}

/** What a structure's file answers: offsets of writes are relative to the structure's start. */
export interface Change {
  identities: IdentityChange[]
  notes: IdentityNote[]
  writes: Write[]
}

/** Finds out how one kind of structure gets new identities. @throws {CannotChange} when it can't. */
export type Planner = (region: Region, identifiers: NewIdentifiers, found: Finding) => Promise<Change>

export class CannotChange extends Error {
  constructor(
    readonly code: IdentityRefusalCode,
    readonly detail: string,
  ) {
    super(detail)
    this.name = 'CannotChange'
  }
}

/** For one structure. ext4's group descriptors with all their backups need the most: 5 MiB for a disk of 1 TiB. */
export const MAX_WRITE_BYTES = 16 * 1024 * 1024

/** Writes are whole sectors, so that no store has to read what is around them. */
const SECTOR = 512

/** Collects what is written for one structure, and refuses when it becomes too much. */
export class Edits {
  readonly writes: Write[] = []
  #bytes = 0

  /** Notes those sectors of a piece that have changed. `offsetBytes` and the piece are whole sectors. */
  replace(offsetBytes: number, before: Buffer, after: Buffer): void {
    const same = (at: number) => before.compare(after, at, at + SECTOR, at, at + SECTOR) === 0
    for (let from = 0; from < before.length; ) {
      let to = from
      while (to < before.length && !same(to)) to += SECTOR
      if (to > from) {
        this.#bytes += to - from
        if (this.#bytes > MAX_WRITE_BYTES) throw new CannotChange('tooLarge', `more than ${MAX_WRITE_BYTES} bytes would have to be written at once`)
        this.writes.push({ offsetBytes: offsetBytes + from, before: Buffer.from(before.subarray(from, to)), bytes: Buffer.from(after.subarray(from, to)) })
      }
      from = to + SECTOR
    }
  }
}

/** Bytes that have to be there. @throws {CannotChange} `damaged` when the structure ends before them. */
export async function readPart(region: Region, offset: number, length: number, what: string): Promise<Buffer> {
  const sound = Number.isSafeInteger(offset) && offset >= 0 && Number.isSafeInteger(length) && length >= 0
  const bytes = sound && offset + length <= region.sizeBytes ? await region.read(offset, length) : null
  if (!bytes) throw damaged(`${what} would lie beyond the end`)
  return bytes
}

export const damaged = (detail: string) => new CannotChange('damaged', detail)
export const unsupported = (detail: string) => new CannotChange('unsupported', detail)

/** Makes identifiers that differ from the one they replace. */
export class NewIdentifiers {
  /** @param random as many bytes of chance as asked for. */
  constructor(private readonly random: (length: number) => Buffer) {}

  /** Bytes of chance; never all zero, which most structures take as "none". */
  bytes(old: Buffer): Buffer {
    return differing(Buffer.from(this.random(old.length)), old)
  }

  /** Sixteen bytes of a UUID in the order in which it is written (RFC 9562, 5.4: version 4). */
  uuid(old: Buffer): Buffer {
    return this.#version4(old, 6)
  }

  /** The same in Microsoft's order, the third field of which is little-endian. */
  guid(old: Buffer): Buffer {
    return this.#version4(old, 7)
  }

  #version4(old: Buffer, versionAt: number): Buffer {
    const made = Buffer.from(this.random(old.length))
    made.writeUInt8(((made[versionAt] ?? 0) & 0x0f) | 0x40, versionAt)
    made.writeUInt8(((made[8] ?? 0) & 0x3f) | 0x80, 8)
    return differing(made, old)
  }
}

/** Whatever chance gives: not the old one again, and not nothing. */
function differing(made: Buffer, old: Buffer): Buffer {
  if (isZero(made) || made.equals(old)) made.writeUInt8(((old[0] ?? 0) ^ 0x5a) | 1)
  return made
}

/** UUIDs as {@link IdentityChange} tells them. */
export const uuidChange = (old: Buffer, made: Buffer): IdentityChange => ({ kind: 'uuid', partition: null, old: uuid(old) ?? '', new: uuid(made) ?? '' })
export const guidChange = (kind: 'diskGuid' | 'partitionGuid', partition: number | null, old: Buffer, made: Buffer): IdentityChange => ({
  kind,
  partition,
  old: guid(old) ?? '',
  new: guid(made) ?? '',
})

export const isZero = (bytes: Buffer): boolean => bytes.every((byte) => byte === 0)

/** A structure that has no identity that could be changed. */
export const NO_CHANGE: Change = { identities: [], notes: [], writes: [] }
