import type { StorageArray } from '@/server/array/storage-array'
import type { Settings } from '@/server/start/environment.mjs'

/** What runs once per process. */
export interface Runtime {
  readonly settings: Settings
  readonly array: StorageArray
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

/** For the boot, and for tests that bring an array of their own. */
export function setRuntime(given: Runtime): void {
  shared.lunetteRuntime = given
}
