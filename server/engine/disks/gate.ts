import type { GateAccess } from '../contract'

/**
 * Every host request of a disk passes its gate: the gate says what hosts may do, counts what is in flight, and can be
 * suspended by a barrier. Requests that finish within one turn of the loop need not be counted.
 */
export class Gate {
  access: GateAccess = { read: false, write: false }
  #inFlight = 0
  #drained: (() => void) | null = null
  #suspension: Promise<void> | null = null
  #resume: (() => void) | null = null

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
    if (this.#inFlight === 0) this.#drained?.()
  }

  /** Holds back new requests and resolves when those in flight are done. One suspension at a time. */
  async suspend(): Promise<void> {
    while (this.#suspension) await this.#suspension
    this.#suspension = new Promise((resolve) => {
      this.#resume = resolve
    })
    if (this.#inFlight > 0)
      await new Promise<void>((resolve) => {
        this.#drained = resolve
      })
    this.#drained = null
  }

  resume(): void {
    const resume = this.#resume
    this.#suspension = null
    this.#resume = null
    resume?.()
  }
}

/**
 * The barrier: holds back host I/O of all the disks, drains what is in flight, does the work, lets go.
 * Gates are suspended in the order of the disks' identifiers, so two barriers can't wait for one another.
 * Answers what the work answered and for how long writes were held, in microseconds.
 */
export async function barrier<T>(
  disks: readonly { diskId: string; gate: Gate }[],
  work: () => Promise<T>,
): Promise<{ result: T; heldMicros: number }> {
  const ordered = [...new Map(disks.map((disk) => [disk.diskId, disk.gate])).entries()].sort(([one], [other]) =>
    one < other ? -1 : 1,
  )
  const started = performance.now()
  const suspended: Gate[] = []
  try {
    for (const [, gate] of ordered) {
      await gate.suspend()
      suspended.push(gate)
    }
    const result = await work()
    return { result, heldMicros: Math.round((performance.now() - started) * 1000) }
  } finally {
    for (const gate of suspended) gate.resume()
  }
}
