import type { EngineFault, EngineFaultCode } from './contract'

const MARK = Symbol.for('lunette.EngineError')

/**
 * An {@link EngineFault} as an exception: thrown in the engine, rejected by the client on the other side.
 *
 * The console's bundle holds this module more than once (the boot's copy makes the client, a route's copy looks at
 * what it rejects), so `instanceof` goes by a mark that all copies share.
 */
export class EngineError extends Error {
  readonly [MARK] = true

  static override [Symbol.hasInstance](value: unknown): value is EngineError {
    return typeof value === 'object' && value !== null && MARK in value
  }

  constructor(
    readonly code: EngineFaultCode,
    readonly detail: string,
    options?: { cause?: unknown },
  ) {
    super(detail, options)
    this.name = 'EngineError'
  }

  /** What crosses between the planes. Anything but an EngineError is a fault of the engine itself. */
  static faultOf(error: unknown): EngineFault {
    if (error instanceof EngineError) return { code: error.code, detail: error.detail }
    return { code: 'internal', detail: error instanceof Error ? error.message : String(error) }
  }
}
