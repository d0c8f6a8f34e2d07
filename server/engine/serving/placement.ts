import type { Disk } from '../disks/disk'
import { KeyedMutex } from '../keyed-mutex'
import type { SessionPlacement } from '../targets/nbd/server'
import type { AnotherPlace, Serving, Session } from '../targets/nbd/session'
import type { MovedConnection } from '../targets/transport/receiving'
import { isLendable, Loan } from './loan'
import type { ServingThread } from './serving-thread'

/** How soon a connection goes to its thread once its disk can be lent again, in milliseconds. */
const AGAIN_MILLIS = 1000

interface PlacedSession {
  readonly thread: ServingThread
  /** While it is there, or on its way there. */
  stay: Stay | null
}

/**
 * Spreads the hosts' connections over the engine's thread and serving threads: a new one goes where the fewest are. A
 * connection is at its thread while the thread may use the disk by itself (Loan), else here; TLS is always here.
 */
export class Placement implements SessionPlacement {
  readonly #threads: ServingThread[] = []
  readonly #placed = new Map<Session, PlacedSession>()
  readonly #loans = new Map<Disk, Loan>()
  /** Coming and going at a disk. */
  readonly #mutex = new KeyedMutex()
  readonly #here = new Set<Session>()
  #timer: NodeJS.Timeout | null = null

  /**
   * @param maximum how many serving threads there may be; each is started when it is wanted
   * @param findDisk of an open pool
   */
  constructor(
    private readonly maximum: number,
    private readonly start: (number: number) => ServingThread,
    private readonly findDisk: (diskId: string) => Disk | null,
  ) {}

  get threads(): number {
    return this.maximum + 1
  }

  begun(session: Session): void {
    const thread = session.canMove ? this.#leastUsed() : null
    if (!thread) {
      this.#here.add(session)
      return
    }
    this.#placed.set(session, { thread, stay: null })
    this.#send(session)
    this.#timer ??= setInterval(() => this.#sendAll(), AGAIN_MILLIS).unref()
  }

  async ended(session: Session): Promise<void> {
    this.#here.delete(session)
    const placed = this.#placed.get(session)
    if (!placed) return
    this.#placed.delete(session)
    if (this.#placed.size === 0 && this.#timer) {
      clearInterval(this.#timer)
      this.#timer = null
    }
    await this.#settled(session)
    placed.stay?.giveUp()
    await this.#settled(session)
  }

  /** Resolves when nobody who came to the session's disk, or left it, before is still on the way. */
  async #settled(session: Session): Promise<void> {
    await this.#mutex.run([session.agreement.volume.diskId], () => Promise.resolve())
  }

  /** The serving thread with the fewest connections; null if this one has fewer. */
  #leastUsed(): ServingThread | null {
    const placed = [...this.#placed.values()]
    let [best, fewest] = [0, Number.POSITIVE_INFINITY]
    for (let number = 1; number <= this.maximum; number += 1) {
      const connections = placed.filter(({ thread }) => thread.number === number).length
      if (connections < fewest) [best, fewest] = [number, connections]
    }
    return best === 0 || fewest > this.#here.size ? null : (this.#threads[best] ??= this.start(best))
  }

  #sendAll(): void {
    for (const [session, { stay }] of this.#placed) if (!stay) this.#send(session)
  }

  #send(session: Session): void {
    const { diskId } = session.agreement.volume
    const disk = this.findDisk(diskId)
    if (disk && isLendable(disk)) void this.#mutex.run([diskId], () => this.#sendTo(session, disk))
  }

  async #sendTo(session: Session, disk: Disk): Promise<void> {
    const placed = this.#placed.get(session)
    if (!placed || placed.stay) return
    const loan = this.#loanOf(disk)
    const isLent = await loan.enter(placed.thread)
    if (isLent) {
      const stay = new Stay(placed.thread, () => this.#left(disk, loan, placed))
      placed.stay = stay
      // It may have ended meanwhile, and whoever ends it gives it up.
      if (!this.#placed.has(session)) return
      if (loan.isLentTo(placed.thread)) session.moveTo(stay)
      else stay.giveUp()
    } else this.#forget(disk, loan)
  }

  #loanOf(disk: Disk): Loan {
    const there = this.#loans.get(disk)
    if (there) return there
    const loan = new Loan(disk, () => this.#recall(disk))
    this.#loans.set(disk, loan)
    return loan
  }

  #forget(disk: Disk, loan: Loan): void {
    if (loan.isEmpty && this.#loans.get(disk) === loan) this.#loans.delete(disk)
  }

  async #left(disk: Disk, loan: Loan, placed: PlacedSession): Promise<void> {
    placed.stay = null
    await this.#mutex.run([disk.diskId], async () => {
      await loan.leave(placed.thread)
      this.#forget(disk, loan)
    })
  }

  #recall(disk: Disk): void {
    for (const [session, { stay }] of this.#placed) {
      if (!stay || session.agreement.volume.diskId !== disk.diskId) continue
      session.moveTo(null)
      stay.giveUp()
    }
  }
}

/** A connection's stay at a thread, from the moment that the disk is open there for it. */
class Stay implements AnotherPlace {
  #state: 'coming' | 'there' | 'left' = 'coming'

  /** @param left lets go of the disk there; called once */
  constructor(
    private readonly thread: ServingThread,
    private readonly left: () => Promise<void>,
  ) {}

  serve(session: Session, connection: MovedConnection): Serving | null {
    if (this.#state !== 'coming') return null
    this.#state = 'there'
    const serving = this.thread.serve(session, connection)
    return { ...serving, left: serving.left.then((moved) => this.#leave(moved)) }
  }

  /** It has not come, and does not come any more. */
  giveUp(): void {
    if (this.#state !== 'coming') return
    this.#state = 'left'
    void this.left()
  }

  /** Whoever closes the last connection closes the disk; one that goes on elsewhere does not wait for that. */
  async #leave(moved: MovedConnection | null): Promise<MovedConnection | null> {
    this.#state = 'left'
    const left = this.left()
    if (moved === null) await left
    return moved
  }
}
