import type { GrainLock } from './grain-locks'
import type { ImageChain, Run } from './image-chain'

/**
 * Reads runs of a range into `into`, whose first byte is at `offset`, and lets go of the range's shared lock when
 * nothing is being filled any more. Answers null when it was done at once.
 */
export function readLocked(
  chain: ImageChain,
  lock: GrainLock,
  runs: () => Iterable<Run>,
  into: Uint8Array,
  offset: number,
): Promise<void> | null {
  let waiting: Promise<void>[] | null = null
  try {
    for (const run of runs()) {
      const slice = into.subarray(run.offset - offset, run.offset - offset + run.length)
      if (run.place === null) slice.fill(0)
      else if (!run.place.file.readNow(slice, run.place.offset))
        (waiting ??= []).push(run.place.file.read(slice, run.place.offset))
    }
  } catch (error) {
    chain.locks.release(lock)
    throw error
  }
  if (!waiting) {
    chain.locks.release(lock)
    return null
  }
  return settleAll(waiting).finally(() => chain.locks.release(lock))
}

/** Waits for all, so that no buffer is still being filled when the lock goes; then reports the first failure. */
async function settleAll(work: readonly Promise<void>[]): Promise<void> {
  for (const outcome of await Promise.allSettled(work)) if (outcome.status === 'rejected') throw outcome.reason
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
