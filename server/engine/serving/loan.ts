import type { Disk } from '../disks/disk'
import type { ServedElsewhere } from '../disks/gate'
import { DRAIN_MILLISECONDS } from '../disks/in-time'
import type { LentState } from './messages'
import type { ServingThread } from './serving-thread'

/**
 * Whether threads may use a disk's own file by themselves: all of its content is there, and nobody has to be asked before
 * it changes. Whatever changes that (an image, a mapping, a rollback begins) does it while the disk's gate is suspended.
 *
 * Nor may anything be lost of what hosts were answered: a thread, which opens the file anew, would be told of no failure.
 */
export function isLendable(disk: Disk): boolean {
  const { chain, label } = disk
  const hasImages = chain !== null && (chain.images.length > 0 || chain.rollback !== null)
  const hasMappings = disk.target !== null || disk.targets.size > 0
  const isLost = disk.flushFailed || (disk.data?.syncFailed ?? false) || Boolean(disk.gate.early?.failure)
  return label.kind === 'standard' && !hasImages && !hasMappings && !disk.rollback && !disk.identitiesPending && !isLost
}

/**
 * A disk that serving threads have open. When its gate is suspended, they hold it, too; when it goes on, they are told
 * whether it is still lent to them. It is lent only while everything is done that hosts had been answered early, since a
 * thread looks for the disk's content in its own file only. What is in flight in the engine's thread ends in the same file
 * and need not be waited for.
 *
 * Entering and leaving must not overlap.
 */
export class Loan implements ServedElsewhere {
  /** How many connections of each thread use it. */
  readonly #users = new Map<ServingThread, number>()
  #lentTo = new Set<ServingThread>()

  /** @param recalled told when it is not lent any more: connections should move back */
  constructor(
    private readonly disk: Disk,
    private readonly recalled: () => void,
  ) {}

  get isEmpty(): boolean {
    return this.#users.size === 0
  }

  /** Has a thread open the disk for one more connection, which leaves once. Answers false if that is not possible now. */
  async enter(thread: ServingThread): Promise<boolean> {
    const users = this.#users.get(thread)
    if (users === undefined && !(await this.#open(thread))) return false
    this.#users.set(thread, (users ?? 0) + 1)
    if (this.isLentTo(thread) && isLendable(this.disk)) return true
    await this.leave(thread)
    return false
  }

  /** One connection less. Resolves when the thread has closed the disk, if that was its last. */
  async leave(thread: ServingThread): Promise<void> {
    const users = (this.#users.get(thread) ?? 0) - 1
    if (users > 0) return void this.#users.set(thread, users)
    this.#users.delete(thread)
    this.#lentTo.delete(thread)
    if (this.isEmpty) this.disk.gate.elsewhere = null
    await thread.close(this.disk.diskId)
  }

  async #open(thread: ServingThread): Promise<boolean> {
    const { diskId, blocks, capacityBytes, gate } = this.disk
    const sync = blocks.current?.sync
    if (!sync || !isLendable(this.disk)) return false
    const statistics = this.disk.statisticsOf(thread.number)
    const lent = { diskId, dataFile: this.disk.file('data'), capacityBytes, changes: sync.memory, statistics: statistics.memory }
    if (await thread.open(lent)) return false
    this.#users.set(thread, 0)
    gate.elsewhere = this
    const lend = async (): Promise<void> => {
      while (gate.suspended) await gate.whenResumed()
      this.#lendTo([...this.#lentTo, thread])
    }
    await gate.whileFinished(DRAIN_MILLISECONDS, lend, () => undefined)
    return true
  }

  /** Whether a thread may use the disk by itself now. */
  isLentTo(thread: ServingThread): boolean {
    return this.#lentTo.has(thread)
  }

  async hold(): Promise<void> {
    await Promise.all([...this.#users.keys()].map((thread) => thread.hold(this.disk.diskId)))
  }

  resume(settled: boolean): void {
    const threads = [...this.#users.keys()]
    this.#lendTo(threads.filter((thread) => settled || this.#lentTo.has(thread)))
  }

  changed(): void {
    this.#lendTo([...this.#lentTo])
  }

  #lendTo(threads: readonly ServingThread[]): void {
    this.#lentTo = new Set(isLendable(this.disk) ? threads : [])
    const { diskId, capacityBytes, gate } = this.disk
    for (const thread of this.#users.keys()) {
      const state: LentState = { lent: this.#lentTo.has(thread), access: gate.access, capacityBytes }
      thread.setState(diskId, state)
    }
    // One that is being opened has no connections yet.
    const isRecalled = [...this.#users].some(([thread, connections]) => connections > 0 && !this.isLentTo(thread))
    if (isRecalled) this.recalled()
  }
}
