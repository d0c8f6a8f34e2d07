import type { RedoWrite } from './redo-frame'

const MIB = 2 ** 20
/** For how long whoever flushes after a burst may wait for it. */
const FLUSH_SECONDS = 1
/** What may have to be moved, however slow or fast the disk under the pool is. */
const LEAST_BYTES = 64 * MIB
const MOST_BYTES = 1024 * MIB
/** What may be in memory. */
const MOST_WRITTEN_BYTES = 128 * MIB
/** What is moved at a time says how fast the disk is only if it is not a handful of grains. */
const TELLING_BYTES = 4 * MIB

/**
 * What all the disks of an engine may have answered and not written into their own blocks yet: as much as can be moved in
 * the time that a flush may take, by how fast it went lately. Moved are the grains that are to be kept, and what was written.
 */
export class FirstWriteBudget {
  #grainBytes = 0
  #writtenBytes = 0
  #bytesPerSecond = 512 * MIB

  takeGrain(bytes: number): void {
    this.#grainBytes += bytes
  }

  giveGrain(bytes: number): void {
    this.#grainBytes -= bytes
  }

  take(bytes: number): void {
    this.#writtenBytes += bytes
  }

  give(bytes: number): void {
    this.#writtenBytes -= bytes
  }

  get hasRoom(): boolean {
    return this.#taken < 1
  }

  get halfTaken(): boolean {
    return this.#taken >= 0.5
  }

