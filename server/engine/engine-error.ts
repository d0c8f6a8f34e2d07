import type { EngineFault, EngineFaultCode } from './contract'

/** An {@link EngineFault} as an exception: thrown in the engine, rejected by the client on the other side. */
export class EngineError extends Error {
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
