import type { CopyPriority, CopyProgress, EngineFault } from '../contract'
import type { DiskBytes } from '../disks/disk-bytes'
import { IoError } from '../disks/host-volume'
import { isNoSpace, messageOf } from '../faults'
import type { Run } from '../points-in-time/image-lookup'
import { type BlockFile, SourceReadError } from '../storage/files'
import type { SlotRecord } from '../storage/record'
import type { CopyRecord } from './copy-record'
import { type CopySizes, Pacing } from './pacing'
import { Rate } from './rate'

/** Progress is made durable when so much time went by since the last time, if not for the bytes written before. */
const DURABLE_EVERY_MILLIS = 1000

export type CopyOutcome = { kind: 'completed' } | { kind: 'stopped' } | { kind: 'failed'; fault: EngineFault }

export interface CopyParts {
  sourceId: string
  targetId: string
  source: DiskBytes
  target: BlockFile
  record: CopyRecord
  recordFile: SlotRecord
  priority: CopyPriority
  sizes: CopySizes
  lastHostActivity: () => number
}

/** One run of a copy: moves the source's bytes onto the target from the durable cursor on, and makes progress durable. */
export class CopyRun {
  readonly copyId: string
  readonly run: number
  readonly sourceId: string
  readonly targetId: string
  readonly outcome: Promise<CopyOutcome>
  #parts: CopyParts
  #pacing: Pacing
  #cursor: number
  #stopped = false
  #syncing: Promise<void> | null = null
  #unsyncedBytes = 0
  #lastDurable = performance.now()
  /** Whether the file system lets the target share the source's blocks; null: not tried. */
  #shares: boolean | null = null
  readonly #rate = new Rate(() => this.#cursor)

  constructor(parts: CopyParts) {
    this.#parts = parts
    this.copyId = parts.record.copyId
    this.run = parts.record.run
    this.sourceId = parts.sourceId
    this.targetId = parts.targetId
    this.#cursor = parts.record.cursor
    this.#pacing = new Pacing(parts.priority, parts.sizes.quietStepBytes, parts.lastHostActivity)
    this.outcome = this.#work()
  }

  progress(): CopyProgress {
    const { totalBytes } = this.#parts.record
    return { copyId: this.copyId, copiedBytes: this.#cursor, totalBytes, bytesPerSecond: this.#rate.bytesPerSecond() }
  }

  setPriority(priority: CopyPriority): void {
    this.#pacing.priority = priority
  }

  /** Ends the run; what is durable stays so. Resolves when nothing of it is in flight. */
  async stop(): Promise<void> {
    this.#stopped = true
    await this.outcome
  }

  async #work(): Promise<CopyOutcome> {
    const { totalBytes } = this.#parts.record
    try {
      while (this.#cursor < totalBytes && !this.#stopped) {
        await this.#pacing.rest(() => this.#stopped)
        if (this.#stopped) break
        const started = performance.now()
        await this.#step(totalBytes)
        this.#pacing.worked(performance.now() - started)
        await this.#makeDurable(false)
      }
      await this.#makeDurable(true)
      return this.#cursor < totalBytes ? { kind: 'stopped' } : { kind: 'completed' }
    } catch (error) {
      await this.#syncing?.catch(() => undefined) // The failure that is reported came first.
      return { kind: 'failed', fault: copyFault(error) }
    }
  }

  async #step(totalBytes: number): Promise<void> {
    const { source } = this.#parts
    const data = source.nextData(this.#cursor, totalBytes)
    if (data > this.#cursor) {
      await this.#clear(this.#cursor, data)
      this.#cursor = data
      return
    }
    const { stepBytes, sharedStepBytes } = this.#pacing
    const length = Math.min(this.#shares ? sharedStepBytes : stepBytes, totalBytes - this.#cursor)
    await source.withRuns(this.#cursor, length, async (runs: readonly Run[]) => {
      for (const run of runs) {
        if (run.place === null) await this.#clear(run.offset, run.offset + run.length)
        else {
          await this.#copy(run.place, run.offset, run.length)
          this.#unsyncedBytes += run.length
        }
      }
    })
    this.#cursor += length
  }

  async #copy({ file, offset }: NonNullable<Run['place']>, to: number, length: number): Promise<void> {
    const { target } = this.#parts
    if (this.#shares !== false) this.#shares = await target.shareFrom(file, offset, to, length)
    if (!this.#shares) await target.copyFrom(file, offset, to, length)
  }

  /** What is a hole in the source becomes one in the target. */
  async #clear(offset: number, end: number): Promise<void> {
    const { target } = this.#parts
    if (target.nextData(offset, end) < end) await target.punch(offset, end - offset)
  }

  /** Syncs the target and then records the cursor; in the background, unless it is the last time or falls behind. */
  async #makeDurable(last: boolean): Promise<void> {
    const due =
      this.#unsyncedBytes >= this.#parts.sizes.durableEveryBytes ||
      performance.now() - this.#lastDurable >= DURABLE_EVERY_MILLIS
    if (!due && !last) return
    if (this.#syncing) await this.#syncing
    this.#unsyncedBytes = 0
    this.#lastDurable = performance.now()
    const started = performance.now()
    const syncing = this.#syncAndRecord(this.#cursor).then(() => this.#pacing.worked(performance.now() - started))
    this.#syncing = syncing
    // A failure is met by whoever awaits it next; without this it would count as unhandled until then.
    syncing.catch(() => undefined)
    if (last) await syncing
  }

  async #syncAndRecord(cursor: number): Promise<void> {
    await this.#parts.target.sync()
    await this.#parts.recordFile.write({ ...this.#parts.record, cursor } satisfies CopyRecord)
  }
}

/** Why a copy failed: the side that failed decides what the administrator has to mend. */
export function copyFault(error: unknown): EngineFault {
  if (error instanceof SourceReadError) return { code: 'sourceRead', detail: messageOf(error) }
  if (error instanceof IoError) return { code: 'imageDamaged', detail: `the snapshot that is copied: ${error.message}` }
  if (isNoSpace(error)) return { code: 'noSpace', detail: "the target's pool has no space left" }
  return { code: 'targetWrite', detail: messageOf(error) }
}
