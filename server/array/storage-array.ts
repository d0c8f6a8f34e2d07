/** The array as everything in the control plane sees it: its database, its engine, its clock, and who listens. */
import type { CallInput, CallName, CallOutput, EngineEvent, ListenAddress } from '../engine/contract'
import type { ArrayIdentity, PrismaClient } from '../database/generated/client'
import { Changes } from './stream/changes'
import type { RefusedTry } from './events/record'
import { Repeats } from './events/repeats'
import { CopyRates } from './copies/progress'
import { InstantCopyProgresses } from './instant-copies/progress'
import { EndedSessions } from './sessions/ended'

/** The engine from outside: server/engine/client.ts, or the engine itself in a test. */
export interface ArrayEngine {
  call<N extends CallName>(name: N, input: CallInput<N>): Promise<CallOutput<N>>
  onEvent(listener: (event: EngineEvent) => void): () => void
}

export type ArrayState = 'starting' | 'ready' | 'stopping'

export interface ArrayOptions {
  version: string
  /** Told of what nobody waits for: work after an engine event that failed. */
  onError: (error: unknown, doing: string) => void
  now?: () => Date
}

export class StorageArray {
  readonly version: string
  readonly changes = new Changes()
  /** How far the running copies are, as the engine last said. */
  readonly rates = new CopyRates()
  /** How far the background work of instant copies is, as the engine last said. */
  readonly instantCopies = new InstantCopyProgresses()
  readonly endedSessions = new EndedSessions()
  /** When the array last looked whether its pools are there. */
  lookedAt: Date | null = null
  /** What was refused lately: told once a minute, with a number. */
  readonly refusals = new Repeats<RefusedTry>(60_000, 100)
  readonly onError: ArrayOptions['onError']
  readonly now: () => Date
  state: ArrayState = 'starting'
  /** Where NBD is served, and where iSCSI is. */
  listening: readonly ListenAddress[] = []
  iscsiListening: readonly ListenAddress[] = []
  #identity: ArrayIdentity | null = null
  #last: Promise<unknown> = Promise.resolve()

  constructor(
    readonly database: PrismaClient,
    readonly engine: ArrayEngine,
    options: ArrayOptions,
  ) {
    this.version = options.version
    this.onError = options.onError
    this.now = options.now ?? (() => new Date())
  }

  get id(): string {
    return this.identity.id
  }

  /** Known once the array is started. */
  get identity(): ArrayIdentity {
    if (this.#identity === null) throw new Error('The array has no identity before it is started.')
    return this.#identity
  }

  set identity(identity: ArrayIdentity) {
    this.#identity = identity
  }

  /**
   * Every change of the array runs here, one after the other: two administrators at once can't interleave, and the
   * second one's rules see what the first one did. Not to be nested.
   */
  exclusive<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#last.then(work)
    this.#last = result.catch(() => undefined)
    return result
  }

  /** Resolves when no change is running or waiting. */
  async idle(): Promise<void> {
    let seen: Promise<unknown>
    do {
      seen = this.#last
      await seen
    } while (seen !== this.#last)
  }
}
