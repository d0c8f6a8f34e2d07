/** When hosts last asked for anything, of whatever thread serves them. */
export class HostActivity {
  #last = Number.NEGATIVE_INFINITY
  readonly #since: Int32Array

  /** @param memory where threads say that a host has asked, of 4 bytes */
  constructor(readonly memory = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT)) {
    this.#since = new Int32Array(memory)
  }

  /** A host asks for something now. */
  note(): void {
    this.#since[0] = 1
  }

  /** In milliseconds of performance.now(), as exact as it is asked for often; to be asked by one thread. */
  last(): number {
    // Threads have clocks of their own, so they only say that something has happened.
    if (Atomics.exchange(this.#since, 0, 0) === 1) this.#last = performance.now()
    return this.#last
  }
}
