/** On a disk that stops in the middle of it: what is redone from the journal is all new. */
import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { repeatable } from '../testing/repeatable'
import { applyIdentities, decodeJournal, encodeJournal, isAsPlanned, type JournalWrite, journalOf } from './apply'
import { make, makeBy, MiB, planBytes, regionOf, UUID, writerOf } from './test-support/images'

const SECTOR = 512

const disks: Buffer[] = []
beforeAll(async () => {
  const ext4 = readFileSync(await make(24, 'mke2fs', '-q', '-F', '-t', 'ext4', '-b', '1024', '-O', '^metadata_csum,uninit_bg', '-U', UUID, '@'))
  const disk = readFileSync(await make(40, 'sgdisk', '-n', '1:2048:51199', '-n', '2:53248:61439', '@'))
  ext4.copy(disk, MiB)
  readFileSync(await make(4, 'mkswap', '-q', '@')).copy(disk, 26 * MiB)
  disks.push(disk, readFileSync(await makeBy(48, 'mkfs.vfat -F 32 "$0"')))
})

/** Stops after so many sectors, of which the last may be torn; a disk may also have written them in another order. */
function stopsAfter(bytes: Buffer, sectors: number) {
  let left = sectors
  return {
    write(offset: number, piece: Buffer) {
      for (let at = 0; at < piece.length; at += SECTOR) {
        if (left === 0) throw new Error('the power is gone')
        left -= 1
        piece.copy(bytes, offset + at, at, at + SECTOR)
      }
      return Promise.resolve()
    },
    flush: () => (left === 0 ? Promise.reject(new Error('the power is gone')) : Promise.resolve()),
  }
}

describe('a crash', () => {
  it('after any part of the writes leaves what becomes all new when it is redone', async () => {
    for (const disk of disks) {
      const kept = encodeJournal(journalOf(await planBytes(disk)))
      const journal = decodeJournal(kept) ?? []
      const whole = Buffer.from(disk)
      await applyIdentities(journal, writerOf(whole))
      expect(whole.equals(disk)).toBe(false)
      const sectors = journal.reduce((sum, { bytes }) => sum + bytes.length / SECTOR, 0)
      expect(sectors).toBeGreaterThan(1)
      for (let crash = 0; crash <= sectors; crash += 1) {
        const crashed = Buffer.from(disk)
        await expect(applyIdentities(journal, stopsAfter(crashed, crash))).rejects.toThrow('the power is gone')
        await applyIdentities(decodeJournal(kept) ?? [], writerOf(crashed))
        expect(crashed.equals(whole)).toBe(true)
      }
      // And what is all new finds all the new identities, and no damage.
      expect((await planBytes(whole)).structures.every(({ refusal }) => refusal === null)).toBe(true)
    }
  })

  it('with any of the sectors written, in whatever order, does too', async () => {
    for (const disk of disks) {
      const journal = journalOf(await planBytes(disk))
      const whole = Buffer.from(disk)
      await applyIdentities(journal, writerOf(whole))
      const sectors = journal.flatMap(({ offsetBytes, bytes }) => Array.from({ length: bytes.length / SECTOR }, (_, index) => offsetBytes + index * SECTOR))
      await fc.assert(
        fc.asyncProperty(fc.subarray(sectors), async (written) => {
          const crashed = Buffer.from(disk)
          for (const at of written) whole.copy(crashed, at, at, at + SECTOR)
          await applyIdentities(journal, writerOf(crashed))
          expect(crashed.equals(whole)).toBe(true)
        }),
        repeatable(20),
      )
    }
  })

  it('of the disk itself is passed on, and its flush comes after the writes', async () => {
    const order: string[] = []
    const writer = { write: () => Promise.resolve(void order.push('write')), flush: () => Promise.resolve(void order.push('flush')) }
    await applyIdentities([...JOURNAL, ...JOURNAL], writer)
    expect(order).toEqual(['write', 'write', 'flush'])
    await expect(applyIdentities(JOURNAL, { ...writer, flush: () => Promise.reject(new Error('EIO')) })).rejects.toThrow('EIO')
  })
})

const JOURNAL: JournalWrite[] = [{ offsetBytes: 2 ** 43 + 512, bytes: Buffer.alloc(512, 7), checksumBefore: 0xdeadbeef }]

describe('a journal', () => {
  it('comes back as it was kept, and not when it is torn or changed anywhere', () => {
    const journal = [...JOURNAL, { offsetBytes: 0, bytes: Buffer.alloc(1024, 1), checksumBefore: 0 }]
    const kept = encodeJournal(journal)
    expect(decodeJournal(kept)).toEqual(journal)
    expect(decodeJournal(encodeJournal([]))).toEqual([])
    for (let length = 0; length < kept.length; length += 1) expect(decodeJournal(kept.subarray(0, length))).toBeNull()
    for (let at = 0; at < kept.length; at += 1) {
      const changed = Buffer.from(kept)
      changed.writeUInt8((changed[at] ?? 0) ^ 1, at)
      expect(decodeJournal(changed)).toBeNull()
    }
  })

  it('tells that the disk has changed since it was planned', async () => {
    const disk = disks[1] ?? Buffer.alloc(0)
    const journal = journalOf(await planBytes(disk))
    expect(await isAsPlanned(regionOf(disk).read, journal)).toBe(true)
    const changed = Buffer.from(disk)
    changed.writeUInt8((changed[journal[0]?.offsetBytes ?? 0] ?? 0) ^ 1, journal[0]?.offsetBytes ?? 0)
    expect(await isAsPlanned(regionOf(changed).read, journal)).toBe(false)
    expect(await isAsPlanned(() => Promise.resolve(null), journal)).toBe(false)
  })
})
