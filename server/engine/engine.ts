import type { CallInput, CallName, CallOutput, EngineEvent } from './contract'
import { copyCalls } from './copier/copy-calls'
import { COPY_SIZES, type CopySizes } from './copier/pacing'
import { diskCalls } from './disks/disk-calls'
import type { UpdatableVolume } from './disks/host-volume'
import { EngineState, type Handlers } from './engine-state'
import { EngineError, faultOf } from './faults'
import { imageCalls } from './points-in-time/image-calls'
import { identityCalls } from './identities/identity-calls'
import { instantCopyCalls } from './points-in-time/instant-copy-calls'
import { rollbackCalls } from './points-in-time/rollback-calls'
import { poolCalls } from './pools/pool-calls'
import { placementOver, type ServingThreads } from './serving/threads'
import type { Files } from './storage/files'
import { linuxFiles } from './storage/linux-files'
import { targetCalls, type Targets } from './targets/target-calls'

/**
 * The data plane. One engine runs in a worker thread (thread.ts); tests run it where they are.
 *
 * Calls may be made at the same time; what must not overlap is ordered inside.
 */
export class Engine {
  readonly #state: EngineState
  readonly #targets: Targets
  readonly #handlers: Handlers<CallName>
  readonly #running = new Set<Promise<unknown>>()
  #shutDown: Promise<void> | null = null

  /** @param threads has other threads serve hosts as well */
  constructor(
    emit: (event: EngineEvent) => void,
    files: Files = linuxFiles,
    copySizes: CopySizes = COPY_SIZES,
    threads: ServingThreads | null = null,
  ) {
    this.#state = new EngineState(files, emit)
    this.#targets = targetCalls(this.#state, threads ? placementOver(threads, this.#state) : undefined)
    this.#handlers = {
      ...poolCalls(this.#state),
      ...diskCalls(this.#state),
      ...identityCalls(this.#state),
      ...imageCalls(this.#state),
      ...rollbackCalls(this.#state, copySizes),
      ...instantCopyCalls(this.#state),
      ...copyCalls(this.#state, copySizes),
      ...this.#targets.handlers,
      'engine.shutdown': async () => {
        this.#shutDown ??= this.#end()
        await this.#shutDown
        return null
      },
    }
  }

  /** Rejects with EngineError for whatever is foreseen; anything else is a fault of the engine itself. */
  async call<N extends CallName>(name: N, input: CallInput<N>): Promise<CallOutput<N>> {
    try {
      if (name === 'engine.shutdown') return await this.#handlers[name](input)
      if (this.#state.closing) throw new EngineError('internal', 'the engine is shutting down')
      const running = this.#handlers[name](input)
      this.#running.add(running)
      try {
        return await running
      } finally {
        this.#running.delete(running)
      }
    } catch (error) {
      const fault = faultOf(error)
      throw fault.code === 'internal' ? error : new EngineError(fault.code, fault.detail, { cause: error, diskId: fault.diskId ?? null })
    }
  }

  /** A disk as a host of this process sees it, behind its gate. */
  openVolume(diskId: string): Promise<{ volume: UpdatableVolume; release: () => Promise<void> }> {
    return this.#state.openVolume(diskId)
  }

  /**
   * Hosts first, so that nothing new comes in; then the calls that came before and what goes on behind them; then
   * copies, rollbacks and mappings, whose progress stays; then disks and pools. No pool is let go while anything may still write into it.
   */
  async #end(): Promise<void> {
    this.#state.closing = true
    await this.#targets.close()
    await Promise.allSettled([...this.#running, ...this.#state.background])
    await Promise.all([...this.#state.copies.keys()].map((copyId) => this.#handlers['copy.stop']({ copyId })))
    await Promise.all([...this.#state.rollbacks.values()].map((rollback) => rollback.stop()))
    await Promise.all([...this.#state.instantCopies.values()].map((mapping) => mapping.stop()))
    for (const [poolId, pool] of this.#state.pools) {
      this.#state.pools.delete(poolId)
      await pool.close(false)
    }
  }
}
