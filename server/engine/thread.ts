/** The worker's entry. Everything about bytes happens in this thread. */
import { parentPort } from 'node:worker_threads'
import { COPY_SIZES } from './copier/pacing'
import { Engine } from './engine'
import { serveEngine } from './port'
import { MOST_SERVING_THREADS, startServingThread } from './serving/start-thread'
import { linuxFiles } from './storage/linux-files'

if (!parentPort) throw new Error('thread.ts is started as a worker.')

serveEngine(
  parentPort,
  (emit) => new Engine(emit, linuxFiles, COPY_SIZES, { most: MOST_SERVING_THREADS, start: startServingThread }),
  (error) => process.stderr.write(`Engine: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`),
)
