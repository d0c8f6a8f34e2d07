import type { EngineError } from '../engine/engine-error'
import type { EngineFaultCode } from '../engine/contract'
import { type Refusal, RefusalError } from './door/refusals'

export type Words = Partial<Record<EngineFaultCode, (detail: string) => Refusal>>

/**
 * Waits for a step of the engine. A fault that has a word in `words` becomes that refusal; any other goes on as it is
 * and is answered as an internal error.
 */
export async function engineStep<T>(step: Promise<T>, words: Words): Promise<T> {
  try {
    return await step
  } catch (error) {
    const refusal = isEngineError(error) ? words[error.code]?.(error.detail) : undefined
    throw refusal ? new RefusalError(refusal) : error
  }
}

export function isFault(error: unknown, ...codes: EngineFaultCode[]): error is EngineError {
  return isEngineError(error) && codes.includes(error.code)
}

/**
 * Told by its name: Next bundles the boot, where the engine's client lives, and the routes apart, each with a class of
 * that name.
 */
export function isEngineError(error: unknown): error is EngineError {
  return error instanceof Error && error.name === 'EngineError' && 'code' in error && 'detail' in error
}
