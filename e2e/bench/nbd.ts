import { rm } from 'node:fs/promises'
import path from 'node:path'
import { run } from '../support/commands'
import type { BenchArray } from './array'
import { LOADS, runLoad } from './load'
import { inTurns, LUNETTE, rowsOf, tableOf, type Measurement } from './measurements'
import { startPeers, type Transport } from './peers'

export interface NbdBench {
  array: BenchArray
  folder: string
  bytes: number
  rounds: number
  seconds: number
  say: (line: string) => void
}

/**
 * Puts every load on Lunette and its peers in turns, over disks with the same content: how fast each was, and how
 * much processor time its server used, which says more on a machine that has other work.
 */
export async function measureNbd(
  transport: Transport,
  image: string,
  { array, folder, bytes, rounds, seconds, say }: NbdBench,
): Promise<{ speeds: Measurement[]; processorTimes: Measurement[] }> {
  const files = { nbdkit: path.join(folder, 'nbdkit.img'), qemu: path.join(folder, 'qemu.img') }
  for (const file of Object.values(files)) await run('truncate', `--size=${bytes}`, file)
  const diskId = await array.createDisk(`nbd ${transport}`, bytes)
  const mapping = await array.map(diskId)
  const peers = await startPeers(files, transport, folder)
  const servers = [{ name: LUNETTE, uri: mapping.uri(transport), pid: array.product.pid }, ...peers]
  // Each is filled through its own server: how a file came to be decides how the page cache keeps it, and that alone
  // can make a write twice as dear.
  for (const { uri } of servers) await run('nbdcopy', '--flush', image, uri)
  const speeds: Measurement[] = []
  const processorTimes: Measurement[] = []
  for (const load of LOADS) {
    const group = servers.map((server) => {
      const what = { case: load.name, contender: server.name }
      const speed: Measurement = { ...what, unit: load.unit, samples: [] }
      const processorTime: Measurement = { ...what, unit: 'microseconds per operation', samples: [] }
      return { server, speed, processorTime }
    })
    await inTurns(
      rounds,
      group.map(({ server, speed, processorTime }) => async () => {
        const sample = await runLoad(load, server, bytes, seconds, folder)
        speed.samples.push(sample.speed)
        processorTime.samples.push(sample.processorMicros)
      }),
    )
    speeds.push(...group.map(({ speed }) => speed))
    processorTimes.push(...group.map(({ processorTime }) => processorTime))
    say(tableOf(rowsOf(group.map(({ speed }) => speed))))
  }
  for (const peer of peers) await peer.stop()
  await mapping.unmap()
  await array.deleteDisk(diskId)
  for (const file of Object.values(files)) await rm(file)
  return { speeds, processorTimes }
}
