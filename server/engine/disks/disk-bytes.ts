import type { BlockFile } from '../storage/files'
import type { Run } from '../points-in-time/image-chain'

/**
 * The bytes of an open disk, whatever they are made of: a file of its own (standard, repository), or an image that
 * looks through to others (snapshot). No gate and no bounds here; Volume has those. Offsets and lengths are bytes.
 */
export interface DiskBytes {
  read(into: Uint8Array, offset: number): Promise<void> | null
  write(chunks: readonly Uint8Array[], offset: number, length: number): Promise<void> | null
  zero(offset: number, length: number, keepAllocated: boolean): Promise<void> | null
  /** What was written before the call survives power loss once this resolves. */
  flush(): Promise<void>
  prefetch(offset: number, length: number): void
  /** First data at or after `offset`, or `end`. */
  nextData(offset: number, end: number): number
  /** The runs of a range, holes split off, valid as long as the work takes: nobody changes what they name. */
  withRuns<T>(offset: number, length: number, work: (runs: readonly Run[]) => Promise<T>): Promise<T>
}

/** Splits runs at the holes of the files that they name. */
export function* splitHoles(runs: Iterable<Run>): Generator<Run> {
  for (const run of runs) {
    if (run.place === null) {
      yield run
      continue
    }
    const { file, offset: start } = run.place
    const end = start + run.length
    for (let at = start; at < end; ) {
      const data = file.nextData(at, end)
      if (data > at) yield { offset: run.offset + at - start, length: data - at, place: null }
      if (data >= end) break
      const hole = Math.max(file.nextHole(data, end), data + 1)
      yield { offset: run.offset + data - start, length: hole - data, place: { file, offset: data } }
      at = hole
    }
  }
}

/** Syncs of one file: whoever asks while one runs waits for the next, which all of them share. */
export class SharedSync {
  #running: Promise<void> | null = null
  #next: Promise<void> | null = null
  #dirty = false

  constructor(private readonly file: BlockFile) {}

  /** Notes that the file has bytes that no sync has covered yet. */
  changed(): void {
    this.#dirty = true
  }

  sync(): Promise<void> {
    if (!this.#running) {
      if (!this.#dirty) return Promise.resolve()
      return this.#start()
    }
    this.#next ??= this.#running.then(
      () => this.#startNext(),
      () => this.#startNext(),
    )
    return this.#next
  }

  #startNext(): Promise<void> {
    this.#next = null
    return this.#start()
  }

  #start(): Promise<void> {
    this.#dirty = false
    const running = this.file.sync().then(
      () => {
        if (this.#running === running) this.#running = null
      },
      (error: unknown) => {
        this.#dirty = true
        if (this.#running === running) this.#running = null
        throw error
      },
    )
    this.#running = running
    return running
  }
}
