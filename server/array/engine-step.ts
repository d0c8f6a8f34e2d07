import { EngineError } from '../engine/engine-error'
import type { EngineFaultCode } from '../engine/contract'
import { type Refusal, RefusalError } from './door/refusals'

/**
 * Waits for a step of the engine. A fault that has a word in `words` becomes that refusal; any other goes on as it is
 * and is answered as an internal error.
 */
export async function engineStep<T>(
  step: Promise<T>,
  words: Partial<Record<EngineFaultCode, (detail: string) => Refusal>>,
): Promise<T> {
  try {
    return await step
  } catch (error) {
    const refusal = error instanceof EngineError ? words[error.code]?.(error.detail) : undefined
    throw refusal ? new RefusalError(refusal) : error
  }
}

export function isFault(error: unknown, ...codes: EngineFaultCode[]): error is EngineError {
  return error instanceof EngineError && codes.includes(error.code)
}
