import type { DiskStatistics } from '../contract'

/**
 * Latencies in buckets of a quarter of a power of two, from 1 microsecond to about 18 minutes: a percentile is right
 * within 19 %, and a disk's histogram takes 512 bytes.
 */
const BUCKETS = 128
const PER_DOUBLING = 4

/** Operations of one kind: their number and bytes, and how long they took. */
class Operations {
  static readonly MEMORY_BYTES = 2 * Float64Array.BYTES_PER_ELEMENT + BUCKETS * Uint32Array.BYTES_PER_ELEMENT
  readonly #sums: Float64Array
  readonly #latencies: Uint32Array

  constructor(memory: SharedArrayBuffer, at: number) {
    this.#sums = new Float64Array(memory, at, 2)
    this.#latencies = new Uint32Array(memory, at + this.#sums.byteLength, BUCKETS)
  }

  get number(): number {
    return this.#sums[0] ?? 0
  }

  get bytes(): number {
    return this.#sums[1] ?? 0
  }

  latencies(bucket: number): number {
    return this.#latencies[bucket] ?? 0
  }

  add(bytes: number, micros: number): void {
    this.#sums[0] = this.number + 1
    this.#sums[1] = this.bytes + bytes
    const bucket = micros <= 1 ? 0 : Math.min(BUCKETS - 1, Math.floor(Math.log2(micros) * PER_DOUBLING))
    this.#latencies[bucket] = this.latencies(bucket) + 1
  }
}

/** The upper edge of the bucket that holds the fraction of all, in microseconds; 0 without any I/O. */
function percentile(operations: readonly Operations[], fraction: number): number {
  const wanted = sum(operations, ({ number }) => number) * fraction
  let seen = 0
  for (let bucket = 0; bucket < BUCKETS; bucket += 1) {
    const count = sum(operations, (each) => each.latencies(bucket))
    seen += count
    if (count > 0 && seen >= wanted) return Math.round(2 ** ((bucket + 1) / PER_DOUBLING))
  }
  return 0
}

function sum<T>(these: readonly T[], of: (one: T) => number): number {
  return these.reduce((total, one) => total + of(one), 0)
}

/** What hosts did with one disk since the start of the engine, counted by the thread that served them, for all to read. */
export class Statistics {
  readonly #reads: Operations
  readonly #writes: Operations
  readonly #flushes: Uint32Array

  constructor(readonly memory = new SharedArrayBuffer(2 * Operations.MEMORY_BYTES + Uint32Array.BYTES_PER_ELEMENT)) {
    this.#reads = new Operations(memory, 0)
    this.#writes = new Operations(memory, Operations.MEMORY_BYTES)
    this.#flushes = new Uint32Array(memory, 2 * Operations.MEMORY_BYTES, 1)
  }

  get flushes(): number {
    return this.#flushes[0] ?? 0
  }

  read(bytes: number, micros: number): void {
    this.#reads.add(bytes, micros)
  }

  write(bytes: number, micros: number): void {
    this.#writes.add(bytes, micros)
  }

  flushed(): void {
    this.#flushes[0] = this.flushes + 1
  }

  /** What several threads have counted, together. */
  static together(all: readonly Statistics[]): Omit<DiskStatistics, 'copyOnWriteOperations' | 'lastBarrierMicros'> {
    const reads = all.map((one) => one.#reads)
    const writes = all.map((one) => one.#writes)
    return {
      readOperations: sum(reads, ({ number }) => number),
      writeOperations: sum(writes, ({ number }) => number),
      readBytes: sum(reads, ({ bytes }) => bytes),
      writtenBytes: sum(writes, ({ bytes }) => bytes),
      flushes: sum(all, ({ flushes }) => flushes),
      readLatencyMicros: { p50: percentile(reads, 0.5), p99: percentile(reads, 0.99) },
      writeLatencyMicros: { p50: percentile(writes, 0.5), p99: percentile(writes, 0.99) },
    }
  }
}
