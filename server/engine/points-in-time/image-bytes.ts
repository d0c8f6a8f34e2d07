import { type DiskBytes, SharedSync, splitHoles } from '../disks/disk-bytes'
import { IoError } from '../disks/host-volume'
import type { BlockFile } from '../storage/files'
import type { GrainLock } from './grain-locks'
import type { Image } from './image'
import type { ImageChain, Run } from './image-chain'

/** The bytes of a snapshot: its image's grains where it has them, newer images and the source where it doesn't. */
export class ImageBytes implements DiskBytes {
  readonly #sync: SharedSync

  constructor(
    private readonly chain: ImageChain,
    readonly image: Image,
  ) {
    this.#sync = new SharedSync(image.data)
  }

  #refuseUnlessWhole(): void {
    if (this.image.record.state === 'failed') throw new IoError('EIO', 'the snapshot has failed')
    if (this.image.record.state !== 'active') throw new IoError('EIO', 'the snapshot is disabled')
  }

  read(into: Uint8Array, offset: number): Promise<void> | null {
    this.#refuseUnlessWhole()
    const lock = this.chain.lockRange(offset, into.length)
    if (lock instanceof Promise) return lock.then((held) => this.#readLocked(held, into, offset) ?? undefined)
    return this.#readLocked(lock, into, offset)
  }

  /** Reads under the lock and lets go of it. */
  #readLocked(lock: GrainLock, into: Uint8Array, offset: number): Promise<void> | null {
    let waiting: Promise<void>[] | null = null
    try {
      this.#refuseUnlessWhole()
      for (const run of this.chain.runs(this.image, offset, offset + into.length)) {
        const slice = into.subarray(run.offset - offset, run.offset - offset + run.length)
        if (run.place === null) slice.fill(0)
        else if (!run.place.file.readNow(slice, run.place.offset))
          (waiting ??= []).push(run.place.file.read(slice, run.place.offset))
      }
    } catch (error) {
      this.chain.locks.release(lock)
      throw error
    }
    if (!waiting) {
      this.chain.locks.release(lock)
      return null
    }
    return settleAll(waiting).finally(() => this.chain.locks.release(lock))
  }

  write(chunks: readonly Uint8Array[], offset: number, length: number): Promise<void> | null {
    this.#refuseUnlessWhole()
    const place = this.chain.isOwn(this.image, offset, length) ? this.#onePlace(offset, length) : null
    if (!place) return this.#own(offset, length, () => false).then((runs) => this.#writeRuns(chunks, offset, runs))
    this.#sync.changed()
    return place.file.write(chunks, place.offset)?.finally(() => this.#sync.changed()) ?? null
  }

  #onePlace(offset: number, length: number): { file: BlockFile; offset: number } | null {
    const [run, second] = this.chain.runs(this.image, offset, offset + length)
    return run && !second ? run.place : null
  }

  #own(offset: number, length: number, zeroed: (grain: number) => boolean): Promise<Run[]> {
    return this.chain.own(this.image, offset, length, zeroed)
  }

  async #writeRuns(chunks: readonly Uint8Array[], offset: number, runs: readonly Run[]): Promise<void> {
    const bytes = Buffer.concat(chunks)
    for (const run of runs) {
      if (run.place === null) throw new IoError('EIO', 'a grain to be written has no slot')
      const slice = bytes.subarray(run.offset - offset, run.offset - offset + run.length)
      this.#sync.changed()
      await run.place.file.write([slice], run.place.offset)
    }
    this.#sync.changed()
  }

  zero(offset: number, length: number, _keepAllocated: boolean): Promise<void> {
    this.#refuseUnlessWhole()
    const grainBytes = this.chain.grainBytes
    const inside = (grain: number) =>
      grain * grainBytes >= offset && grain * grainBytes + this.image.bytesOf(grain) <= offset + length
    return this.#zeroPortions(offset, length, inside)
  }

  async #zeroPortions(offset: number, length: number, whole: (grain: number) => boolean): Promise<void> {
    const portion = 1024 * this.chain.grainBytes
    for (let at = offset; at < offset + length; at += portion) {
      const runs = await this.#own(at, Math.min(portion, offset + length - at), whole)
      for (const run of runs) {
        this.#sync.changed()
        if (run.place !== null) await run.place.file.punch(run.place.offset, run.length)
      }
    }
    this.#sync.changed()
  }

  flush(): Promise<void> {
    return this.#sync.sync()
  }

  prefetch(offset: number, length: number): void {
    for (const run of this.chain.runs(this.image, offset, offset + length))
      run.place?.file.prefetch(run.place.offset, run.length)
  }

  nextData(offset: number, end: number): number {
    for (const run of this.chain.runs(this.image, offset, end)) {
      if (run.place === null) continue
      const found = run.place.file.nextData(run.place.offset, run.place.offset + run.length)
      if (found < run.place.offset + run.length) return run.offset + found - run.place.offset
    }
    return end
  }

  async withRuns<T>(offset: number, length: number, work: (runs: readonly Run[]) => Promise<T>): Promise<T> {
    const lock = await this.chain.lockRange(offset, length)
    try {
      this.#refuseUnlessWhole()
      return await work([...splitHoles(this.chain.runs(this.image, offset, offset + length))])
    } finally {
      this.chain.locks.release(lock)
    }
  }
}

/** Waits for all, so that no buffer is still being filled when the lock goes; then reports the first failure. */
async function settleAll(work: readonly Promise<void>[]): Promise<void> {
  for (const outcome of await Promise.allSettled(work)) if (outcome.status === 'rejected') throw outcome.reason
}
