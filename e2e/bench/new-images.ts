import path from 'node:path'
import type { HostVolume } from '../../server/engine/disks/host-volume'
import { EngineArray } from './engine-array'
import { LUNETTE, type Measurement } from './measurements'

const MIB = 2 ** 20
const GIB = 2 ** 30
const BLOCK_BYTES = 4096
const DATA_BYTES = 256 * MIB
const REPOSITORY_BYTES = GIB
/** A host's writes under way while images are made. */
const IN_FLIGHT = 16

const SIZES = [
  { name: '1 GiB', bytes: GIB },
  { name: '16 TiB', bytes: 16 * 1024 * GIB },
] as const

/**
 * What a new image costs inside the engine while a host writes: its disks, its start, and how long writes were held; of
 * a small disk, and of one as large as disks get.
 */
export async function measureNewImages(folder: string, rounds: number): Promise<Measurement[]> {
  const measurements: Measurement[] = []
  for (const { name, bytes } of SIZES) {
    const made: number[] = []
    const started: number[] = []
    const held: number[] = []
    for (let round = 0; round < rounds; round += 1) {
      const array = await EngineArray.make(path.join(folder, `new-images-${bytes}-${round}`))
      const source = await array.written(bytes, DATA_BYTES)
      await array.using(source, async (volume) => {
        const host = new WritingHost(volume)
        const begun = performance.now()
        const imageId = await array.snapshot(source, bytes, REPOSITORY_BYTES)
        const between = performance.now()
        const image = { imageId, warningThresholdPercent: 80, fullPolicy: 'failSnapshot' } as const
        const { heldMicros } = await array.engine.call('image.start', { images: [image] })
        started.push((performance.now() - between) / 1000)
        made.push((between - begun) / 1000)
        held.push(heldMicros / 1e6)
        await host.stop()
      })
      await array.end()
    }
    const row = (what: string, samples: number[]): Measurement => ({ case: `${what}, ${name}`, unit: 'seconds', contender: LUNETTE, samples })
    measurements.push(row("A new snapshot's disks", made), row('Start of its image', started), row('Writes held by it', held))
  }
  return measurements
}

/** Writes small blocks over and over, with so many under way at a time. */
class WritingHost {
  #stopped = false
  readonly #work: Promise<unknown>

  constructor(private readonly volume: HostVolume) {
    this.#work = Promise.all(Array.from({ length: IN_FLIGHT }, (_, index) => this.#write(index)))
  }

  async #write(from: number): Promise<void> {
    const bytes = Buffer.alloc(BLOCK_BYTES, 3)
    for (let index = from; !this.#stopped; index += IN_FLIGHT) {
      await this.volume.write([bytes], ((index * 7919) % (DATA_BYTES / BLOCK_BYTES)) * BLOCK_BYTES)
      await new Promise(setImmediate)
    }
  }

  async stop(): Promise<void> {
    this.#stopped = true
    await this.#work
  }
}
