import type { GateAccess } from '../contract'
import { Gate } from '../disks/gate'
import { StandardBytes } from '../disks/standard-bytes'
import { Statistics } from '../disks/statistics'
import { Volume, type VolumeDisk } from '../disks/volume'
import { FirstWrites } from '../points-in-time/first-writes/first-writes'
import { FirstWriteBudget } from '../points-in-time/first-writes/waiting-writes'
import type { BlockFile, Files } from '../storage/files'
import { SharedSync } from '../storage/shared-sync'
import type { LentDisk as Lent, LentState } from './messages'

export interface LentSurroundings {
  readonly files: Files
  hostActive(): void
  diskFailed(diskId: string, operation: 'read' | 'write' | 'flush', error: unknown): void
}

/** None of the disk's bytes is anywhere but in its file as long as it is lent. */
const NO_TIMES = { chain: null, target: null, incremental: [] }

/** A disk in a serving thread. */
export class LentDisk {
  /** The disk's own file behind a gate of the thread's; null while it is held or not lent. */
  direct: Volume | null = null
  readonly #gate = new Gate()
  readonly #disk: VolumeDisk
  #capacityBytes: number
  #volume: Volume
  /** Counts what it is told: a state that takes time to take on may be overtaken. */
  #told = 0
  /** Ends when the file is open as the disk's size needs it; false: that was not possible. */
  #reopening: Promise<boolean> = Promise.resolve(true)
  #held: { readonly over: Promise<void>; readonly end: () => void } | null = null

  private constructor(
    private readonly lent: Lent,
    private readonly surroundings: LentSurroundings,
    private file: BlockFile,
  ) {
    this.#capacityBytes = lent.capacityBytes
    const statistics = new Statistics(lent.statistics)
    const capacityBytes = () => this.#capacityBytes
    this.#disk = {
      diskId: lent.diskId,
      gate: this.#gate,
      statistics,
      get capacityBytes() {
        return capacityBytes()
      },
      failed: (operation, error) => surroundings.diskFailed(lent.diskId, operation, error),
      hostActive: () => surroundings.hostActive(),
    }
    this.#volume = this.#over(file)
    this.#hold()
  }

  /** Opens its file; it is held. Rejects with the system's error. */
  static async open(lent: Lent, surroundings: LentSurroundings): Promise<LentDisk> {
    return new LentDisk(lent, surroundings, await surroundings.files.openBlocks(lent.dataFile))
  }

  get diskId(): string {
    return this.lent.diskId
  }

  get capacityBytes(): number {
    return this.#capacityBytes
  }

  get access(): GateAccess {
    return this.#gate.access
  }

  /** Resolves when it is not held (it may be again by then: ask). */
  async whenGoesOn(): Promise<void> {
    await this.#held?.over
  }

  get isHeld(): boolean {
    return this.#held !== null
  }

  /** Begins nothing more. Resolves when nothing is in flight. */
  async hold(): Promise<void> {
    this.#told += 1
    this.#hold()
    await this.#gate.whenDrained()
  }

  /** Goes on as it is told, unless it is told something else meanwhile. */
  async setState(state: LentState): Promise<void> {
    const told = (this.#told += 1)
    this.#gate.access = state.access
    if (state.capacityBytes !== this.#capacityBytes) {
      this.#capacityBytes = state.capacityBytes
      this.#hold()
      // Its file may have got further segments.
      this.#reopening = this.#reopening.then(() => this.#openAgain())
    }
    const isOpen = await this.#reopening
    if (told !== this.#told) return
    this.direct = state.lent && isOpen ? this.#volume : null
    this.#held?.end()
    this.#held = null
  }

  /** Resolves when its file is closed; what that meets is told. */
  async close(): Promise<void> {
    await this.#reopening
    await this.#close(this.file)
  }

  async #close(file: BlockFile): Promise<void> {
    try {
      await file.close()
    } catch (error) {
      this.surroundings.diskFailed(this.diskId, 'flush', error)
    }
  }

  async #openAgain(): Promise<boolean> {
    await this.#gate.whenDrained()
    const before = this.file
    try {
      this.file = await this.surroundings.files.openBlocks(this.lent.dataFile)
    } catch (error) {
      this.surroundings.diskFailed(this.diskId, 'read', error)
      return false
    }
    this.#volume = this.#over(this.file)
    await this.#close(before)
    return true
  }

  #over(file: BlockFile): Volume {
    const sync = new SharedSync(file, this.lent.changes)
    const noFirstWrites = new FirstWrites({
      chain: () => null,
      mayTake: () => false,
      file,
      openLog: () => Promise.reject(new Error('a lent disk has no first writes')),
      apply: () => null,
      failed: () => undefined,
      budget: new FirstWriteBudget(),
    })
    return new Volume(this.#disk, new StandardBytes(file, sync, NO_TIMES, async () => undefined, noFirstWrites))
  }

  #hold(): void {
    this.direct = null
    if (this.#held) return
    let end = (): void => undefined
    const over = new Promise<void>((resolve) => {
      end = resolve
    })
    this.#held = { over, end }
  }
}
