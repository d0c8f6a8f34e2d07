import type { GateAccess } from '../contract'
import { EngineError } from '../engine-error'
import { DRAIN_MILLISECONDS, settledWithin } from './in-time'

export interface AnsweredEarly {
  /** Why it can't be done; as long as that stands nothing may begin on the disk that relies on it. */
  readonly failure: Error | null
  /** Does it. Resolves however that ended. */
  settle(): Promise<void>
}

/** Whoever serves hosts of the disk beside this gate's thread, and holds its requests when the gate does. */
export interface ServedElsewhere {
  /** Holds back new requests there. Resolves when those in flight are done. */
  hold(): Promise<void>
  /**
   * They go on, with what the disk is now.
   * @param settled whether what hosts were answered early is done, and nothing of it comes back
   */
  resume(settled: boolean): void
  /** What hosts may do, or the size of the disk, has changed, and nothing in flight is against it. */
  changed(): void
}

/**
 * Every host request of a disk passes its gate: the gate says what hosts may do, counts what is in flight, and can be
 * suspended by a barrier. Requests that finish within one turn of the loop need not be counted.
 */
export class Gate {
  #access: GateAccess = { read: false, write: false }
  /** Other threads that serve hosts of the disk now. */
  elsewhere: ServedElsewhere | null = null
  /** What hosts were answered before it was done, while the disk is open. */
  early: AnsweredEarly | null = null
  #finishing = 0
  #inFlight = 0
  #drained: (() => void)[] = []
  #suspension: Promise<void> | null = null
  #resume: (() => void) | null = null
  /** Whether the suspension found done what hosts were answered early. */
  #settled = false

  get access(): GateAccess {
    return this.#access
  }

  set access(access: GateAccess) {
    this.#access = access
    this.changed()
  }

  /** What hosts may do, the disk's size, or whose its file is, has changed: told elsewhere, if suspended then when it ends. */
  changed(): void {
    if (!this.suspended) this.elsewhere?.changed()
  }

  get suspended(): boolean {
    return this.#suspension !== null
  }

  /** Resolves when the gate is not suspended (it may be again by then: ask). */
  async whenResumed(): Promise<void> {
    await this.#suspension
  }

  enter(): void {
    this.#inFlight += 1
  }

  leave(): void {
    this.#inFlight -= 1
    if (this.#inFlight === 0) for (const tell of this.#drained.splice(0)) tell()
  }

  /** Resolves when nothing is in flight in this thread. */
  async whenDrained(): Promise<void> {
    while (this.#inFlight > 0) await new Promise<void>((resolve) => this.#drained.push(resolve))
  }

  /** Whether a host may be answered before what it asked for is done. */
  get mayAnswerEarly(): boolean {
    return this.#finishing === 0
  }

  /**
   * Runs work while nobody is answered early, after what was answered so is done.
   * @param late answers instead if that has not come about in time: nothing is done then
   */
  async whileFinished<T>(milliseconds: number, work: () => Promise<T>, late: () => T): Promise<T> {
    this.#finishing += 1
    try {
      if (this.early && !(await settledWithin(this.early.settle(), milliseconds))) return late()
      return await work()
    } finally {
      this.#finishing -= 1
    }
  }

  /** Finishes what was answered early, if that comes about in time, and answers nobody so any more. */
  async finishForGood(): Promise<void> {
    this.#finishing += 1
    if (this.early) await settledWithin(this.early.settle(), DRAIN_MILLISECONDS)
  }

  /** Throws why what hosts were answered can't be done: what would rely on it must not begin. */
  refuseIfUnfinished(): void {
    if (this.early?.failure) throw this.early.failure
  }

  /**
   * Holds back new requests and resolves when those in flight are done, also those that were answered early. One suspension
   * at a time.
   * @returns false if that has not come about in time: then the gate is as it was, and requests go on
   */
  async suspend(milliseconds = DRAIN_MILLISECONDS): Promise<boolean> {
    const deadline = performance.now() + milliseconds
    const isQuiet = await this.whileFinished(milliseconds, () => this.hold(deadline - performance.now()), () => false)
    if (isQuiet) this.#settled = true
    return isQuiet
  }

  /** The same for whoever finds what was answered early where hosts find it. */
  async hold(milliseconds = DRAIN_MILLISECONDS): Promise<boolean> {
    const deadline = performance.now() + milliseconds
    while (this.#suspension) if (!(await settledWithin(this.#suspension, deadline - performance.now()))) return false
    this.#settled = false
    this.#suspension = new Promise((resolve) => {
      this.#resume = resolve
    })
    if (this.#inFlight === 0 && !this.elsewhere) return true
    const drained = Promise.all([this.whenDrained(), this.elsewhere?.hold()])
    const isDrained = await settledWithin(drained, deadline - performance.now())
    if (!isDrained) this.resume()
    return isDrained
  }

  resume(): void {
    const resume = this.#resume
    this.#suspension = null
    this.#resume = null
    this.elsewhere?.resume(this.#settled)
    resume?.()
  }
}

/** A request of a host is not finished by what the pool is on, so that the disk can't be held still. */
export function notQuiet(diskId: string): EngineError {
  return new EngineError('hostIoStuck', `a request to virtual disk ${diskId} is not finished by its storage`, { diskId })
}

/**
 * The barrier: holds back host I/O of all the disks, drains what is in flight, does the work, lets go.
 * Gates are suspended in the order of the disks' identifiers, so two barriers can't wait for one another.
 * Answers what the work answered and for how long writes were held, in microseconds.
 * @throws EngineError hostIoStuck, naming the disk, if one can't be drained in time: nothing was done, and hosts go on
 */
export async function barrier<T>(
  disks: readonly { diskId: string; gate: Gate }[],
  work: () => Promise<T>,
): Promise<{ result: T; heldMicros: number }> {
  const ordered = [...new Map(disks.map((disk) => [disk.diskId, disk.gate])).entries()].sort(([one], [other]) =>
    one < other ? -1 : 1,
  )
  return whileFinished(ordered, async () => {
    const started = performance.now()
    const suspended: Gate[] = []
    try {
      for (const [diskId, gate] of ordered) {
        if (!(await gate.suspend())) throw notQuiet(diskId)
        suspended.push(gate)
      }
      for (const gate of suspended) gate.refuseIfUnfinished()
      const result = await work()
      return { result, heldMicros: Math.round((performance.now() - started) * 1000) }
    } finally {
      for (const gate of suspended) gate.resume()
    }
  })
}

/**
 * Runs work while nobody is answered early on any of the disks. Hosts go on meanwhile: what they were answered early takes
 * its time, and is none that they wait.
 * @throws EngineError hostIoStuck if what was answered early is not done in time
 */
export async function whileFinished<T>([first, ...others]: readonly (readonly [string, Gate])[], work: () => Promise<T>): Promise<T> {
  if (!first) return work()
  const [diskId, gate] = first
  const late = (): never => {
    throw notQuiet(diskId)
  }
  return gate.whileFinished(DRAIN_MILLISECONDS, () => whileFinished(others, work), late)
}
