import type { ImageChain, Run } from '../points-in-time/image-chain'
import type { Rollback } from '../points-in-time/rollback'
import type { BlockFile } from '../storage/files'
import { SharedSync } from '../storage/shared-sync'
import { type DiskBytes, splitHoles } from './disk-bytes'

const ROLLBACK_ZERO_BYTES = 64 * 1024 * 1024

/**
 * A disk with a file of its own. Before a byte changes, the chain of its images is asked; while the disk is being
 * rolled back, also before one is read.
 */
export class StandardBytes implements DiskBytes {
  readonly #sync: SharedSync

  constructor(
    readonly file: BlockFile,
    private readonly chain: () => ImageChain | null,
  ) {
    this.#sync = new SharedSync(file)
  }

  get #rollback(): Rollback | null {
    return this.chain()?.rollback ?? null
  }

  read(into: Uint8Array, offset: number): Promise<void> | null {
    const rollback = this.#rollback
    if (rollback) return rollback.read(into, offset)
    return this.file.readNow(into, offset) ? null : this.file.read(into, offset)
  }

  write(chunks: readonly Uint8Array[], offset: number, length: number): Promise<void> | null {
    return this.#change(this.chain()?.beforeWrite(offset, length) ?? null, () => this.file.write(chunks, offset))
  }

  zero(offset: number, length: number, keepAllocated: boolean): Promise<void> | null {
    if (this.#rollback) return this.#zeroInRollback(offset, offset + length, keepAllocated)
    return this.#change(this.#preserveData(offset, length), () =>
      keepAllocated ? this.file.allocate(offset, length) : this.file.punch(offset, length),
    )
  }

  /** What reads as zeroes already stays as it is: else every grain of a thin disk would have to be restored. */
  async #zeroInRollback(start: number, end: number, keepAllocated: boolean): Promise<void> {
    for (let at = this.nextData(start, end); at < end; at = this.nextData(at, end)) {
      const length = Math.min(ROLLBACK_ZERO_BYTES, end - at)
      await this.chain()?.beforeWrite(at, length)
      await this.#change(null, () => (keepAllocated ? this.file.allocate(at, length) : this.file.punch(at, length)))
      at += length
    }
  }

  /** Zeroing a hole changes nothing that an image could see, so only data is preserved: thin disks are discarded whole. */
  #preserveData(offset: number, length: number): Promise<void> | null {
    const chain = this.chain()
    const end = offset + length
    if (!chain?.accepting || this.file.nextData(offset, end) === end) return null
    return this.#preserveRuns(chain, offset, end)
  }

  async #preserveRuns(chain: ImageChain, offset: number, end: number): Promise<void> {
    for (let at = this.file.nextData(offset, end); at < end; ) {
      const hole = Math.max(this.file.nextHole(at, end), at + 1)
      await chain.beforeWrite(at, hole - at)
      at = this.file.nextData(hole, end)
    }
  }

  #change(preserved: Promise<void> | null, act: () => Promise<void> | null): Promise<void> | null {
    const done = preserved ? preserved.then(act) : act()
    this.#sync.changed()
    return done ? this.#finish(done) : null
  }

  /** A flush covers what was answered before it was asked for: a write still under way marks the file once more. */
  async #finish(work: Promise<void | null>): Promise<void> {
    try {
      await work
    } finally {
      this.#sync.changed()
    }
  }

  flush(): Promise<void> {
    return this.#sync.sync()
  }

  prefetch(offset: number, length: number): void {
    const rollback = this.#rollback
    if (rollback) rollback.prefetch(offset, length)
    else this.file.prefetch(offset, length)
  }

  nextData(offset: number, end: number): number {
    return this.#rollback?.nextData(offset, end) ?? this.file.nextData(offset, end)
  }

  withRuns<T>(offset: number, length: number, work: (runs: readonly Run[]) => Promise<T>): Promise<T> {
    const rollback = this.#rollback
    if (rollback) return rollback.withRuns(offset, length, work)
    return work([...splitHoles([{ offset, length, place: { file: this.file, offset } }])])
  }
}
