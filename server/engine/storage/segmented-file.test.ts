import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openSegment } from './linux-block-file'
import { SegmentedFile } from './segmented-file'

const SEGMENT = 64 * 1024
let folder: string

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'lunette-segments-'))
})
afterEach(() => rm(folder, { recursive: true }))

const open = (name = 'data') => SegmentedFile.open(path.join(folder, name), SEGMENT, openSegment)

async function read(file: SegmentedFile, offset: number, length: number): Promise<Buffer> {
  const bytes = Buffer.alloc(length, 0xee)
  if (!file.readNow(bytes, offset)) await file.read(bytes, offset)
  return bytes
}

test('bytes are the same across segments, in this opening and the next', async () => {
  const file = await open()
  await file.resize(3 * SEGMENT + 1000)
  const bytes = Buffer.from(Array.from({ length: 2 * SEGMENT + 300 }, (_, index) => index % 251))
  await file.write([bytes.subarray(0, 700), bytes.subarray(700)], SEGMENT - 100)
  expect((await read(file, SEGMENT - 100, bytes.length)).equals(bytes)).toBe(true)
  expect((await read(file, 0, SEGMENT - 100)).every((byte) => byte === 0)).toBe(true)
  await file.sync()
  await file.close()

  const again = await open()
  expect(again.length).toBe(3 * SEGMENT + 1000)
  expect((await read(again, SEGMENT - 100, bytes.length)).equals(bytes)).toBe(true)
  await again.close()
})

test('holes are found, punched and given back across segments', async () => {
  const file = await open()
  await file.resize(4 * SEGMENT)
  await file.write([Buffer.alloc(2 * SEGMENT, 7)], SEGMENT)
  expect(file.nextData(0, 4 * SEGMENT)).toBe(SEGMENT)
  expect(file.nextHole(SEGMENT, 4 * SEGMENT)).toBe(3 * SEGMENT)
  await file.punch(SEGMENT + 8192, SEGMENT)
  expect(file.nextHole(SEGMENT, 4 * SEGMENT)).toBe(SEGMENT + 8192)
  expect(file.nextData(SEGMENT + 8192, 4 * SEGMENT)).toBe(2 * SEGMENT + 8192)
  await file.sync()
  const blocks = await Promise.all(['data', 'data.1', 'data.2', 'data.3'].map(async (name) => (await stat(path.join(folder, name))).blocks))
  expect(blocks.reduce((sum, count) => sum + count, 0) * 512).toBeLessThanOrEqual(SEGMENT + 16 * 1024)
  await file.close()
})

test('ranges are copied between files whose segments lie differently', async () => {
  const from = await open('from')
  const to = await open('to')
  await from.resize(3 * SEGMENT)
  await to.resize(3 * SEGMENT)
  const bytes = Buffer.from(Array.from({ length: 2 * SEGMENT }, (_, index) => (index * 7) % 253))
  await from.write([bytes], 5000)
  await to.copyFrom(from, 5000, 30_000, bytes.length)
  expect((await read(to, 30_000, bytes.length)).equals(bytes)).toBe(true)
  expect((await read(to, 0, 30_000)).every((byte) => byte === 0)).toBe(true)
  await from.close()
  await to.close()
})

test('a file can be made shorter and longer, and what was cut off reads as zeroes', async () => {
  const file = await open()
  await file.resize(3 * SEGMENT)
  await file.write([Buffer.alloc(3 * SEGMENT, 9)], 0)
  await file.resize(SEGMENT + 10)
  await file.resize(3 * SEGMENT)
  expect((await read(file, SEGMENT + 10, SEGMENT)).every((byte) => byte === 0)).toBe(true)
  expect((await read(file, SEGMENT, 10)).every((byte) => byte === 9)).toBe(true)
  await file.close()
})

test('a file that was cut to nothing has no length, however many segments it had', async () => {
  const file = await open()
  await file.resize(2 * SEGMENT + 1000)
  await file.resize(0)
  expect(file.length).toBe(0)
  await file.resize(SEGMENT + 10)
  expect(file.length).toBe(SEGMENT + 10)
  await file.close()
})
