import { rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { run } from '../support/commands'
import type { BenchArray } from './array'
import { makeImage } from './images'
import { LOADS, runLoad, writesOfLog } from './load'
import { inTurns, LUNETTE, type Measurement } from './measurements'
import { startQcow2 } from './peers'

const GRAIN_BYTES = 64 * 1024
const BLOCK_BYTES = 4096
const IN_FLIGHT = 16
/** Images of one disk; one is what is compared. */
const IMAGES = [1, 0, 16, 64] as const

interface CowBench {
  array: BenchArray
  folder: string
  bytes: number
  rounds: number
  seconds: number
  say: (line: string) => void
}

/** A disk that has images, ready for its first writes. */
interface Fresh {
  uri: string
  pid: number
  end: () => Promise<void>
}

/**
 * What copy-on-write costs hosts over a Unix socket: a pass of small writes that meets each grain once, and small
 * random writes after it, when every grain is kept; and how long it takes until the first of them are on the disk. Lunette with one image, beside itself with none and with more, and
 * beside `qemu-nbd` on a qcow2 overlay and on a qcow2 with an internal snapshot; qcow2's clusters are as large as grains.
 */
export async function measureCopyOnWrite({ array, folder, bytes, rounds, seconds, say }: CowBench): Promise<Measurement[]> {
  const image = path.join(folder, 'image.img')
  await makeImage(image, bytes, 1)
  const log = path.join(folder, 'first-writes.log')
  await writeFile(log, firstWrites(bytes))
  const steady = LOADS.find((load) => load.pattern === 'randwrite' && load.queueDepth === IN_FLIGHT && load.connections === 1)
  if (steady === undefined) throw new Error('There is no such load.')
  const diskId = await array.createDisk('copy-on-write', bytes)
  const mapping = await array.map(diskId)
  await run('nbdcopy', '--flush', image, mapping.uri('Unix socket'))
  const inside = path.join(folder, 'inside.qcow2')
  await run('qemu-img', 'convert', '-f', 'raw', '-O', 'qcow2', image, inside)
  const contenders: { name: string; start: () => Promise<Fresh> }[] = [
    ...IMAGES.map((number) => ({
      name: number === 1 ? LUNETTE : number === 0 ? 'no image' : `${number} images`,
      start: async (): Promise<Fresh> => {
        const snapshots = await array.snapshot(diskId, number)
        return { uri: mapping.uri('Unix socket'), pid: array.product.pid, end: () => array.deleteSnapshots(snapshots) }
      },
    })),
    { name: 'qcow2 overlay', start: () => startOverlay(image, folder) },
    { name: 'qcow2 snapshot', start: () => startWithSnapshot(inside, folder) },
  ]
  const all = contenders.map(({ name, start }) => {
    const unit = 'operations per second'
    const first: Measurement = { case: 'First write of each grain', unit, contender: name, samples: [] }
    const later: Measurement = { case: 'Writes when all are kept', unit, contender: name, samples: [] }
    const durable: Measurement = { case: 'First write of each grain, until flushed', unit: 'seconds', contender: name, samples: [] }
    const turn = async () => {
      const fresh = await start()
      const speed = await writesOfLog(log, fresh.uri, IN_FLIGHT, folder)
      const begun = performance.now()
      await run('qemu-io', '-f', 'raw', '-c', 'flush', fresh.uri)
      first.samples.push(speed)
      durable.samples.push(bytes / GRAIN_BYTES / speed + (performance.now() - begun) / 1000)
      later.samples.push((await runLoad(steady, fresh, bytes, seconds, folder)).speed)
      await fresh.end()
      say(`${name}: ${[first, later].map(({ samples }) => Math.round(samples.at(-1) ?? 0)).join(' first, then ')} writes a second`)
    }
    return { first, durable, later, turn }
  })
  await inTurns(rounds, all.map(({ turn }) => turn))
  await mapping.unmap()
  await array.deleteDisk(diskId)
  await rm(inside)
  return [...all.map(({ first }) => first), ...all.map(({ durable }) => durable), ...all.map(({ later }) => later)]
}

/** fio's log (version 2) of one small write into each grain, spread over the disk. */
function firstWrites(bytes: number): string {
  const grains = bytes / GRAIN_BYTES
  // By a prime that no size of a disk is a multiple of: every grain comes once, none after the one beside it.
  const lines = Array.from({ length: grains }, (_, index) => `nbd write ${((index * 7919) % grains) * GRAIN_BYTES} ${BLOCK_BYTES}`)
  return ['fio version 2 iolog', 'nbd add', 'nbd open', ...lines, 'nbd close', ''].join('\n')
}

async function startOverlay(image: string, folder: string): Promise<Fresh> {
  const overlay = path.join(folder, 'overlay.qcow2')
  await run('qemu-img', 'create', '-q', '-f', 'qcow2', '-b', image, '-F', 'raw', overlay)
  const server = await startQcow2('qcow2 overlay', overlay, folder)
  const end = async () => {
    await server.stop()
    await rm(overlay)
  }
  return { uri: server.uri, pid: server.pid, end }
}

async function startWithSnapshot(file: string, folder: string): Promise<Fresh> {
  await run('qemu-img', 'snapshot', '-c', 'one', file)
  const server = await startQcow2('qcow2 snapshot', file, folder)
  const end = async () => {
    await server.stop()
    await run('qemu-img', 'snapshot', '-d', 'one', file)
  }
  return { uri: server.uri, pid: server.pid, end }
}
