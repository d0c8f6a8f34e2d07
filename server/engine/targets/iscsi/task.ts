import type { UnitNexus } from './scsi/logical-unit'

/** A SCSI command from its coming until nothing of it is in flight. */
export class Task {
  /** Aborted: whatever it comes to is not told to the initiator. */
  aborted = false
  nexus: UnitNexus | null = null
  /** Bytes of the initiator's that the command is about. */
  planned = 0
  /** Bytes of its data that are kept until all of it is here. */
  gathers = 0
  /** Parts that were begun and are not finished. */
  private running = 0
  private waiting: (() => void)[] = []

  constructor(
    readonly itt: number,
    /** The eight bytes as they came; R2T repeats them. */
    readonly lunBytes: Buffer,
    /** Null for a LUN that no target like this can have. */
    readonly lun: number | null,
    readonly immediate: boolean,
    /** Expected data transfer length in bytes, and the direction; 0 where there is none. */
    readonly expected: number,
    readonly direction: 'read' | 'write' | 'none',
  ) {}

  get isIdle(): boolean {
    return this.running === 0
  }

  begin(): void {
    this.running += 1
  }

  end(): void {
    this.running -= 1
    if (this.running > 0) return
    const { waiting } = this
    this.waiting = []
    for (const wake of waiting) wake()
  }

  /** Resolves when nothing that it began is in flight. */
  async whenIdle(): Promise<void> {
    while (this.running > 0) await new Promise<void>((resolve) => this.waiting.push(resolve))
  }
}
