import { type RunningArray, startArray } from '@/server/array/start'
import { database } from '@/server/database/client'
import { type EngineThread, startEngineThread } from '@/server/engine/client'
import { startIdentity } from '@/server/identity/bootstrap'
import manifest from '@/package.json'
import type { Settings } from '@/server/start/environment.mjs'
import { log } from './log'
import { setRuntime } from './runtime'

/** What server/start/main.mjs asks of the bundled server. */
export interface Lifecycle {
  /**
   * Brings the array up: database, engine, identity, reconciliation, hosts' listeners. Answers when all of it is.
   *
   * @returns the one-time code for the first set-up, while there is no administrator
   */
  boot(settings: Settings, stopping: AbortSignal): Promise<{ setUpCode: string | null }>
  /** Flushes and closes everything; also after a boot that failed on the way. */
  shutdown(): Promise<void>
}

let engine: EngineThread | null = null
let running: RunningArray | null = null

export const lifecycle: Lifecycle = {
  async boot(settings, stopping) {
    await database().$connect()
    engine = startEngineThread((reason) => {
      log.fatal({ reason }, 'The engine died. Lunette ends, so that whatever supervises it starts it again.')
      process.exit(1)
    })
    const listen = { nbd: settings.nbdListen, iscsi: settings.iscsiListen }
    running = await startArray(database(), engine.client, listen, {
      version: manifest.version,
      onError: (error, doing) => log.error({ err: error }, doing),
    })
    const { array } = running
    const setUpCode = await startIdentity(array, settings)
    setRuntime({ settings, array, stopping })
    return { setUpCode }
  },

  async shutdown() {
    await running?.stop()
    await engine?.stop()
    await database().$disconnect()
  },
}
