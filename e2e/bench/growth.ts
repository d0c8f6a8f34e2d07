import { ManyDisks } from './many-disks'
import { LIMIT, LUNETTE, median, type Measurement } from './measurements'

const MANY = 10_000
const FEWER = [1_000, 100]
/** The figures to reach. */
const START_SECONDS = 5
const MEMORY_BYTES = 300e6
export const LIST_SECONDS = 0.1

/** Lists of disks, and of what has to do with disks. */
const LISTS = [
  '/virtual-disks',
  '/virtual-disks?limit=50&page=2&sort=-capacityBytes',
  '/virtual-disks?limit=50&page=2&mapped=false&q=disk',
  '/copies/sources',
  '/copies/sources?eligible=true',
  '/mappings/disks?hostName=new&os=linux',
  '/snapshots/sources',
  '/conditions',
  '/pools',
]
const PAGES = ['/', '/virtual-disks', '/virtual-disks?page=2&sort=-capacityBytes', '/copies/new', '/pools']
/** Of each list in a round; the median counts. */
const ASKED = 5

type Samples = Map<string, { unit: Measurement['unit']; limit: number; byContender: Map<string, number[]> }>

/**
 * What an array of ten thousand virtual disks costs beside arrays with fewer: how long it takes to start, what memory it
 * takes, how long its lists take.
 */
export async function measureGrowth(rounds: number, say: (line: string) => void): Promise<Measurement[]> {
  const arrays: ManyDisks[] = []
  const samples: Samples = new Map()
  try {
    for (const count of [MANY, ...FEWER]) {
      say(`  making ${count.toLocaleString('en-US')} virtual disks`)
      const array = await ManyDisks.start(count)
      arrays.push(array)
      await array.product.stop()
    }
    for (let round = 1; round <= rounds; round += 1) {
      say(`  round ${round}`)
      for (const array of arrays) await measure(array, samples)
    }
  } finally {
    for (const array of arrays) await array.dispose()
  }
  return [...samples].flatMap(([name, { unit, limit, byContender }]) => [
    ...[...byContender].map(([contender, values]) => ({ case: name, unit, contender, samples: values })),
    { case: name, unit, contender: LIMIT, samples: [limit] },
  ])
}

async function measure(array: ManyDisks, samples: Samples): Promise<void> {
  const contender = array.count === MANY ? LUNETTE : `${array.count.toLocaleString('en-US')} disks`
  const note = (name: string, unit: Measurement['unit'], limit: number, value: number) => {
    const row = samples.get(name) ?? { unit, limit, byContender: new Map<string, number[]>() }
    samples.set(name, row)
    row.byContender.set(contender, [...(row.byContender.get(contender) ?? []), value])
  }
  const begun = performance.now()
  await array.product.start()
  note('Start', 'seconds', START_SECONDS, (performance.now() - begun) / 1000)
  note('Memory after the start', 'bytes', MEMORY_BYTES, await array.memory())
  for (const call of LISTS) note(`GET ${call}`, 'seconds', LIST_SECONDS, await medianOf(() => array.list(`/api/v1${call}`)))
  for (const at of PAGES) note(`page ${at}`, 'seconds', LIST_SECONDS, await medianOf(() => array.page(at)))
  note('Memory after its lists', 'bytes', MEMORY_BYTES, await array.memory())
  await array.product.stop()
}

async function medianOf(ask: () => Promise<number>): Promise<number> {
  const times: number[] = []
  for (let time = 0; time < ASKED; time += 1) times.push(await ask())
  return median(times)
}
