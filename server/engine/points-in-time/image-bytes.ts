import type { DiskBytes } from '../disks/disk-bytes'
import { IoError } from '../disks/host-volume'
import type { BlockFile } from '../storage/files'
import { Image } from './image'
import type { ImageChain } from './image-chain'
import type { Run } from './image-lookup'
import { nextDataIn, prefetchRuns, readAtOnce, readThrough, withLockedRuns } from './locked-read'

interface Open {
  chain: ImageChain
  image: Image
}

/**
 * The bytes of a snapshot: its image's grains where it has them, newer images and the source where it doesn't.
 *
 * The snapshot stays the same disk when its image ends and another one starts, so the image is looked up when it is
 * needed; without one every request fails with IoError EIO.
 */
export class ImageBytes implements DiskBytes {
  #latest: Open | null = null

  constructor(
    private readonly snapshotId: string,
    private readonly chainOfSource: () => ImageChain | null,
    private readonly flushSource: () => Promise<void>,
  ) {}

  #open(): Open {
    if (this.#latest?.image.record.state === 'active') return this.#latest
    const chain = this.chainOfSource()
    const image = this.#find(chain)
    if (image?.record.state === 'failed') throw new IoError('EIO', 'the snapshot has failed')
    if (!chain || image?.record.state !== 'active') throw new IoError('EIO', 'the snapshot is disabled')
    this.#latest = { chain, image }
    return this.#latest
  }

  #find(chain: ImageChain | null): Image | undefined {
    const image = chain?.find(this.snapshotId)
    return image instanceof Image ? image : undefined
  }

  read(into: Uint8Array, offset: number): Promise<void> | null {
    const { chain, image } = this.#open()
    if (readAtOnce(chain, image, into, offset)) return null
    const reading = readThrough(chain, () => chain.runs(this.#open().image, offset, offset + into.length), into, offset)
    return reading && this.#settleRead(reading)
  }

  /** Its grains are read one by one, under their locks. */
  cached(): null {
    return null
  }

  /** An image that failed meanwhile preserves nothing any more: what was read may be what the source holds now. */
  async #settleRead(reading: Promise<void>): Promise<void> {
    await reading
    this.#open()
  }

  write(chunks: readonly Uint8Array[], offset: number, length: number): Promise<void> | null {
    const open = this.#open()
    const place = open.chain.isOwn(open.image, offset, length) ? onePlace(open, offset, length) : null
    if (!place) return this.#writeOwned(open, chunks, offset, length)
    open.image.sync.changed()
    const written = place.file.write(chunks, place.offset)
    return written && written.finally(() => open.image.sync.changed())
  }

  async #writeOwned(open: Open, chunks: readonly Uint8Array[], offset: number, length: number): Promise<void> {
    const runs = await open.chain.own(open.image, offset, length, () => false)
    const bytes = Buffer.concat(chunks)
    for (const run of runs) {
      if (run.place === null) throw new IoError('EIO', 'a grain to be written has no slot')
      const slice = bytes.subarray(run.offset - offset, run.offset - offset + run.length)
      open.image.sync.changed()
      await run.place.file.write([slice], run.place.offset)
    }
    open.image.sync.changed()
  }

  async zero(offset: number, length: number): Promise<void> {
    const open = this.#open()
    const { chain, image } = open
    const whole = (grain: number) => {
      const start = grain * chain.grainBytes
      return start >= offset && start + image.bytesOf(grain) <= offset + length
    }
    const portion = 1024 * chain.grainBytes
    const end = offset + length
    // What reads as zeroes already stays as it is; nobody sees a difference.
    for (let at = this.nextData(offset, end); at < end; at = this.nextData(Math.min(at + portion, end), end)) {
      const runs = await chain.own(image, at, Math.min(portion, end - at), whole)
      for (const run of runs) {
        image.sync.changed()
        if (run.place !== null) await run.place.file.punch(run.place.offset, run.length)
      }
    }
    image.sync.changed()
  }

  /**
   * Without an image there is nothing to flush: what was written into it went with it. The source goes along because
   * zeroes that a host wrote where the source has a hole are that hole.
   */
  async flush(): Promise<void> {
    const image = this.#find(this.chainOfSource())
    if (image) await Promise.all([image.sync.sync(), this.flushSource()])
  }

  prefetch(offset: number, length: number): void {
    const { chain, image } = this.#open()
    prefetchRuns(chain.runs(image, offset, offset + length))
  }

  nextData(offset: number, end: number): number {
    const { chain, image } = this.#open()
    return nextDataIn(chain.runs(image, offset, end), end)
  }

  withRuns<T>(offset: number, length: number, work: (runs: readonly Run[]) => Promise<T>): Promise<T> {
    const { chain } = this.#open()
    return withLockedRuns(chain, offset, length, () => chain.runs(this.#open().image, offset, offset + length), async (runs) => {
      const done = await work(runs)
      this.#open() // It may have failed meanwhile, as in a read.
      return done
    })
  }
}

function onePlace({ chain, image }: Open, offset: number, length: number): { file: BlockFile; offset: number } | null {
  const [run, second] = chain.runs(image, offset, offset + length)
  return run && !second ? run.place : null
}
