import path from 'node:path'
import type { HostVolume } from '../../server/engine/disks/host-volume'
import { Engine } from '../../server/engine/engine'
import { LUNETTE, type Measurement } from './measurements'

const MIB = 2 ** 20
const TIB = 2 ** 40
const GRAIN_BYTES = 65_536
const BLOCK_BYTES = 4096
const DISK_BYTES = 256 * MIB
const READS = 200_000
/** Requests of a host that are under way at a time. */
const IN_FLIGHT = 16
const MANY = 64

/**
 * What instant copies cost, inside the engine, where no protocol hides it: the first write of every grain of a source
 * with 64 mappings beside one, a small read of what a target has not got beside the same read of its source, and for how
 * long hosts are held when a mapping of 16 TiB starts.
 */
export async function measureInstantCopies(folder: string, rounds: number, say: (line: string) => void): Promise<Measurement[]> {
  const firstWrites: Record<string, number[]> = { [LUNETTE]: [], 'one mapping': [] }
  const reads: Record<string, number[]> = { [LUNETTE]: [], 'its source': [] }
  const held: number[] = []
  for (let round = 1; round <= rounds; round += 1) {
    say(`  round ${round}`)
    const bench = await Bench.make(path.join(folder, `instant-copies-${round}`))
    firstWrites['one mapping']?.push(await bench.firstWrites(1))
    firstWrites[LUNETTE]?.push(await bench.firstWrites(MANY))
    const both = await bench.reads()
    reads['its source']?.push(both.source)
    reads[LUNETTE]?.push(both.target)
    held.push(await bench.start())
    await bench.end()
  }
  const rows = (name: string, unit: Measurement['unit'], samples: Record<string, number[]>): Measurement[] =>
    Object.entries(samples).map(([contender, values]) => ({ case: name, unit, contender, samples: values }))
  return [
    ...rows(`First write of a grain, ${MANY} mappings`, 'operations per second', firstWrites),
    ...rows('4 KiB that a target has not got', 'operations per second', reads),
    ...rows('Start of a mapping of 16 TiB, hosts held', 'seconds', { [LUNETTE]: held }),
  ]
}

class Bench {
  #number = 0

  private constructor(private readonly engine: Engine) {}

  static async make(pool: string): Promise<Bench> {
    const engine = new Engine(() => undefined)
    await engine.call('pool.create', { poolId: 'pool', name: 'pool', path: pool, arrayId: 'bench' })
    return new Bench(engine)
  }

  async #disk(capacityBytes: number): Promise<string> {
    this.#number += 1
    const diskId = `disk-${this.#number}`
    const wwid = `6${this.#number.toString(16).padStart(31, '0')}`
    await this.engine.call('disk.create', { disk: { diskId, poolId: 'pool', name: diskId, wwid, kind: 'standard', capacityBytes, snapshotOf: null } })
    await this.engine.call('disk.setAccess', { gates: [{ diskId, access: { read: true, write: true } }] })
    return diskId
  }

  async #written(): Promise<string> {
    const diskId = await this.#disk(DISK_BYTES)
    await this.#using(diskId, async (volume) => {
      const bytes = Buffer.alloc(MIB, 1)
      for (let offset = 0; offset < DISK_BYTES; offset += MIB) await volume.write([bytes], offset)
      await volume.flush()
    })
    return diskId
  }

  async #using<T>(diskId: string, work: (volume: HostVolume) => Promise<T>): Promise<T> {
    const { volume, release } = await this.engine.openVolume(diskId)
    try {
      return await work(volume)
    } finally {
      await release()
    }
  }

  /** Starts a mapping that copies nothing by itself; answers for how many seconds hosts were held. */
  async #map(sourceId: string, targetId: string): Promise<number> {
    const rates = { copyBytesPerSecond: 0, cleanBytesPerSecond: 0 }
    const mapping = { instantCopyId: targetId, run: 1, sourceId, targetId, grainBytes: GRAIN_BYTES, incremental: false, restore: false, ...rates } as const
    const { heldMicros } = await this.engine.call('instantCopy.start', { mappings: [mapping] })
    return heldMicros / 1e6
  }

  /** First writes of every grain, spread over the disk, a second. */
  async firstWrites(mappings: number): Promise<number> {
    const source = await this.#written()
    for (let index = 0; index < mappings; index += 1) await this.#map(source, await this.#disk(DISK_BYTES))
    const grains = DISK_BYTES / GRAIN_BYTES
    const bytes = Buffer.alloc(BLOCK_BYTES, 2)
    return this.#using(source, async (volume) => {
      const begun = performance.now()
      for (let first = 0; first < grains; first += IN_FLIGHT) {
        const order = Array.from({ length: IN_FLIGHT }, (_, index) => ((first + index) * 1103) % grains)
        await Promise.all(order.flatMap((grain) => volume.write([bytes], grain * GRAIN_BYTES) ?? []))
      }
      return (grains * 1000) / (performance.now() - begun)
    })
  }

  /** Warm random reads a second, of a source and of its target in turns. */
  async reads(): Promise<{ source: number; target: number }> {
    const source = await this.#written()
    const target = await this.#disk(DISK_BYTES)
    await this.#map(source, target)
    const blocks = DISK_BYTES / BLOCK_BYTES
    const read = (diskId: string) =>
      this.#using(diskId, async (volume) => {
        const bytes = Buffer.alloc(BLOCK_BYTES)
        const begun = performance.now()
        for (let index = 0; index < READS; index += 1) await volume.read(bytes, ((index * 7919) % blocks) * BLOCK_BYTES)
        return (READS * 1000) / (performance.now() - begun)
      })
    await read(source)
    await read(target)
    return { source: await read(source), target: await read(target) }
  }

  async start(): Promise<number> {
    return this.#map(await this.#disk(16 * TIB), await this.#disk(16 * TIB))
  }

  async end(): Promise<void> {
    await this.engine.call('engine.shutdown', null)
  }
}
