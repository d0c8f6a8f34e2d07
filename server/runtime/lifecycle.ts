import { database } from '@/server/database/client'
import { type EngineThread, startEngineThread } from '@/server/engine/client'
import type { Settings } from '@/server/start/environment.mjs'
import { log } from './log'
import { setRuntime } from './runtime'

/** What server/start/main.mjs asks of the bundled server. */
export interface Lifecycle {
  /**
   * Brings the array up: database, identity, engine, reconciliation, hosts' listeners. Answers when all of it is.
   *
   * @returns the one-time code for the first set-up, while there is no administrator
   */
  boot(settings: Settings, stopping: AbortSignal): Promise<{ setUpCode: string | null }>
  /** Flushes and closes everything; also after a boot that failed on the way. */
  shutdown(): Promise<void>
}

let engine: EngineThread | null = null

export const lifecycle: Lifecycle = {
  async boot(settings, stopping) {
    await database().$connect()
    engine = startEngineThread((reason) => {
      log.fatal({ reason }, 'The engine died. Lunette ends, so that whatever supervises it starts it again.')
      process.exit(1)
    })
    const listening = await engine.client.call('targets.listen', { nbd: settings.nbdListen })
    setRuntime({ settings, engine: engine.client, listening, stopping })
    return { setUpCode: null }
  },

  async shutdown() {
    await engine?.stop()
    await database().$disconnect()
  },
}
