/** Disks, their snapshots and mappings: what the engine was asked for, and what must be true for that. */
import { expect } from 'vitest'
import type { InstantCopyFacts } from '../../../contract'
import { EngineError } from '../../../faults'
import { blank, type Row } from '../../array-model'
import type { Random } from '../../random'
import type { Disk as Store } from '../../volatile-files'
import { DrivenArray } from '../driven-array'
import { GRAIN_SECTORS, SECTORS } from '../geometry'
import type { PendingWrite } from '../stamped-writes'
import { DISKS, type Rate, RATES } from './steps'

interface Mapping {
  source: Shown
  rate: Rate
}

/** A disk, or its snapshot. */
export interface Shown {
  id: string
  /** What hosts must find; null while they find nothing that they could use. */
  row: Row | null
  /** Sectors that hosts wrote since it became an image. */
  written: Set<number>
  mapping: Mapping | null
  snapshot: Shown | null
}

/** Disks that become images together, of mappings with their runs or, without any, of a snapshot. */
export interface Starting {
  disks: Shown[]
  rows: Row[]
  runs: number[]
}

/** Refusals that may come of what a random history asks for. */
const REFUSALS = ['diskInUse', 'imageState', 'imageNotFound']

export class World {
  readonly array: DrivenArray
  disks: Shown[]
  /** How many mappings have begun, that a run which tests nothing shows. */
  begun = 0
  /** How many of them a split gave another source. */
  moved = 0
  pending = new Set<PendingWrite>()
  starting = new Set<Starting>()
  /** Disks that are given another content in this batch, and those that others are given the content of: none is both. */
  readonly given = new Set<Shown>()
  readonly giving = new Set<Shown>()
  /** In this batch a mapping was stopped by force: whoever depends on it goes with it. */
  forced = false
  /** Of this batch's dependent writes: the second's value and the first's. */
  readonly dependence = new Map<number, number>()
  #stamp = 0
  #run = 0

  constructor(random: Random, crashAt: number | null) {
    this.array = new DrivenArray(random, crashAt)
    const shown = (id: string, row: Row | null, snapshot: Shown | null): Shown => ({ id, row, written: new Set(), mapping: null, snapshot })
    this.disks = Array.from({ length: DISKS }, (_, disk) =>
      shown(`disk-${disk}`, blank(SECTORS), shown(`snapshot-${disk}`, null, null)),
    )
  }

  get snapshots(): Shown[] {
    return this.disks.flatMap(({ snapshot }) => snapshot ?? [])
  }

  async prepare(): Promise<void> {
    const { array } = this
    await array.makePool()
    for (const disk of this.disks) {
      await array.makeDisk(disk.id, 'standard', SECTORS)
      const repositoryId = `repository-of-${disk.id}`
      await array.makeDisk(repositoryId, 'repository', 40 * GRAIN_SECTORS)
      if (disk.snapshot) await array.makeDisk(disk.snapshot.id, 'snapshot', SECTORS, { sourceId: disk.id, repositoryId })
    }
    await this.#openGates()
  }

  async #openGates(): Promise<void> {
    for (const { id } of [...this.disks, ...this.snapshots]) {
      await this.allow(id, true)
      await this.array.open(id)
    }
  }

  allow(diskId: string, open: boolean) {
    return this.array.call('disk.setAccess', { gates: [{ diskId, access: { read: open, write: open } }] })
  }

  newBatch(): void {
    this.forced = false
    this.given.clear()
    this.giving.clear()
    this.dependence.clear()
  }

  disk(number: number): Shown {
    const disk = this.disks[number % DISKS]
    if (!disk) throw new Error('no such disk')
    return disk
  }

  /** A value that no sector had before, or zeroes. */
  nextValue(zero: boolean): number {
    return zero ? 0 : (this.#stamp += 1)
  }

  nextRun(): number {
    return (this.#run += 1)
  }

  async facts(): Promise<Map<string, InstantCopyFacts>> {
    const facts = await this.array.call('instantCopy.facts', { targetIds: this.disks.map(({ id }) => id) })
    return new Map(facts.map((one) => [one.targetId, one]))
  }

  async factsOf(target: Shown): Promise<InstantCopyFacts | undefined> {
    const [facts] = await this.array.call('instantCopy.facts', { targetIds: [target.id] })
    return facts
  }

  async endImage(imageId: string): Promise<void> {
    await this.array.call('image.end', { imageId })
    await this.allow(imageId, true)
  }

  /** Starts another engine on what one has left, where everything goes on. */
  async startAgain(store: Store): Promise<void> {
    const contents = await this.array.startAgain(store)
    expect(contents.rollbacks).toEqual([])
    for (const { targetId, state } of contents.instantCopies) {
      const target = this.disks.find(({ id }) => id === targetId)
      if (state === 'copying' || state === 'stopping')
        await this.array.call('instantCopy.resume', { targetId, ...RATES[target?.mapping?.rate ?? 'none'] })
    }
    await this.#openGates()
  }

  /** Takes up what was true when a process died, and nothing that its last words do to it, which may come late. */
  inherit(dead: World): void {
    const { disks, pending, starting } = structuredClone({ disks: dead.disks, pending: dead.pending, starting: dead.starting })
    this.disks = disks
    this.pending = pending
    this.starting = starting
    this.forced = dead.forced
    this.#stamp = dead.#stamp
    this.#run = dead.#run
  }
}

/** What was asked for may be refused because of what was asked for before it. */
export function expectRefusal(error: unknown): void {
  if (!(error instanceof EngineError) || !REFUSALS.includes(error.code)) throw error
}
