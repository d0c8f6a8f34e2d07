import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { bytesPerSecond } from '../../server/array/instant-copies/rates'
import { EngineArray, GRAIN_BYTES } from './engine-array'
import { LUNETTE, type Measurement } from './measurements'

const MIB = 2 ** 20
const TIB = 2 ** 40
const BLOCK_BYTES = 4096
const DISK_BYTES = 256 * MIB
const READS = 200_000
/** Requests of a host that are under way at a time. */
const IN_FLIGHT = 16
const MANY = 64
/** Copy rates: 2, 16 and 64 MiB a second. */
const RATES = [50, 80, 100] as const
/** A run is under way for so long before its rate is measured, and then measured for so long, in milliseconds. */
const RATE_SETTLES_MILLIS = 500
const RATE_MILLIS = 2500

/**
 * What instant copies cost, inside the engine, where no protocol hides it: the first write of every grain of a source
 * with 64 mappings beside one, a small read of what a target has not got beside the same read of its source, for how
 * long hosts are held when a mapping of 16 TiB starts, and how fast its copy runs beside the rate that was asked for.
 */
export async function measureInstantCopies(folder: string, rounds: number, say: (line: string) => void): Promise<Measurement[]> {
  const firstWrites: Record<string, number[]> = { [LUNETTE]: [], 'one mapping': [] }
  const reads: Record<string, number[]> = { [LUNETTE]: [], 'its source': [] }
  const held: number[] = []
  const rates = RATES.map((rate) => ({ rate, asked: bytesPerSecond(rate), samples: [] as number[] }))
  for (let round = 1; round <= rounds; round += 1) {
    say(`  round ${round}`)
    const array = await EngineArray.make(path.join(folder, `instant-copies-${round}`))
    firstWrites['one mapping']?.push(await firstWritesPerSecond(array, 1))
    firstWrites[LUNETTE]?.push(await firstWritesPerSecond(array, MANY))
    const both = await readsPerSecond(array)
    reads['its source']?.push(both.source)
    reads[LUNETTE]?.push(both.target)
    held.push(await array.startMapping(await array.disk(16 * TIB), await array.disk(16 * TIB)))
    for (const { asked, samples } of rates) samples.push(await copiedPerSecond(array, asked))
    await array.end()
  }
  const rows = (name: string, unit: Measurement['unit'], samples: Record<string, number[]>): Measurement[] =>
    Object.entries(samples).map(([contender, values]) => ({ case: name, unit, contender, samples: values }))
  return [
    ...rows(`First write of a grain, ${MANY} mappings`, 'operations per second', firstWrites),
    ...rows('4 KiB that a target has not got', 'operations per second', reads),
    ...rows('Start of a mapping of 16 TiB, hosts held', 'seconds', { [LUNETTE]: held }),
    ...rates.flatMap(({ rate, asked, samples }) =>
      rows(`Copy rate ${rate}`, 'bytes per second', { [LUNETTE]: samples, 'asked for': [asked] }),
    ),
  ]
}

/** First writes of every grain, spread over the disk, a second. */
async function firstWritesPerSecond(array: EngineArray, mappings: number): Promise<number> {
  const source = await array.written(DISK_BYTES)
  for (let index = 0; index < mappings; index += 1) await array.startMapping(source, await array.disk(DISK_BYTES))
  const grains = DISK_BYTES / GRAIN_BYTES
  const bytes = Buffer.alloc(BLOCK_BYTES, 2)
  return array.using(source, async (volume) => {
    const begun = performance.now()
    for (let first = 0; first < grains; first += IN_FLIGHT) {
      const order = Array.from({ length: IN_FLIGHT }, (_, index) => ((first + index) * 1103) % grains)
      await Promise.all(order.flatMap((grain) => volume.write([bytes], grain * GRAIN_BYTES) ?? []))
    }
    return (grains * 1000) / (performance.now() - begun)
  })
}

/** Warm random reads a second, of a source and of its target in turns. */
async function readsPerSecond(array: EngineArray): Promise<{ source: number; target: number }> {
  const source = await array.written(DISK_BYTES)
  const target = await array.disk(DISK_BYTES)
  await array.startMapping(source, target)
  const blocks = DISK_BYTES / BLOCK_BYTES
  const read = (diskId: string) =>
    array.using(diskId, async (volume) => {
      const bytes = Buffer.alloc(BLOCK_BYTES)
      const begun = performance.now()
      for (let index = 0; index < READS; index += 1) await volume.read(bytes, ((index * 7919) % blocks) * BLOCK_BYTES)
      return (READS * 1000) / (performance.now() - begun)
    })
  await read(source)
  await read(target)
  return { source: await read(source), target: await read(target) }
}

/** How fast a mapping fills its target, in bytes a second, when it is asked for so many. */
async function copiedPerSecond(array: EngineArray, asked: number): Promise<number> {
  const source = await array.written(DISK_BYTES)
  const target = await array.disk(DISK_BYTES)
  await array.startMapping(source, target, asked)
  const copied = async () => {
    const [facts] = await array.engine.call('instantCopy.facts', { targetIds: [target] })
    if (facts?.state !== 'copying') throw new Error('The mapping came to its end before its rate was measured.')
    return { bytes: facts.copiedBytes, at: performance.now() }
  }
  await sleep(RATE_SETTLES_MILLIS)
  const before = await copied()
  await sleep(RATE_MILLIS)
  const after = await copied()
  await array.engine.call('instantCopy.stop', { targetIds: [target], force: true })
  return ((after.bytes - before.bytes) * 1000) / (after.at - before.at)
}
