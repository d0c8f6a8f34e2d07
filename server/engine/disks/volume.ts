import { isNoSpace, messageOf } from '../faults'
import type { DiskBytes } from './disk-bytes'
import type { Gate } from './gate'
import type { CachedRange } from '../storage/files'
import { type Extent, IoError, type UpdatableVolume } from './host-volume'
import type { Statistics } from './statistics'

export interface VolumeDisk {
  readonly diskId: string
  readonly capacityBytes: number
  readonly gate: Gate
  readonly statistics: Statistics
  /** Told once for every request that the disk under the pool failed. */
  failed(operation: 'read' | 'write' | 'flush', error: unknown): void
  /** Told of every host request, so that copies can yield. */
  hostActive(): void
}

type Operation = 'read' | 'write' | 'flush'

/** An open disk behind its gate: checks access and bounds when a request acts, counts it, and tells errors as hosts must hear them. */
export class Volume implements UpdatableVolume {
  readonly preferredBlockBytes = 4096

  constructor(
    private readonly disk: VolumeDisk,
    private readonly bytes: DiskBytes,
  ) {}

  get diskId(): string {
    return this.disk.diskId
  }

  get capacityBytes(): number {
    return this.disk.capacityBytes
  }

  get access(): { readonly read: boolean; readonly write: boolean } {
    return this.disk.gate.access
  }

  read(into: Uint8Array, offset: number): Promise<void> | null {
    return this.#request('read', offset, into.length, () => this.bytes.read(into, offset))
  }

  cached(offset: number, length: number): CachedRange | null {
    if (this.disk.gate.suspended) return null
    const started = performance.now()
    this.#check('read', offset, length)
    const range = this.bytes.cached(offset, length)
    if (!range) return null
    this.disk.hostActive()
    this.#count('read', length, started)
    return range
  }

  write(chunks: readonly Uint8Array[], offset: number): Promise<void> | null {
    let length = 0
    for (const chunk of chunks) length += chunk.length
    return this.#request('write', offset, length, () => this.bytes.write(chunks, offset, length))
  }

  trim(offset: number, length: number): Promise<void> | null {
    return this.zero(offset, length, false)
  }

  /** A long range is zeroed in portions, each of which passes the gate by itself: a barrier need not wait for all. */
  zero(offset: number, length: number, keepAllocated: boolean): Promise<void> | null {
    if (length <= ZERO_PORTION_BYTES) return this.#zero(offset, length, keepAllocated)
    if (!this.disk.gate.suspended) this.#check('write', offset, length)
    return this.#zeroInPortions(offset, length, keepAllocated)
  }

  async #zeroInPortions(offset: number, length: number, keepAllocated: boolean): Promise<void> {
    const end = offset + length
    for (let at = offset; at < end; await nextTurn()) {
      const portion = Math.min(keepAllocated ? ZERO_PORTION_BYTES : this.#trimPortion(at, end), end - at)
      await this.#zero(at, portion, keepAllocated)
      at += portion
    }
  }

