import { splitHoles } from '../disks/disk-bytes'
import type { ChainImage } from './chain-image'
import { type HeldGrains, type ImageLookup, release, type Run } from './image-lookup'

/**
 * Reads runs of a range into `into`, whose first byte is at `offset`, under the range's shared lock. Answers null when
 * it was done at once.
 */
export function readThrough(
  chain: ImageLookup,
  runs: () => Iterable<Run>,
  into: Uint8Array,
  offset: number,
): Promise<void> | null {
  const held = chain.lockRange(offset, into.length)
  if (held instanceof Promise) return held.then((lock) => readHeld(lock, runs, into, offset) ?? undefined)
  return readHeld(held, runs, into, offset)
}

/**
 * Reads a range of an image that lies in one grain, if that can be done at once; answers whether it was. Small reads are
 * the most, and need neither a lock nor a list of runs.
 */
export function readAtOnce(chain: ImageLookup, image: ChainImage, into: Uint8Array, offset: number): boolean {
  if (!chain.isQuiet(offset, into.length)) return false
  const place = chain.placeWithin(image, offset, into.length)
  if (place === undefined) return false
  if (place !== null) return place.file.readNow(into, place.offset)
  into.fill(0)
  return true
}

/** Reads, and lets go of the lock when nothing is being filled any more. */
function readHeld(held: HeldGrains, runs: () => Iterable<Run>, into: Uint8Array, offset: number): Promise<void> | null {
  let waiting: Promise<void>[] | null = null
  try {
    for (const run of runs()) {
      const slice = into.subarray(run.offset - offset, run.offset - offset + run.length)
      if (run.place === null) slice.fill(0)
      else if (!run.place.file.readNow(slice, run.place.offset))
        (waiting ??= []).push(run.place.file.read(slice, run.place.offset))
    }
  } catch (error) {
    release(held)
    throw error
  }
  if (!waiting) {
    release(held)
    return null
  }
  return settleAll(waiting).finally(() => release(held))
}

/** Waits for all, so that no buffer is still being filled when the lock goes; then reports the first failure. */
async function settleAll(work: readonly Promise<void>[]): Promise<void> {
  for (const outcome of await Promise.allSettled(work)) if (outcome.status === 'rejected') throw outcome.reason
}

/** Hands the runs of a range, holes split off, to work that is done under the range's shared lock. */
export async function withLockedRuns<T>(
  chain: ImageLookup,
  offset: number,
  length: number,
  runs: () => Iterable<Run>,
  work: (runs: readonly Run[]) => Promise<T>,
): Promise<T> {
  const held = await chain.lockRange(offset, length)
  try {
    return await work([...splitHoles(runs())])
  } finally {
    release(held)
  }
}

/** First data of runs, or `end`. */
export function nextDataIn(runs: Iterable<Run>, end: number): number {
  for (const run of runs) {
    if (run.place === null) continue
    const found = run.place.file.nextData(run.place.offset, run.place.offset + run.length)
    if (found < run.place.offset + run.length) return run.offset + found - run.place.offset
  }
  return end
}

export function prefetchRuns(runs: Iterable<Run>): void {
  for (const run of runs) run.place?.file.prefetch(run.place.offset, run.length)
}
