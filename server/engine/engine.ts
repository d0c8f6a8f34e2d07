import type { CallInput, CallName, CallOutput, EngineEvent } from './contract'
import { EngineError } from './engine-error'
import type { EngineCallable } from './port'

/** Holds the place of the engine until it is here, so that everything around it can start. */
export class Engine implements EngineCallable {
  constructor(readonly emit: (event: EngineEvent) => void) {}

  call<N extends CallName>(name: N, input: CallInput<N>): Promise<CallOutput<N>> {
    if (name === 'targets.listen') return Promise.resolve(input as CallOutput<N>)
    if (name === 'targets.setExports' || name === 'engine.shutdown') return Promise.resolve(null as CallOutput<N>)
    return Promise.reject(new EngineError('internal', `The engine cannot answer ${name} yet.`))
  }
}
