import { expect, test } from 'vitest'
import { stamp } from '../../testing/array-model'
import { Random } from '../../testing/random'
import { VolatileFiles } from '../../testing/volatile-files'
import { encodeFrame } from './redo-frame'
import { RedoLog } from './redo-log'

const SECTOR = 512
const PAGE = 4096
const GRAIN_BYTES = 65_536
const GRAIN_SECTORS = GRAIN_BYTES / SECTOR

async function logOver(files: VolatileFiles) {
  const open = async () => new RedoLog(await files.openBlocks('/disk/redo'))
  const told = async () => {
    const { writes, damagedAt } = await (await open()).load()
    return { writes: [...writes].map(([grain, some]) => [grain, some.map(({ bytes }) => bytes[0])]), damagedAt }
  }
  return { log: await open(), file: await files.openBlocks('/disk/redo'), told }
}

const entry = (value: number, sector: number) => ({ offset: sector * SECTOR, bytes: stamp(value, 1) })

test('a log tells the writes that count, in their order, up to the first frame that is not whole', async () => {
  const { log, file, told } = await logOver(new VolatileFiles(new Random(1), null))
  const put = (value: number, sector: number) => log.write(entry(value, sector), GRAIN_BYTES)
  const [first] = await Promise.all([put(1, 3), put(2, 3), put(3, GRAIN_SECTORS)])
  await log.redone([{ grain: 0, number: first }], GRAIN_BYTES)
  await put(4, 5)
  const whole = log.bytes
  await put(5, 6)
  expect(await told()).toEqual({ writes: [[0, [2, 4, 5]], [1, [3]]], damagedAt: null })
  await file.resize(whole + SECTOR)
  expect(await told()).toEqual({ writes: [[0, [2, 4]], [1, [3]]], damagedAt: null })
  await log.clear()
  expect(await told()).toEqual({ writes: [], damagedAt: null })
})

test('a log tells the size of the grains that it counts by, whatever its disk has images of later', async () => {
  const { log } = await logOver(new VolatileFiles(new Random(4), null))
  const number = await log.write(entry(1, 3 * GRAIN_SECTORS), 4 * GRAIN_BYTES)
  await log.write(entry(2, 5 * GRAIN_SECTORS), 4 * GRAIN_BYTES)
  await log.redone([{ grain: 0, number }], 4 * GRAIN_BYTES)
  expect(await log.load()).toMatchObject({ grainBytes: 4 * GRAIN_BYTES, writes: new Map([[1, [entry(2, 5 * GRAIN_SECTORS)]]]) })
})

test('what was asked for behind an emptying is in the log after it, and numbered anew', async () => {
  const { log, told } = await logOver(new VolatileFiles(new Random(2), null))
  await log.write(entry(1, 0), GRAIN_BYTES)
  const [, first, second] = await Promise.all([log.clear(), log.write(entry(2, 1), GRAIN_BYTES), log.write(entry(3, 2), GRAIN_BYTES)])
  expect([first, second]).toEqual([0, 1])
  await log.redone([{ grain: 0, number: 0 }], GRAIN_BYTES)
  expect((await told()).writes).toEqual([[0, [3]]])
})

test('frames of an earlier generation behind those of this one are of no account', async () => {
  const { file, told } = await logOver(new VolatileFiles(new Random(3), null))
  const frame = (generation: number, number: number, value: number) =>
    encodeFrame({ generation, number, grainBytes: GRAIN_BYTES, writes: [entry(value, number)], redone: [] })
  await file.write(frame(8, 0, 1), 0)
  for (const [at, number] of [1, 2].entries()) await file.write(frame(7, number, 2), 2 * PAGE * (at + 1))
  expect(await told()).toEqual({ writes: [[0, [1]]], damagedAt: null })
})

const seeds = Array.from({ length: 300 }, (_, seed) => seed)

test('whatever is damaged, a log tells the frames before it and nothing else, and a damaged middle is told', async () => {
  for (const seed of seeds) {
    const random = new Random(seed)
    const { log, file, told } = await logOver(new VolatileFiles(random, null))
    const ends: number[] = []
    const prefixes = [(await told()).writes]
    const numbers = new Map<number, number>()
    for (let frame = 0; frame < 8; frame += 1) {
      const grain = random.below(3)
      const last = numbers.get(grain)
      if (last !== undefined && random.chance(30)) await log.redone([{ grain, number: last }], GRAIN_BYTES)
      else {
        const bytes = stamp(frame + 1, 1 + random.below(12))
        numbers.set(grain, await log.write({ offset: grain * GRAIN_BYTES + random.below(20) * SECTOR, bytes }, GRAIN_BYTES))
      }
      ends.push(log.bytes)
      prefixes.push((await told()).writes)
    }
    const at = random.below(log.bytes)
    const old = Buffer.alloc(Math.min(1 + random.below(3 * PAGE), log.bytes - at))
    await file.read(old, at)
    const damaged = old.map((byte) => (random.chance(50) ? byte : random.chance(50) ? 0 : random.below(256)))
    await file.write([damaged], at)
    if (random.chance(20)) await file.resize(at + random.below(log.bytes - at))
    const found = await told()
    const before = ends.filter((end) => end <= at).length
    const from = old.equals(damaged) ? ends.length : before
    // Damage in the zeroes that fill up a page changes nothing.
    const fits = prefixes.slice(from).map((prefix) => JSON.stringify(prefix))
    expect(fits, `seed ${seed}`).toContain(JSON.stringify(found.writes))
    if (found.damagedAt !== null) expect([0, ...ends], `seed ${seed}`).toContain(found.damagedAt)
  }
})
