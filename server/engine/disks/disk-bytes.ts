import type { Run } from '../points-in-time/image-lookup'
import type { CachedRange } from '../storage/files'

/**
 * The bytes of an open disk, whatever they are made of: a file of its own (standard, repository), or an image that
 * looks through to others (snapshot). No gate and no bounds here; Volume has those. Offsets and lengths are bytes.
 */
export interface DiskBytes {
  read(into: Uint8Array, offset: number): Promise<void> | null
  /** A range that is all in memory, and in one file; null if it isn't, or can't be told. */
  cached(offset: number, length: number): CachedRange | null
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
