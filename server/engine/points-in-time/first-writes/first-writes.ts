import { IoError } from '../../disks/host-volume'
import { isNoSpace, messageOf } from '../../faults'
import type { BlockFile } from '../../storage/files'
import { Gathering } from './gathering'
import type { ImageChain } from '../image-chain'
import type { RedoWrite } from './redo-frame'
import type { RedoLog } from './redo-log'
import { appliedOf, applyInTurns, type FirstWriteBudget, runsOf, type WaitingGrain, WaitingWrites } from './waiting-writes'

/** A log is emptied only when nothing in it counts; from this size on it takes no more until then. */
const MAX_LOG_BYTES = 256 * 1024 * 1024
const MAX_WRITES_OF_GRAIN = 512 // Whoever reads the grain looks through them.
/** While hosts go on with first writes, what they leave is gathered, so that neighbours are preserved in one go. */
const GATHER_MILLIS = 20

/** What a disk must tell and do for its first writes. */
export interface FirstWriteParts {
  /** Null as long as there can't be any. */
  chain: () => ImageChain | null
  /** Whether a write may be answered before it is in the disk's own blocks: nobody suspends the disk. */
  mayTake: () => boolean
  file: BlockFile
  openLog: () => Promise<RedoLog>
  /** Writes into the disk's own blocks. */
  apply: (write: RedoWrite) => Promise<void> | null
  /** Told of what keeps answered writes from the disk's own blocks. */
  failed: (error: unknown) => void
  budget: FirstWriteBudget
}

/**
 * A write that is the first of its grain since an image began has to wait until the grain is durable in the image
 * (contract of durability, 2). A small one needn't keep its host waiting: it goes into a log that survives the process
 * (redo-log.ts), the host is answered, reads find it in memory, and it comes to the disk's own blocks when the grain is
 * preserved. Until then all small writes of the grain go the same way, others wait; and a grain that somebody else is
 * changing is left to them, so that what hosts see never goes back.
 *
 * A flush waits until nothing is left. So does whoever suspends the disk's gate: images, mappings, copies and rollbacks
 * begin on disks without such writes, and with an empty log, durably.
 *
 * It takes only writes that can't be refused later: into blocks that have their space, and as long as every image would
 * rather fail than have a write fail. If one can't be written all the same, the disk takes no more of them, and no flush
 * and no write of those grains is done. For want of space (where blocks are shared until they are written) that is
 * tried again whenever somebody asks; after any other failure not before the disk is opened again, from the log.
 */
export class FirstWrites {
  readonly #waiting: WaitingWrites
  /** Whose grains those are: a disk may get another chain when all of its images have ended. */
  #chain: ImageChain | null = null
  #log: RedoLog | null = null
  #opening: Promise<RedoLog> | null = null
  #working: Promise<void> | null = null
  #failure: Error | null = null
  /** The log has had no room to note what is in the disk's own blocks: none is taken until it is empty. */
  #unnoted = false
  /** Somebody waits for all of them: none is taken. */
  #settling = 0
  readonly #gathering = new Gathering(GATHER_MILLIS)

  constructor(private readonly parts: FirstWriteParts) {
    this.#waiting = new WaitingWrites(parts.budget)
  }

  get failure(): Error | null {
    return this.#failure
  }

