import { Worker } from 'node:worker_threads'
import { EngineClient } from './port'

export { EngineError } from './engine-error'
export type { EngineClient } from './port'

export interface EngineThread {
  client: EngineClient
  /** Ends the thread once the engine has shut down. */
  stop(): Promise<void>
}

/**
 * Starts the engine in its worker thread.
 *
 * @param onDeath called once if the thread ends without having been stopped: nothing can be served from then on
 */
export function startEngineThread(onDeath: (reason: string) => void): EngineThread {
  const worker = new Worker(new URL('./thread.ts', import.meta.url), {
    name: 'engine',
    // Node's own measure: `npm start` gives the console less, whose garbage is less urgent than a host's request.
    resourceLimits: { maxYoungGenerationSizeMb: 48 },
  })
  const client = new EngineClient(worker)
  let stopping = false
  let reason = ''
  worker.on('error', (error: unknown) => {
    reason = error instanceof Error ? (error.stack ?? error.message) : String(error)
  })
  worker.on('exit', (code) => {
    client.end('The engine has stopped.')
    if (!stopping) onDeath(reason || `The engine's thread ended by itself (exit code ${code}).`)
  })
  return {
    client,
    async stop() {
      stopping = true
      await client.call('engine.shutdown', null)
      await worker.terminate()
    },
  }
}
