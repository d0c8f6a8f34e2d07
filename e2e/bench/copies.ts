import { rm } from 'node:fs/promises'
import path from 'node:path'
import { run } from '../support/commands'
import type { BenchArray } from './array'
import { makeImage } from './images'
import { inTurns, LUNETTE, type Measurement } from './measurements'
import { startNbdkit } from './peers'

const GIB = 2 ** 30
/** Of the disk that is nearly empty: one piece of data in so many. */
const SPARSE = 100

export interface CopyBench {
  array: BenchArray
  /** On the file system where the array's pool is. */
  folder: string
  bytes: number
  rounds: number
  say: (line: string) => void
}

interface Contender {
  name: string
  /** Answers how many seconds it took. */
  copy: (image: Image) => Promise<number>
}

/** A disk's content as a file, and the same in the array. */
interface Image {
  file: string
  bytes: number
  sourceId: string
}

/**
 * Copies whole disks: Lunette's offline copy at its highest priority, `cp`, `qemu-img convert`, and `nbdcopy` from one
 * `nbdkit file` to another. Each copies onto something new, from the page cache, and counts until the copy is on the
 * disk: Lunette calls a copy completed only then, the others are followed by a sync of their file.
 */
export async function measureCopies(bench: CopyBench): Promise<Measurement[]> {
  const { array, folder, bytes } = bench
  const peers = [
    { name: 'cp', copy: ({ file }: Image) => copyFile(file, path.join(folder, 'copied.img'), 'cp', '--sparse=always') },
    {
      name: 'qemu-img',
      copy: ({ file }: Image) =>
        copyFile(file, path.join(folder, 'copied.img'), 'qemu-img', 'convert', '-f', 'raw', '-O', 'raw'),
    },
    { name: 'nbdcopy', copy: (image: Image) => copyOverNbd(image, folder) },
  ]
  const own = { name: LUNETTE, copy: (image: Image) => copyInArray(array, image) }
  const dense = await makeSource(bench, 'full', bytes, 1)
  const half = await makeSource(bench, 'half', bytes, 2)
  const sparse = await makeSource(bench, 'sparse', bytes * SPARSE, SPARSE)
  await checkCopy(array, half)
  const gib = (size: number) => `${size / GIB} GiB`
  const measurements = [
    ...(await measure(bench, `${gib(bytes)}, all of it data`, dense, [own, ...peers])),
    ...(await measure(bench, `${gib(bytes)}, half of it data`, half, [own, ...peers])),
    ...(await measure(bench, `${gib(sparse.bytes)} with ${gib(bytes)} of data`, sparse, [own, ...peers])),
    ...(await measure(bench, `${gib(sparse.bytes)} with ${gib(bytes)} of data, beside those alone`, sparse, [
      own,
      { name: `${gib(bytes)} alone`, copy: () => copyInArray(array, dense) },
    ])),
  ]
  for (const { sourceId, file } of [dense, half, sparse]) {
    await array.deleteDisk(sourceId)
    await rm(file)
  }
  return measurements
}

async function makeSource({ array, folder }: CopyBench, name: string, bytes: number, every: number): Promise<Image> {
  const file = path.join(folder, `${name}.img`)
  await makeImage(file, bytes, every)
  const sourceId = await array.createDisk(`source, ${name}`, bytes)
  const source = await array.map(sourceId)
  await run('nbdcopy', '--destination-is-zero', '--flush', file, source.uri('Unix socket'))
  await source.unmap()
  return { file, bytes, sourceId }
}

async function measure(
  { rounds, say }: CopyBench,
  name: string,
  image: Image,
  contenders: readonly Contender[],
): Promise<Measurement[]> {
  const all = contenders.map(({ name: contender, copy }) => {
    const measurement: Measurement = { case: name, unit: 'seconds', contender, samples: [] }
    const turn = async () => {
      await run('sync')
      const seconds = await copy(image)
      measurement.samples.push(seconds)
      say(`${name}: ${contender} ${seconds.toFixed(2)} s`)
    }
    return { measurement, turn }
  })
  await inTurns(rounds, all.map(({ turn }) => turn))
  return all.map(({ measurement }) => measurement)
}

async function copyInArray(array: BenchArray, { sourceId, bytes }: Image): Promise<number> {
  const targetId = await array.createDisk('copied', bytes)
  await run('sync')
  const seconds = await array.copy(sourceId, targetId)
  await array.deleteDisk(targetId)
  return seconds
}

/** What is measured has to be a copy. */
async function checkCopy(array: BenchArray, { sourceId, bytes, file }: Image): Promise<void> {
  const targetId = await array.createDisk('checked', bytes)
  await array.copy(sourceId, targetId)
  const target = await array.map(targetId)
  await run('qemu-img', 'compare', '-f', 'raw', '-F', 'raw', file, target.uri('Unix socket'))
  await target.unmap()
  await array.deleteDisk(targetId)
}

async function copyFile(file: string, target: string, program: string, ...parameters: string[]): Promise<number> {
  const begun = performance.now()
  await run(program, ...parameters, file, target)
  await run('sync', target)
  const seconds = (performance.now() - begun) / 1000
  await rm(target)
  return seconds
}

async function copyOverNbd({ file, bytes }: Image, folder: string): Promise<number> {
  const target = path.join(folder, 'copied.img')
  await run('truncate', `--size=${bytes}`, target)
  const servers = [await startNbdkit(file, folder), await startNbdkit(target, folder)] as const
  const begun = performance.now()
  await run('nbdcopy', '--destination-is-zero', '--flush', servers[0].uri, servers[1].uri)
  const seconds = (performance.now() - begun) / 1000
  for (const server of servers) await server.stop()
  await rm(target)
  return seconds
}
