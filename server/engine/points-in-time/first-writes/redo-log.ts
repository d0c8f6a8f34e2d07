/**
 * First writes that were answered before the grains that they change were preserved: a file of frames (redo-frame.ts) in
 * the page cache (contract of durability, 1). It is read when the disk is opened, and empty, durably, whenever anything
 * begins that goes by the disk's own blocks.
 */
import { randomBytes } from 'node:crypto'
import type { BlockFile } from '../../storage/files'
import { type Asked, Grouped } from '../grouped'
import { encodeFrame, type RedoneGrain, type RedoWrite, readFrames } from './redo-frame'

/** `clear`: to forget all frames. */
type Request = { write: RedoWrite; grainBytes: number } | { redone: readonly RedoneGrain[]; grainBytes: number } | 'clear'

/** What a log says when it is read. */
export interface LoadedLog {
  grainBytes: number
  /** The writes that still count, by grain, in the order in which they were made. */
  writes: Map<number, RedoWrite[]>
  /** The byte from which on nothing counts, though there are whole frames behind it; null if there is no such damage. */
  damagedAt: number | null
}

export class RedoLog {
  #generation = randomBytes(4).readUInt32LE()
  #frames = 0
  #writes = 0
  #end: number
  /** Whether the disk under the page cache may have frames that count no longer. Nobody knows what it has at first. */
  #stale = true
  #changes = 0
  readonly #appending = new Grouped<Request, number>((group) => this.#carryOut(group))

  /** What the file holds is to be read by {@link load} and cleared before anything is appended. */
  constructor(private readonly file: BlockFile) {
    this.#end = file.length
  }

  /** What it takes of the page cache and the disk. */
  get bytes(): number {
    return this.#end
  }

  /** Appends a write; it survives the process when this resolves. Answers its number. */
  write(write: RedoWrite, grainBytes: number): Promise<number> {
    return this.#appending.ask({ write, grainBytes })
  }

  /** Resolves when nothing is on its way into the log. */
  settled(): Promise<void> {
    return this.#appending.settled()
  }

  /** Notes that writes are in the disk's own blocks. To be waited for before anything else is written there. */
  async redone(redone: readonly RedoneGrain[], grainBytes: number): Promise<void> {
    await this.#appending.ask({ redone, grainBytes })
  }

  /** Forgets all frames: none of those that were asked for before counts any more. */
  async clear(): Promise<void> {
    await this.#appending.ask('clear')
  }

  /** Sees to it that no power loss brings back what {@link clear} forgot. */
  async syncCleared(): Promise<void> {
    if (!this.#stale) return
    const before = this.#changes
    const empty = this.#end === 0
    await this.file.sync()
    if (empty && this.#changes === before) this.#stale = false
  }

  async #carryOut(group: readonly Asked<Request, number>[]): Promise<void> {
    const cleared = group.findLastIndex(({ request }) => request === 'clear')
    try {
      if (cleared >= 0) await this.#clear()
      for (const { resolve } of group.slice(0, cleared + 1)) resolve(-1)
    } catch (error) {
      for (const { reject } of group) reject(error)
      return
    }
    const rest = group.slice(cleared + 1)
    try {
      await this.#append(rest)
    } catch (error) {
      for (const { reject } of rest) reject(error)
    }
  }

  async #append(group: readonly Asked<Request, number>[]): Promise<void> {
    const entries = group.flatMap(({ request }) => (request === 'clear' ? [] : [request]))
    const [first] = entries
    if (!first) return
    const writes = entries.flatMap((entry) => ('write' in entry ? [entry.write] : []))
    const redone = entries.flatMap((entry) => ('redone' in entry ? entry.redone : []))
    const frame = encodeFrame({ generation: this.#generation, number: this.#frames, grainBytes: first.grainBytes, writes, redone })
    this.#stale = true
    this.#changes += 1
    try {
      await this.file.write(frame, this.#end)
    } catch (error) {
      // One that came through after all must not be found: its writes go another way.
      await this.file.resize(this.#end)
      throw error
    }
    for (const part of frame) this.#end += part.length
    this.#frames += 1
    for (const { request, resolve } of group) {
      resolve(this.#writes)
      if (request !== 'clear' && 'write' in request) this.#writes += 1
    }
  }

  async #clear(): Promise<void> {
    if (this.file.length === 0) return
    this.#changes += 1
    await this.file.resize(0)
    this.#end = 0
    this.#frames = 0
    this.#writes = 0
    this.#generation = (this.#generation + 1) >>> 0
  }

  async load(): Promise<LoadedLog> {
    const counting = new Map<number, { write: RedoWrite; number: number }[]>()
    let grainBytes = 0
    let writes = 0
    const frames = readFrames(this.file)
    for (let step = await frames.next(); ; step = await frames.next()) {
      if (step.done) {
        const left = new Map([...counting].map(([grain, numbered]) => [grain, numbered.map(({ write }) => write)]))
        return { grainBytes, writes: left, damagedAt: step.value }
      }
      const frame = step.value
      grainBytes = frame.grainBytes
      for (const { grain, number: last } of frame.redone) {
        const left = (counting.get(grain) ?? []).filter(({ number }) => number > last)
        if (left.length > 0) counting.set(grain, left)
        else counting.delete(grain)
      }
      for (const write of frame.writes) {
        const grain = Math.floor(write.offset / grainBytes)
        const before = counting.get(grain)
        if (before) before.push({ write, number: writes })
        else counting.set(grain, [{ write, number: writes }])
        writes += 1
      }
    }
  }

  close(): Promise<void> {
    return this.file.close()
  }
}
