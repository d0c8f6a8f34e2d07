/** The worker's entry. Everything about bytes happens in this thread. */
import { parentPort } from 'node:worker_threads'
import { Engine } from './engine'
import { serveEngine } from './port'

if (!parentPort) throw new Error('thread.ts is started as a worker.')

serveEngine(
  parentPort,
  (emit) => new Engine(emit),
  (error) => process.stderr.write(`Engine: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`),
)
