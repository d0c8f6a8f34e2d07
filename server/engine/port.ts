/**
 * Both ends of the port between the planes: requests with an id go in, answers with that id and events come out.
 */
import type { MessagePort, Worker } from 'node:worker_threads'
import type { CallInput, CallName, CallOutput, EngineEvent, FromEngine, ToEngine } from './contract'
import { EngineError } from './engine-error'

/** What the engine is, seen from the port. */
export interface EngineCallable {
  /** Rejects with {@link EngineError}; any other rejection is answered as `internal`. */
  call<N extends CallName>(name: N, input: CallInput<N>): Promise<CallOutput<N>>
}

/**
 * The engine's end: hands each request to the engine and posts what it answers.
 *
 * @param makeEngine gets the function that tells the control plane of an event
 * @param onInternalError told of every rejection that isn't an EngineError, before it is answered
 */
export function serveEngine(
  port: MessagePort,
  makeEngine: (emit: (event: EngineEvent) => void) => EngineCallable,
  onInternalError: (error: unknown) => void,
): void {
  const post = (message: FromEngine) => port.postMessage(message)
  const engine = makeEngine((event) => post({ kind: 'event', event }))
  port.on('message', (request: ToEngine) => {
    void engine.call(request.call, request.input).then(
      (output) => post({ kind: 'answer', id: request.id, output }),
      (error: unknown) => {
        if (!(error instanceof EngineError)) onInternalError(error)
        post({ kind: 'fault', id: request.id, fault: EngineError.faultOf(error) })
      },
    )
  })
}

interface Pending {
  resolve: (output: CallOutput<CallName>) => void
  reject: (error: EngineError) => void
}

/** The control plane's end. */
export class EngineClient implements EngineCallable {
  readonly #port: Worker | MessagePort
  readonly #pending = new Map<number, Pending>()
  readonly #listeners = new Set<(event: EngineEvent) => void>()
  #nextId = 1
  #ended: EngineError | null = null

  constructor(port: Worker | MessagePort) {
    this.#port = port
    port.on('message', (message: FromEngine) => this.#receive(message))
  }

  /** Calls are started in the order in which they are made. Rejects with {@link EngineError}. */
  call<N extends CallName>(name: N, input: CallInput<N>): Promise<CallOutput<N>> {
    if (this.#ended) return Promise.reject(this.#ended)
    const id = this.#nextId++
    return new Promise((resolve, reject) => {
      this.#pending.set(id, { resolve, reject })
      this.#port.postMessage({ id, call: name, input })
    })
  }

  /** @returns a function that ends the listening */
  onEvent(listener: (event: EngineEvent) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** The engine is gone: whoever waits for it, or asks it from now on, is told so. */
  end(detail: string): void {
    this.#ended ??= new EngineError('internal', detail)
    const waiting = [...this.#pending.values()]
    this.#pending.clear()
    for (const { reject } of waiting) reject(this.#ended)
  }

  #receive(message: FromEngine): void {
    if (message.kind === 'event') {
      for (const listener of this.#listeners) listener(message.event)
      return
    }
    const pending = this.#pending.get(message.id)
    this.#pending.delete(message.id)
    if (message.kind === 'answer') pending?.resolve(message.output)
    else pending?.reject(new EngineError(message.fault.code, message.fault.detail, { diskId: message.fault.diskId ?? null }))
  }
}
