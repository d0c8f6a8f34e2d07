/** The copies of a scenario of images, and their targets. */
import { expect } from 'vitest'
import type { CopyPriority, EngineEvent, GateAccess } from '../../../contract'
import { EngineError } from '../../../faults'
import { blank, type Row, settle } from '../../array-model'
import type { DrivenArray } from '../driven-array'
import { SECTORS } from '../geometry'

export const TARGETS = 2

/** What a copy reads: a source while hosts may not write it, or one of its images. */
export interface Copied {
  diskId: string
  /** What it holds now; null once it holds nothing. */
  row: () => Row | null
  /** Whether it may fail under the copy. */
  mayFail: () => boolean
}

interface Copy {
  copied: Copied
  expected: number[]
  /** As the engine told it; `stopping` from the moment that a stop was asked for. */
  state: 'running' | 'stopping' | 'completed' | 'failed'
}

export interface Target {
  id: string
  copyId: string
  /** Sectors of a running copy may show what they held or what is copied; `possible` has both. */
  row: Row
  run: number
  copy: Copy | null
}

/**
 * A copy that completes has made its target equal to what it copies; one that failed or was stopped has left every
 * sector as it was or as it was to become; after a crash a copy goes on and ends equal.
 */
export class ScenarioCopies {
  readonly targets: Target[]
  #changed: (() => void)[] = []

  constructor(private readonly array: DrivenArray) {
    this.targets = Array.from({ length: TARGETS }, (_, number) => ({
      id: `target-${number}`,
      copyId: `copy-${number}`,
      row: blank(SECTORS),
      run: 0,
      copy: null,
    }))
  }

  /** What hosts may do while copies run: they write nothing that is read, and don't see what is filled. */
  accessOf(diskId: string): GateAccess {
    if (this.targets.some((target) => target.id === diskId && target.copy)) return { read: false, write: false }
    return { read: true, write: !this.isCopied(diskId) }
  }

  isCopied(diskId: string): boolean {
    return this.targets.some(({ copy }) => copy?.copied.diskId === diskId)
  }

  told(event: EngineEvent): void {
    if (event.type !== 'copyCompleted' && event.type !== 'copyFailed') return
    const target = this.targets.find(({ copyId, run }) => copyId === event.copyId && run === event.run)
    if (!target?.copy) return
    target.copy.state = event.type === 'copyCompleted' ? 'completed' : 'failed'
    for (const wake of this.#changed.splice(0)) wake()
  }

  /** Starts another run of the target's copy: the first one, or a re-copy of the same or of something else. */
  async start(target: Target, copied: Copied, priority: CopyPriority): Promise<void> {
    const row = copied.row()
    if (!row || target.copy) return
    target.run += 1
    target.copy = { copied, expected: this.#expect(target, row), state: 'running' }
    await this.#setGates(target, copied)
    await this.#ask(target, target.copy, priority)
  }

  #expect(target: Target, row: Row): number[] {
    for (const [at, { value }] of row.entries()) target.row[at]?.possible.add(value)
    return row.map(({ value }) => value)
  }

  async #ask(target: Target, copy: Copy, priority: CopyPriority): Promise<void> {
    try {
      await this.array.call('copy.start', {
        copyId: target.copyId,
        run: target.run,
        sourceId: copy.copied.diskId,
        targetId: target.id,
        priority,
      })
    } catch (error) {
      // The image may have failed by now, or what is broken keeps it from starting.
      if (!(error instanceof EngineError) || !copy.copied.mayFail()) throw error
      expect(['imageState', 'io', 'noSpace', 'imageDamaged']).toContain(error.code)
      copy.state = 'failed'
    }
  }

  async stop(target: Target): Promise<void> {
    if (target.copy?.state !== 'running') return
    target.copy.state = 'stopping'
    await this.array.call('copy.stop', { copyId: target.copyId })
  }

  async #setGates(target: Target, copied: Copied): Promise<void> {
    const gates = [target.id, copied.diskId].map((diskId) => ({ diskId, access: this.accessOf(diskId) }))
    await this.array.call('disk.setAccess', { gates })
  }

  /** Looks at what copies have left that are not running any more. */
  async settleEnded(): Promise<void> {
    for (const target of this.targets) if (target.copy && target.copy.state !== 'running') await this.#settle(target, target.copy)
  }

  async #settle(target: Target, { copied, expected, state }: Copy): Promise<void> {
    target.copy = null
    await this.#setGates(target, copied)
    const found = await this.array.read(target.id)
    if (state === 'completed') {
      expect(found, `${target.id}, copied from ${copied.diskId}`).toEqual(expected)
      return settle(target.row, found, 'lost')
    }
    if (state === 'failed') expect(copied.mayFail(), `the copy of ${copied.diskId} failed`).toBe(true)
    for (const [at, sector] of target.row.entries()) {
      expect(sector.possible, `sector ${at} of ${target.id} after its copy ${state}`).toContain(found[at])
      sector.value = found[at] ?? 0
    }
  }

  /** Waits for the running copies. */
  async finish(): Promise<void> {
    for (const { copyId } of this.targets) await this.array.call('copy.setPriority', { copyId, priority: 'highest' })
    while (this.targets.some(({ copy }) => copy?.state === 'running'))
      await new Promise<void>((resolve) => this.#changed.push(resolve))
    await this.settleEnded()
  }

  /** After another start: copies that ran go on, and end equal to what is copied now. */
  async goOn(): Promise<void> {
    await this.settleEnded()
    for (const target of this.targets) {
      const { copy } = target
      if (!copy) continue
      const row = copy.copied.row()
      if (row) {
        copy.expected = this.#expect(target, row)
        await this.#ask(target, copy, 'highest')
      } else copy.state = 'failed'
    }
    await this.settleEnded()
  }
}
