import type { EngineClient } from '@/server/engine/client'
import type { ListenAddress } from '@/server/engine/contract'
import type { Settings } from '@/server/start/environment.mjs'

/** What runs once per process. */
export interface Runtime {
  readonly settings: Settings
  readonly engine: EngineClient
  /** Where hosts reach the array, as bound: a port that was asked for as 0 is known here. */
  readonly listening: { readonly nbd: readonly ListenAddress[] }
  /** Aborted when Lunette is told to end; whatever holds a response open ends it then. */
  readonly stopping: AbortSignal
}

/** Next bundles instrumentation and routes apart; only globalThis is one per process. */
const shared = globalThis as typeof globalThis & { lunetteRuntime?: Runtime }

/** Requests are only let in once it is there. */
export function runtime(): Runtime {
  if (!shared.lunetteRuntime) throw new Error('Lunette has not started.')
  return shared.lunetteRuntime
}

/** For the boot, and for tests that bring an engine of their own. */
export function setRuntime(given: Runtime): void {
  shared.lunetteRuntime = given
}
