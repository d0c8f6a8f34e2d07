import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { databaseFile, openDatabase } from '../../server/database/client'
import { background, run } from '../support/commands'
import { type BenchArray, type BenchCopy, type CopyPriority } from './array'
import { PERCENTILES, type Percentiles, readLatencies } from './load'
import { inTurns, LUNETTE, type Measurement } from './measurements'

const PRIORITIES: readonly CopyPriority[] = ['lowest', 'low', 'medium', 'high', 'highest']
const EVENTS = 10_000
const PAGE = 1000
const IDLE = 'alone'
const NAMES: Record<(typeof PERCENTILES)[number], string> = { '50.000000': 'p50', '99.000000': 'p99', '99.900000': 'p99.9' }
/** How often the cold host's blocks are dropped from the page cache. */
const COLD_AGAIN_MILLIS = 100

interface NeighbourBench {
  array: BenchArray
  folder: string
  bytes: number
  rounds: number
  seconds: number
  say: (line: string) => void
}

/** Something else that the array does. `end` rejects if it went wrong meanwhile. */
interface Neighbour {
  name: string
  begin: () => Promise<{ end: () => Promise<void> }>
}

/**
 * How long a host's small reads take, one at a time, of a disk that is in the page cache, while the array does something
 * else: beside the same host alone, in turns.
 */
export async function measureNeighbours(image: string, bench: NeighbourBench): Promise<Measurement[]> {
  const { array, folder, bytes, rounds, seconds, say } = bench
  const disks = await Promise.all(['reader', 'cold', 'source', 'target'].map((name) => array.createDisk(`neighbours, ${name}`, bytes)))
  const [reader = '', cold = '', source = '', target = ''] = disks
  const readerMapping = await array.map(reader)
  const coldMapping = await array.map(cold)
  const sourceMapping = await array.map(source)
  for (const { uri } of [readerMapping, coldMapping, sourceMapping]) await run('nbdcopy', '--flush', image, uri('Unix socket'))
  await sourceMapping.unmap()
  await seedEvents(databaseFile(array.product.dataDirectory))
  const neighbours: Neighbour[] = [
    { name: IDLE, begin: async () => ({ end: async () => undefined }) },
    ...PRIORITIES.map((priority) => ({
      name: `a copy at priority ${priority}`,
      begin: () => copying(array, source, target, priority),
    })),
    { name: 'a cold reader', begin: () => readingCold(array, cold, coldMapping.uri('Unix socket'), bytes) },
    { name: `${EVENTS} events listed again and again`, begin: () => listing(array) },
  ]
  const all = neighbours.map((neighbour) => {
    const samples: Percentiles[] = []
    const turn = async () => {
      await run('sync')
      const other = await neighbour.begin()
      const latencies = await readLatencies(readerMapping.uri('Unix socket'), bytes, seconds, folder)
      await other.end()
      samples.push(latencies)
      say(`beside ${neighbour.name}: ${PERCENTILES.map((name) => `${NAMES[name]} ${latencies[name].toFixed(0)} µs`).join(', ')}`)
    }
    return { name: neighbour.name, samples, turn }
  })
  await inTurns(rounds, all.map(({ turn }) => turn))
  for (const { unmap } of [readerMapping, coldMapping]) await unmap()
  for (const disk of disks) await array.deleteDisk(disk)
  const [idle, ...loaded] = all
  return loaded.flatMap((beside) =>
    PERCENTILES.flatMap((percentile) =>
      [{ contender: LUNETTE, of: beside }, { contender: IDLE, of: idle }].map(
        ({ contender, of }): Measurement => ({
          case: `Beside ${beside.name}, ${NAMES[percentile]}`,
          unit: 'microseconds',
          contender,
          samples: (of?.samples ?? []).map((latencies) => latencies[percentile]),
        }),
      ),
    ),
  )
}

/** One copy after another, until it is told to end. */
async function copying(array: BenchArray, source: string, target: string, priority: CopyPriority) {
  const copy: BenchCopy = await array.startCopy(source, target, priority)
  return repeating(async () => {
    if (await copy.isComplete()) await copy.again()
    await sleep(20)
  }, () => copy.remove())
}

/** A host that reads at random what the page cache has not got, as fast as it can. */
async function readingCold(array: BenchArray, diskId: string, uri: string, bytes: number) {
  const data = path.join(array.product.directory, 'pool', 'disks', diskId, 'data')
  // Of a count of 0 dd makes: let the page cache forget the whole file.
  const forget = () => run('dd', `if=${data}`, 'iflag=nocache', 'count=0', 'status=none')
  await forget()
  const host = background(
    'fio',
    ...['--name=cold', '--ioengine=nbd', `--uri=${uri}`, '--rw=randread', '--bs=4096', '--iodepth=16', `--size=${bytes}`],
    ...['--norandommap', '--randrepeat=0', '--time_based', '--runtime=3600'],
  )
  return repeating(async () => {
    if (!host.running()) throw new Error('The cold reader ended too early.')
    await forget()
    await sleep(COLD_AGAIN_MILLIS)
  }, () => host.stop())
}

/** Somebody who goes through all events, page by page, and begins again. */
async function listing(array: BenchArray) {
  let cursor: string | null = null
  return repeating(async () => {
    const from: string = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`
    cursor = (await array.product.rest.get<{ nextCursor: string | null }>(`/events?limit=${PAGE}${from}`)).nextCursor
  }, async () => undefined)
}

function repeating(step: () => Promise<void>, clear: () => Promise<void>) {
  let ended = false
  const work = (async () => {
    while (!ended) await step()
  })()
  // Told by `end`; until then it would count as unhandled.
  work.catch(() => undefined)
  return {
    async end() {
      ended = true
      await work
      await clear()
    },
  }
}

/** Written past the array: what is measured is reading them. */
async function seedEvents(file: string): Promise<void> {
  const database = openDatabase(file)
  const { sequence, ...event } = await database.event.findFirstOrThrow({ orderBy: { sequence: 'desc' } })
  const data = Array.from({ length: EVENTS }, (_, index) => ({ ...event, sequence: sequence + 1 + index }))
  await database.event.createMany({ data })
  await database.$disconnect()
}