  get #taken(): number {
    const limit = Math.min(Math.max(this.#bytesPerSecond * FLUSH_SECONDS, LEAST_BYTES), MOST_BYTES)
    return Math.max((this.#grainBytes + this.#writtenBytes) / limit, this.#writtenBytes / MOST_WRITTEN_BYTES)
  }

  /** So many bytes of grains were kept, durably, and written over. */
  moved(bytes: number, millis: number): void {
    if (bytes >= TELLING_BYTES) this.#bytesPerSecond += 0.2 * ((bytes * 1000) / Math.max(millis, 1) - this.#bytesPerSecond)
  }
}

/** The writes of a grain, answered and not known to be in the disk's own blocks yet, in the order in which they were made. */
export interface WaitingGrain {
  readonly grain: number
  readonly writes: { write: RedoWrite; number: number }[]
  /** How many of them, from the first on, are in the disk's own blocks; the log doesn't say so yet. */
  applied: number
  /** Writes on their way into the log. */
  arriving: number
  /** Resolves when the grain has none left, or can't get rid of them now. */
  done: Promise<void>
  finish: () => void
}

/** What is preserved as one, in bytes of grains: one sync of their content and one of the map, which cost as much for few. */
const PORTION_BYTES = 64 * MIB
const ROOM_BYTES = 256 * 1024
/** For how long others wait for the loop while writes come to the disk's own blocks. */
const TURN_MILLIS = 0.5

/** The writes that a disk's hosts were answered early, by the grains that they change. */
export class WaitingWrites {
  readonly #grains = new Map<number, WaitingGrain>()
  #grainBytes = 0
  /** What is left of the memory that writes are copied to: one piece for many of them. */
  #room = Buffer.alloc(0)

  #tellFewer: (() => void)[] = []
  #line: WaitingGrain[] = []
  readonly #wanted = new Set<WaitingGrain>()

  constructor(private readonly budget: FirstWriteBudget) {}

  /** Makes a line of what can be written now, neighbours one behind the other: their content is copied in one go. Answers how many. */
  lineUp(): number {
    this.#line = inOrder(this.#ready(this.#grains.values()))
    return this.#line.length
  }

  /** Somebody waits for these: they are the next ones. */
  want(grains: readonly WaitingGrain[]): void {
    for (const waiting of grains) this.#wanted.add(waiting)
  }

  /** The next ones in the line; none at its end. */
  portion(): WaitingGrain[] {
    if (this.#wanted.size > 0) this.#line = [...inOrder(this.#ready(this.#wanted)), ...this.#line]
    this.#wanted.clear()
    while (this.#line.length > 0) {
      const portion = this.#ready(new Set(this.#line.splice(0, PORTION_BYTES / this.#grainBytes)))
      if (portion.length > 0) return inOrder(portion)
    }
    return []
  }

  #ready(grains: Iterable<WaitingGrain>): WaitingGrain[] {
    return [...grains].filter(
      (waiting) => this.#grains.get(waiting.grain) === waiting && (waiting.writes.length > waiting.applied || waiting.writes.length + waiting.arriving === 0),
    )
  }

  /** Resolves when there may be room for more. */
  fewer(): Promise<void> {
    return new Promise((resolve) => this.#tellFewer.push(resolve))
  }

  tellFewer(): void {
    for (const tell of this.#tellFewer.splice(0)) tell()
  }

  get size(): number {
    return this.#grains.size
  }

  get(grain: number): WaitingGrain | undefined {
    return this.#grains.get(grain)
  }

  /** One more grain; all that wait at a time are of one size. */
  add(grain: number, grainBytes: number): WaitingGrain {
    const waiting = { grain, writes: [], applied: 0, arriving: 0, ...awaited() }
    this.#grains.set(grain, waiting)
    this.#grainBytes = grainBytes
    this.budget.takeGrain(grainBytes)
    return waiting
  }

  remove(waiting: WaitingGrain): void {
    this.forget(waiting, waiting.writes.length)
    this.#grains.delete(waiting.grain)
    this.budget.giveGrain(this.#grainBytes)
    waiting.finish()
  }

  /** Forgets the first writes of a grain: they are in the disk's own blocks, and whoever reads finds them there. */
  forget(waiting: WaitingGrain, count: number): void {
    for (const { write } of waiting.writes.splice(0, count)) this.budget.give(write.bytes.length)
    waiting.applied = 0
  }

  /** Tells whoever waits that it is no use to. */
  giveUp(): void {
    for (const waiting of this.#grains.values()) {
      waiting.finish()
      Object.assign(waiting, awaited())
    }
  }

  clear(): void {
    for (const waiting of this.#grains.values()) this.remove(waiting)
  }

  /** Copies a write: the buffers that it came in are soon used for others. */
  copyOf(chunks: readonly Uint8Array[], length: number): Uint8Array {
    this.budget.take(length)
    if (this.#room.length < length) this.#room = Buffer.allocUnsafeSlow(Math.max(ROOM_BYTES, length))
    const bytes = this.#room.subarray(0, length)
    this.#room = this.#room.subarray(length)
    let at = 0
    for (const chunk of chunks) {
      bytes.set(chunk, at)
      at += chunk.length
    }
    return bytes
  }

  *all(): Generator<WaitingGrain> {
    yield* this.#grains.values()
  }

  *within(first: number, last: number): Generator<WaitingGrain> {
    if (last - first < this.#grains.size) {
      for (let grain = first; grain <= last; grain += 1) {
        const waiting = this.#grains.get(grain)
        if (waiting) yield waiting
      }
    } else for (const waiting of this.#grains.values()) if (waiting.grain >= first && waiting.grain <= last) yield waiting
  }
}

function inOrder(grains: WaitingGrain[]): WaitingGrain[] {
  return grains.sort((one, other) => one.grain - other.grain)
}

function awaited(): { done: Promise<void>; finish: () => void } {
  let finish = (): void => undefined
  const done = new Promise<void>((resolve) => {
    finish = resolve
  })
  return { done, finish }
}

/** Applies what waits now, grain by grain; what comes meanwhile is for the next time. */
export async function applyInTurns(grains: readonly WaitingGrain[], apply: (write: RedoWrite) => Promise<void> | null): Promise<void> {
  let turn = performance.now()
  for (const waiting of grains) {
    for (const { write } of waiting.writes.slice(waiting.applied)) {
      await apply(write)
      waiting.applied += 1
      if (performance.now() - turn < TURN_MILLIS) continue
      await new Promise((resolve) => setImmediate(resolve))
      turn = performance.now()
    }
  }
}

/** What of grains is in the disk's own blocks: how many of the writes of each, and the number of the last one. */
export function appliedOf(grains: readonly WaitingGrain[]): { waiting: WaitingGrain; grain: number; count: number; number: number }[] {
  return grains.flatMap((waiting) => {
    const number = waiting.writes[waiting.applied - 1]?.number
    return number === undefined ? [] : [{ waiting, grain: waiting.grain, count: waiting.applied, number }]
  })
}

/** Puts writes over what was read. */
export function layOver(writes: readonly RedoWrite[], into: Uint8Array, offset: number): void {
  for (const { offset: start, bytes } of writes) {
    const from = Math.max(start, offset)
    const end = Math.min(start + bytes.length, offset + into.length)
    into.set(bytes.subarray(from - start, end - start), from - offset)
  }
}

/** First and last of each run of numbers in ascending order. */
export function runsOf(numbers: readonly number[]): [number, number][] {
  const runs: [number, number][] = []
  for (const number of numbers) {
    const last = runs.at(-1)
    if (last && last[1] + 1 === number) last[1] = number
    else runs.push([number, number])
  }
  return runs
}