  /** A hole is trimmed as one: nothing of it has to be preserved. */
  #trimPortion(offset: number, end: number): number {
    try {
      return Math.max(ZERO_PORTION_BYTES, this.bytes.nextData(offset, end) - offset)
    } catch (error) {
      throw this.#hostError('write', error)
    }
  }

  #zero(offset: number, length: number, keepAllocated: boolean): Promise<void> | null {
    return this.#request('write', offset, length, () => this.bytes.zero(offset, length, keepAllocated))
  }

  /** Holds the disk's other requests for as long as it takes, like a barrier: it has the disk for itself. */
  async update(offset: number, length: number, change: (found: Buffer) => Uint8Array | null): Promise<void> {
    const { gate } = this.disk
    this.disk.hostActive()
    const started = performance.now()
    if (!(await gate.hold())) throw new IoError('EIO', 'earlier requests are not finished by the storage')
    try {
      this.#check('read', offset, length)
      this.#check('write', offset, length)
      const found = Buffer.alloc(length)
      await this.#told('read', () => this.bytes.read(found, offset))
      this.#count('read', length, started)
      const replacement = change(found)
      if (replacement === null) return
      await this.#told('write', () => this.bytes.write([replacement], offset, length))
      this.#count('write', length, started)
    } finally {
      gate.resume()
    }
  }

  async #told(operation: Operation, act: () => Promise<void> | null): Promise<void> {
    try {
      await act()
    } catch (error) {
      throw this.#hostError(operation, error)
    }
  }

  async flush(): Promise<void> {
    await this.#request('flush', 0, 0, () => this.bytes.flush())
  }

  async prefetch(offset: number, length: number): Promise<void> {
    this.#check('read', offset, length)
    this.bytes.prefetch(offset, length)
  }

  async extents(offset: number, length: number, limit: number): Promise<Extent[]> {
    while (this.disk.gate.suspended) await this.disk.gate.whenResumed()
    this.#check('read', offset, length)
    const extents: Extent[] = []
    const end = offset + length
    for (let at = offset; at < end && extents.length < limit; await nextTurn()) {
      // One portion at a time, so that a fragmented disk doesn't make a long list for a short answer.
      const data = this.bytes.nextData(at, end)
      if (data > at) {
        push(extents, { offset: at, length: data - at, hole: true })
        at = data
        continue
      }
      const portion = Math.min(end - at, EXTENT_PORTION_BYTES)
      at = await this.bytes.withRuns(at, portion, async (runs) => {
        let reached = at
        for (const run of runs) {
          if (!push(extents, { offset: run.offset, length: run.length, hole: run.place === null }, limit)) break
          reached = run.offset + run.length
        }
        return reached
      })
    }
    return extents
  }

  #check(operation: Operation, offset: number, length: number): void {
    const { access } = this.disk.gate
    const allowed = operation === 'read' ? access.read : operation === 'write' ? access.write : access.read || access.write
    if (!allowed) throw new IoError('EPERM', `hosts may not ${operation} this virtual disk now`)
    if (offset + length <= this.disk.capacityBytes) return
    const end = `the virtual disk ends at byte ${this.disk.capacityBytes}`
    throw new IoError(operation === 'read' ? 'EINVAL' : 'ENOSPC', `${operation} at byte ${offset} for ${length}: ${end}`)
  }

  #request(operation: Operation, offset: number, length: number, act: () => Promise<void> | null): Promise<void> | null {
    const { gate } = this.disk
    this.disk.hostActive()
    const started = performance.now()
    if (gate.suspended) return this.#later(operation, offset, length, act, started)
    this.#check(operation, offset, length)
    if (length === 0 && operation !== 'flush') return null
    let work: Promise<void> | null
    try {
      work = act()
    } catch (error) {
      throw this.#hostError(operation, error)
    }
    if (!work) {
      this.#count(operation, length, started)
      return null
    }
    gate.enter()
    return this.#settle(work, operation, length, started)
  }

  async #later(
    operation: Operation,
    offset: number,
    length: number,
    act: () => Promise<void> | null,
    started: number,
  ): Promise<void> {
    while (this.disk.gate.suspended) await this.disk.gate.whenResumed()
    this.#check(operation, offset, length)
    this.disk.gate.enter()
    await this.#settle(Promise.resolve().then(act), operation, length, started)
  }

  async #settle(work: Promise<void | null>, operation: Operation, length: number, started: number): Promise<void> {
    try {
      await work
      this.#count(operation, length, started)
    } catch (error) {
      throw this.#hostError(operation, error)
    } finally {
      this.disk.gate.leave()
    }
  }

  #count(operation: Operation, length: number, started: number): void {
    const micros = (performance.now() - started) * 1000
    if (operation === 'read') this.disk.statistics.read(length, micros)
    else if (operation === 'write') this.disk.statistics.write(length, micros)
    else this.disk.statistics.flushed()
  }

  #hostError(operation: Operation, error: unknown): IoError {
    if (error instanceof IoError) return error
    this.disk.failed(operation, error)
    if (isNoSpace(error)) return new IoError('ENOSPC', 'the pool has no space left')
    return new IoError('EIO', messageOf(error))
  }
}

/** What one look at a fragmented disk may cost the loop: some thousands of extents. */
const EXTENT_PORTION_BYTES = 16 * 1024 * 1024

/** What a barrier may have to wait for, where every grain of the range has to be preserved. */
const ZERO_PORTION_BYTES = 64 * 1024 * 1024

/** Lets others have the loop. */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}

/** Appends, joined with the last one if they are alike. False if that would be one too many. */
function push(extents: Extent[], extent: Extent, limit = Number.POSITIVE_INFINITY): boolean {
  const last = extents.at(-1)
  if (last && last.hole === extent.hole && last.offset + last.length === extent.offset) last.length += extent.length
  else if (extents.length >= limit) return false
  else extents.push(extent)
  return true
}