  /**
   * Takes a write. Resolves when it may be answered, or with false if it has to go its own way after all; null if that is
   * clear at once.
   */
  take(chunks: readonly Uint8Array[], offset: number, length: number): Promise<boolean> | null {
    const chain = this.parts.chain()
    if (!chain || this.#failure || this.#unnoted || this.#settling > 0 || !this.parts.mayTake()) return null
    if (this.#waiting.size > 0 && chain !== this.#chain) return null
    const grain = chain.firstGrain(offset)
    if (chain.lastGrain(offset, length) !== grain) return null
    const before = this.#waiting.get(grain)
    if (before ? before.writes.length + before.arriving >= MAX_WRITES_OF_GRAIN : !mayBeFirst(chain, grain)) return null
    if ((this.#log?.bytes ?? 0) > MAX_LOG_BYTES || !this.#hasSpace(offset, length)) return null
    if (!this.parts.budget.hasRoom) return this.#working && this.#takeWhenRoom(chunks, offset, length)
    this.#chain = chain
    return this.#take(before ?? this.#waiting.add(grain, chain.grainBytes), { offset, bytes: this.#waiting.copyOf(chunks, length) })
  }

  /** Rather behind those that are written just now than by itself, which would cost syncs for one. */
  async #takeWhenRoom(chunks: readonly Uint8Array[], offset: number, length: number): Promise<boolean> {
    await this.#waiting.fewer()
    return this.take(chunks, offset, length) ?? false
  }

  #hasSpace(offset: number, length: number): boolean {
    try {
      return this.parts.file.hasSpace(offset, length)
    } catch {
      // The write goes its own way, and meets the failure there.
      return false
    }
  }

  async #take(waiting: WaitingGrain, write: RedoWrite): Promise<boolean> {
    waiting.arriving += 1
    this.#gathering.came()
    this.#working ??= this.#work()
    try {
      const log = this.#log ?? (await this.#opened())
      const number = await log.write(write, this.#grainBytes)
      waiting.writes.push({ write, number })
      return true
    } catch {
      // Nobody has been answered: it goes its own way, and meets there what is broken. The log may have no room alone.
      this.parts.budget.give(write.bytes.length)
      return false
    } finally {
      waiting.arriving -= 1
    }
  }

  get #grainBytes(): number {
    if (!this.#chain) throw new Error('there is no chain to wait for')
    return this.#chain.grainBytes
  }

  /** The log, made when it is wanted for the first time. */
  #opened(): Promise<RedoLog> {
    this.#opening ??= this.parts.openLog().then(
      (log) => (this.#log = log),
      (error: unknown) => {
        this.#opening = null
        throw error
      },
    )
    return this.#opening
  }

  /** Resolves when a range has none of them; null if that is so now. Rejects with IoError if they can't be written. */
  whenWritten(offset: number, length: number): Promise<void> | null {
    return this.#within(offset, length).next().done ? null : this.#whenWritten(offset, length)
  }

  async #whenWritten(offset: number, length: number): Promise<void> {
    this.#tryAgain()
    for (;;) {
      const waiting = [...this.#within(offset, length)]
      if (waiting.length === 0) return
      this.#refuseIfFailed()
      this.#waiting.want(waiting)
      await this.#gathering.hurried(Promise.all(waiting.map(({ done }) => done)))
    }
  }

  *#within(offset: number, length: number): Generator<WaitingGrain> {
    const chain = this.#chain
    if (chain && this.#waiting.size > 0) yield* this.#waiting.within(chain.firstGrain(offset), chain.lastGrain(offset, length))
  }

  /** The writes that lie in a range and may not be in the disk's own blocks, in the order in which they were made. */
  overlay(offset: number, length: number): RedoWrite[] | null {
    if (this.#waiting.size === 0) return null
    const found: RedoWrite[] = []
    for (const { writes } of this.#within(offset, length))
      for (const { write } of writes) if (write.offset < offset + length && write.offset + write.bytes.length > offset) found.push(write)
    return found.length > 0 ? found : null
  }

  /** Resolves when everything that was taken is in the disk's own blocks. Rejects with IoError if that can't be. */
  async finish(): Promise<void> {
    this.#settling += 1
    try {
      this.#tryAgain()
      while (this.#working) await this.#gathering.hurried(this.#working)
      this.#refuseIfFailed()
    } finally {
      this.#settling -= 1
    }
  }

  /** Sees to it that no power loss brings back what {@link finish} has finished. Rejects with IoError if that can't be. */
  async forget(): Promise<void> {
    try {
      await this.#log?.syncCleared()
    } catch (error) {
      this.#fail(error)
      this.#refuseIfFailed()
    }
  }

  /** Both of them, however that ends: {@link failure} says so to whom it concerns. */
  async settle(): Promise<void> {
    try {
      await this.finish()
      await this.forget()
    } catch (error) {
      if (!this.#failure) throw error
    }
  }

  #refuseIfFailed(): void {
    if (!this.#failure) return
    const code = isNoSpace(this.#failure) ? 'ENOSPC' : 'EIO'
    throw new IoError(code, `an earlier write could not be written: ${this.#failure.message}`)
  }

  #fail(error: unknown): void {
    this.#failure = error instanceof Error ? error : new Error(messageOf(error))
    this.#waiting.giveUp()
    this.parts.failed(error)
  }

  #tryAgain(): void {
    if (!this.#failure || !isNoSpace(this.#failure)) return
    this.#failure = null
    this.#working ??= this.#work()
  }

  async #work(): Promise<void> {
    // Whoever found no work under way goes on first.
    await Promise.resolve()
    try {
      while (this.#waiting.size > 0) {
        await this.#gathering.gather(() => this.#unnoted || this.parts.budget.halfTaken)
        if (this.#waiting.lineUp() === 0) await this.#arrivals()
        for (let portion = this.#waiting.portion(); portion.length > 0; portion = this.#waiting.portion()) {
          const started = performance.now()
          await this.#write(portion)
          this.parts.budget.moved(portion.length * this.#grainBytes, performance.now() - started)
          this.#waiting.tellFewer()
        }
        await this.#emptyLog()
      }
    } catch (error) {
      this.#fail(error)
    } finally {
      this.#working = null
      this.#waiting.tellFewer()
    }
  }

  /** Resolves when what is on its way into the log has come there. */
  async #arrivals(): Promise<void> {
    await this.#opening?.catch(() => undefined) // Whoever brought a write is told.
    await this.#log?.settled()
  }

  /** Empties the log when nothing in it counts; what it could not note is done with then. */
  async #emptyLog(): Promise<void> {
    for (const { writes, applied, arriving } of this.#waiting.all()) if (!this.#unnoted || writes.length > applied || arriving > 0) return
    await this.#log?.clear()
    if (!this.#unnoted) return
    this.#waiting.clear()
    this.#unnoted = false
  }

  /** Preserves grains, and writes what was answered early into them. */
  async #write(grains: readonly WaitingGrain[]): Promise<void> {
    const chain = this.#chain
    if (!chain) throw new Error('grains wait for no chain')
    let written = (): void => undefined
    const done = new Promise<void>((resolve) => {
      written = resolve
    })
    try {
      const preserved = runsOf(grains.map(({ grain }) => grain)).map(([first, last]) => {
        const kept = chain.preserve(first, last)
        void chain.changing(first * chain.grainBytes, (last - first + 1) * chain.grainBytes, done)
        return kept
      })
      for (const outcome of await Promise.allSettled(preserved)) if (outcome.status === 'rejected') throw outcome.reason
      await applyInTurns(grains, this.parts.apply)
      await this.#note(grains, chain.grainBytes)
    } finally {
      written()
    }
  }

  /** Notes in the log what is in the disk's own blocks, and lets go of the grains that have nothing else. */
  async #note(grains: readonly WaitingGrain[], grainBytes: number): Promise<void> {
    const redone = appliedOf(grains)
    try {
      if (redone.length > 0) await this.#log?.redone(redone, grainBytes)
    } catch (error) {
      if (!isNoSpace(error)) throw error
      this.#unnoted = true
      return
    }
    for (const { waiting, count } of redone) this.#waiting.forget(waiting, count)
    for (const waiting of grains) if (waiting.writes.length + waiting.arriving === 0) this.#waiting.remove(waiting)
  }

  /** Lets go of the log, with what could not be written in it. */
  async close(): Promise<void> {
    await this.#working
    this.#waiting.clear()
    await this.#log?.close()
  }
}

/** Whether the first write of a grain may be answered early: it has to wait for an image, and for nobody else. */
function mayBeFirst(chain: ImageChain, grain: number): boolean {
  return chain.mustPreserve(grain) && chain.sparesWrites && !chain.isChanging(grain)
}
