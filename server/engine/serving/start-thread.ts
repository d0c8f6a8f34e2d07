import os from 'node:os'
import { Worker } from 'node:worker_threads'
import type { ServingOptions } from './serve-hosts'

/** One processor is the engine's own thread's; what more threads would bring, hosts and disks can't take. */
export const MOST_SERVING_THREADS = Math.min(os.availableParallelism() - 1, 7)

/** Starts a serving thread. If it ends by itself, so does the engine: what hosts were answered there is in the page cache. */
export function startServingThread(number: number, workerData: ServingOptions): Worker {
  const worker = new Worker(new URL('./thread.ts', import.meta.url), {
    name: `serving ${number}`,
    workerData,
    resourceLimits: { maxYoungGenerationSizeMb: 48 },
  })
  worker.on('error', (error: unknown) => {
    throw error
  })
  worker.unref()
  return worker
}
