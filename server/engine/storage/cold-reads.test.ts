import { execFileSync } from 'node:child_process'
import { randomFillSync } from 'node:crypto'
import fs from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { Random } from '../testing/random'
import { LinuxBlockFile, openSegment } from './linux-block-file'

const BLOCK = 4096
const BLOCKS = 2048
const FAR = 5 * 2 ** 40

const content = randomFillSync(Buffer.alloc(BLOCKS * BLOCK))
let folder: string
let name: string
let file: LinuxBlockFile

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'lunette-cold-'))
  name = path.join(folder, 'data')
  const opened = await openSegment(name, true)
  if (!opened) throw new Error('A file that is to be made was not.')
  file = opened
  await file.write([content], 0)
  await file.write([content.subarray(0, BLOCK)], FAR)
  await file.sync()
})
afterAll(async () => {
  await file.close()
  await rm(folder, { recursive: true })
})

/** Of a count of 0 dd makes: let the page cache forget the whole file. */
beforeEach(() => {
  execFileSync('dd', [`if=${name}`, 'iflag=nocache', 'count=0', 'status=none'])
})

test('what is not in the page cache is not read at once', () => {
  expect(file.readNow(Buffer.alloc(BLOCK), 100 * BLOCK)).toBe(false)
})

test('reads come back with what is on the disk, however many are asked for at once', async () => {
  const random = new Random(1)
  const reads = Array.from({ length: 1500 }, () => ({ block: random.below(BLOCKS - 8), blocks: 1 + random.below(8) }))
  const same = await Promise.all(
    reads.map(async ({ block, blocks }) => {
      const into = Buffer.alloc(blocks * BLOCK)
      await file.read(into, block * BLOCK)
      return into.equals(content.subarray(block * BLOCK, block * BLOCK + into.length))
    }),
  )
  expect(same.filter(Boolean)).toHaveLength(reads.length)
})

test('reads that follow one another each come back once', async () => {
  const readers = Array.from({ length: 16 }, async (_, reader) => {
    const into = Buffer.alloc(BLOCK)
    for (let block = reader; block < BLOCKS; block += 16) {
      await file.read(into, block * BLOCK)
      expect(into.equals(content.subarray(block * BLOCK, (block + 1) * BLOCK)), `block ${block}`).toBe(true)
    }
  })
  await Promise.all(readers)
})

test('offsets have more than 32 bits, and memory may begin anywhere', async () => {
  const into = Buffer.alloc(3 * BLOCK, 7)
  await file.read(into.subarray(100, 100 + BLOCK), FAR)
  expect(into.subarray(100, 100 + BLOCK).equals(content.subarray(0, BLOCK))).toBe(true)
  expect([into[99], into[100 + BLOCK]]).toEqual([7, 7])
})

test('behind the end of a file are zeroes', async () => {
  const into = Buffer.alloc(2 * BLOCK, 7)
  await file.read(into, FAR + 1000)
  expect(into.equals(Buffer.concat([content.subarray(1000, BLOCK), Buffer.alloc(BLOCK + 1000)]))).toBe(true)
})

test('a read that fails says why, and others go on', async () => {
  const fd = fs.openSync(name, 'a')
  try {
    const into = Buffer.alloc(BLOCK)
    const failing = new LinuxBlockFile(fd, name, content.length)
    const [refused, done] = await Promise.allSettled([failing.read(Buffer.alloc(BLOCK), 0), file.read(into, 0)])
    expect(refused).toMatchObject({ status: 'rejected', reason: { code: 'EBADF' } })
    expect(done.status).toBe('fulfilled')
    expect(into.equals(content.subarray(0, BLOCK))).toBe(true)
  } finally {
    fs.closeSync(fd)
  }
})
