import type { MessagePort, Worker } from 'node:worker_threads'
import { type Extent, IoError, type HostVolume } from '../disks/host-volume'
import { messageOf } from '../faults'
import type { AnotherPlace, Serving, Session } from '../targets/nbd/session'
import type { MovedConnection } from '../targets/transport/receiving'
import type { Failure, ForwardedOutcome, ForwardedRequest, FromServingThread, LentDisk, LentState, ToServingThread } from './messages'

export interface ServingThreadEvents {
  diskFailed(diskId: string, operation: 'read' | 'write' | 'flush', error: Error): void
  internalError(error: Error): void
}

interface Served {
  readonly session: Session
  readonly leave: (connection: MovedConnection | null) => void
}

/** The engine's end of a serving thread's port. */
export class ServingThread implements AnotherPlace {
  readonly #served = new Map<string, Served>()
  /** Whoever waits for an answer about a disk, by its kind; a port keeps the order. */
  readonly #waiting = new Map<string, ((failure: Failure | null) => void)[]>()

  /** @param number from 1 on: 0 is the engine's own thread */
  constructor(
    readonly number: number,
    private readonly port: Pick<MessagePort | Worker, 'postMessage' | 'on'>,
    private readonly events: ServingThreadEvents,
  ) {
    port.on('message', (message: FromServingThread) => this.#receive(message))
  }

  /** Opens a disk there, held. Answers why that is not possible, or null. */
  open(disk: LentDisk): Promise<Failure | null> {
    this.#post({ kind: 'open', disk })
    return this.#answer('opened', disk.diskId)
  }

  /** Resolves when nothing of the disk is in flight there. */
  async hold(diskId: string): Promise<void> {
    this.#post({ kind: 'hold', diskId })
    await this.#answer('held', diskId)
  }

  setState(diskId: string, state: LentState): void {
    this.#post({ kind: 'state', diskId, state })
  }

  /** Resolves when the disk's file is closed there. No connection may use it. */
  async close(diskId: string): Promise<void> {
    this.#post({ kind: 'close', diskId })
    await this.#answer('closed', diskId)
  }

  serve(session: Session, connection: MovedConnection): Serving {
    const { sessionId, counters, agreement } = session
    const { volume, readOnly, structuredReplies, baseAllocation } = agreement
    const agreed = { readOnly, structuredReplies, baseAllocation }
    this.#post({ kind: 'serve', session: { sessionId, diskId: volume.diskId, connection, counters: counters.memory, ...agreed } })
    const left = new Promise<MovedConnection | null>((leave) => this.#served.set(sessionId, { session, leave }))
    return {
      left,
      move: () => this.#post({ kind: 'moveBack', sessionId }),
      drain: () => this.#post({ kind: 'drain', sessionId }),
      destroy: () => this.#post({ kind: 'destroy', sessionId }),
    }
  }

  #post(message: ToServingThread): void {
    this.port.postMessage(message)
  }

  #answer(kind: 'opened' | 'held' | 'closed', diskId: string): Promise<Failure | null> {
    const key = `${kind} ${diskId}`
    return new Promise((resolve) => {
      const waiting = this.#waiting.get(key)
      if (waiting) waiting.push(resolve)
      else this.#waiting.set(key, [resolve])
    })
  }

  #answered(kind: string, diskId: string, failure: Failure | null): void {
    const key = `${kind} ${diskId}`
    const waiting = this.#waiting.get(key)
    waiting?.shift()?.(failure)
    if (waiting?.length === 0) this.#waiting.delete(key)
  }

  #receive(message: FromServingThread): void {
    switch (message.kind) {
      case 'opened':
        return this.#answered(message.kind, message.diskId, message.failure)
      case 'held':
      case 'closed':
        return this.#answered(message.kind, message.diskId, null)
      case 'left': {
        const served = this.#served.get(message.sessionId)
        this.#served.delete(message.sessionId)
        return served?.leave(message.connection)
      }
      case 'forward':
        return void this.#carryOut(message.id, message.sessionId, message.request)
      case 'diskFailed':
        return this.events.diskFailed(message.diskId, message.operation, errorOf(message.failure))
      case 'internalError':
        return this.events.internalError(errorOf(message.failure))
    }
  }

  async #carryOut(id: number, sessionId: string, request: ForwardedRequest): Promise<void> {
    const served = this.#served.get(sessionId)
    if (!served) throw new Error(`a request was forwarded for connection ${sessionId}, which has left`)
    this.#post({ kind: 'outcome', id, outcome: await outcomeOf(() => carryOut(served.session.agreement.volume, request)) })
  }
}

async function outcomeOf(work: () => Promise<Extent[]>): Promise<ForwardedOutcome> {
  try {
    return { ok: true, extents: await work() }
  } catch (error) {
    return { ok: false, code: error instanceof IoError ? error.code : null, message: messageOf(error) }
  }
}

async function carryOut(volume: HostVolume, request: ForwardedRequest): Promise<Extent[]> {
  switch (request.what) {
    case 'read':
      await volume.read(new Uint8Array(request.memory), request.offset)
      return []
    case 'write':
      await volume.write([new Uint8Array(request.memory)], request.offset)
      return []
    case 'flush':
      await volume.flush()
      return []
    case 'trim':
      await volume.trim(request.offset, request.length)
      return []
    case 'zero':
      await volume.zero(request.offset, request.length, request.keepAllocated)
      return []
    case 'prefetch':
      await volume.prefetch(request.offset, request.length)
      return []
    case 'extents':
      return volume.extents(request.offset, request.length, request.limit)
  }
}

/** As the system's errors are known: by their code. */
function errorOf({ code, message }: Failure): Error {
  const error = new Error(message)
  return code === null ? error : Object.assign(error, { code })
}
