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

  /** The disk that is the cause, where it need not be one that was asked for. */
  readonly diskId: string | null

  constructor(
    readonly code: EngineFaultCode,
    readonly detail: string,
    { diskId = null, ...options }: { cause?: unknown; diskId?: string | null } = {},
  ) {
    super(detail, options)
    this.name = 'EngineError'
    this.diskId = diskId
  }

  get fault(): EngineFault {
    const { code, detail, diskId } = this
    return { code, detail, ...(diskId !== null && { diskId }) }
  }

  /** What crosses between the planes. Anything but an EngineError is a fault of the engine itself. */
  static faultOf(error: unknown): EngineFault {
    if (error instanceof EngineError) return error.fault
    return { code: 'internal', detail: error instanceof Error ? error.message : String(error) }
  }
}
