/** Sources, their snapshots and targets of copies: what the engine was asked for, and what must be true for that. */
import { expect } from 'vitest'
import type { EngineEvent, PoolContents } from '../../../contract'
import type { CopySizes } from '../../../copier/pacing'
import { blank, type Row } from '../../array-model'
import type { Random } from '../../random'
import type { Disk as Store } from '../../volatile-files'
import { DrivenArray } from '../driven-array'
import { GRAIN_SECTORS, SECTOR, SECTORS } from '../geometry'
import type { PendingWrite } from '../stamped-writes'
import { ScenarioCopies, type Target, TARGETS } from './copies'
import { type Fault, type Repository, SNAPSHOTS, SOURCES } from './steps'

export interface Snapshot {
  id: string
  repository: Repository
  /** Its content while it holds an image; null while it doesn't. */
  row: Row | null
  /** Sectors that a host wrote into the image itself. */
  written: Set<number>
  /** Ended for hosts, but it could not hand its grains down yet. */
  layer: boolean
}

export interface Source {
  id: string
  row: Row
  snapshots: Snapshot[]
  /** The image that it is being rolled back to, until the engine says that it is done. */
  rolling: Snapshot | null
  /** A rollback that was asked for and not answered: to this image, with this content. */
  switching: { snapshot: Snapshot; row: Row } | null
}

/** Rollbacks and copies go grain by grain, so that much comes in between. */
const SIZES: CopySizes = { quietStepBytes: GRAIN_SECTORS * SECTOR, durableEveryBytes: GRAIN_SECTORS * SECTOR }

export class World {
  readonly array: DrivenArray
  readonly copies: ScenarioCopies
  readonly sources: Source[]
  /** What the process may die in: writes, starts of groups, and ends of images. */
  readonly pending = new Set<PendingWrite>()
  starting: Snapshot[][] = []
  readonly ending = new Set<Snapshot>()
  /** Of this batch's dependent writes: the second's value and the first's. */
  readonly dependence = new Map<number, number>()
  /** From the first fault on images may fail and calls be refused; what is still active must be whole all the same. */
  faulty = false
  #stamp = 0

  constructor(random: Random, repositories: readonly Repository[], crashAt: number | null) {
    this.array = new DrivenArray(random, crashAt, (event) => this.#told(event), SIZES)
    this.copies = new ScenarioCopies(this.array)
    this.sources = Array.from({ length: SOURCES }, (_, source) => ({
      id: `source-${source}`,
      row: blank(SECTORS),
      rolling: null,
      switching: null,
      snapshots: Array.from({ length: SNAPSHOTS }, (_unused, snapshot) => ({
        id: `snapshot-${source}-${snapshot}`,
        repository: repositories[source * SNAPSHOTS + snapshot] ?? { grains: 8, policy: 'failSnapshot' },
        row: null,
        written: new Set<number>(),
        layer: false,
      })),
    }))
  }

  #told(event: EngineEvent): void {
    this.copies.told(event)
    if (event.type !== 'rollbackCompleted') return
    for (const source of this.sources) if (source.id === event.rollback.sourceId) source.rolling = null
  }

  async prepare(): Promise<void> {
    const { array } = this
    await array.makePool()
    for (const { id } of this.copies.targets) await array.makeDisk(id, 'standard', SECTORS)
    for (const source of this.sources) {
      await array.makeDisk(source.id, 'standard', SECTORS)
      for (const { id, repository } of source.snapshots) {
        const repositoryId = `repository-${id}`
        await array.makeDisk(repositoryId, 'repository', repository.grains * GRAIN_SECTORS)
        await array.makeDisk(id, 'snapshot', SECTORS, { sourceId: source.id, repositoryId })
      }
    }
    await this.#openGates()
    // A write is answered before its grain is kept only where there are blocks: on some of the sources, everywhere.
    for (const { id } of this.sources) if (array.random.chance(50)) await array.volume(id).zero(0, SECTORS * SECTOR, true)
  }

  async #openGates(): Promise<void> {
    const ids = this.sources.flatMap((source) => [source.id, ...source.snapshots.map(({ id }) => id)])
    ids.push(...this.copies.targets.map(({ id }) => id))
    const gates = ids.map((diskId) => ({ diskId, access: this.copies.accessOf(diskId) }))
    await this.array.call('disk.setAccess', { gates })
    for (const id of ids) await this.array.open(id)
  }

  /** Starts another engine on what one has left. */
  async startAgain(store: Store): Promise<void> {
    const contents = await this.array.startAgain(store)
    expect(contents.disks.length).toBe(SOURCES * (1 + 2 * SNAPSHOTS) + TARGETS)
    this.#noticeRollbacks(contents)
    await this.#openGates()
  }

  /** A rollback that was answered goes on, unless it was complete; one that wasn't has begun or it hasn't. */
  #noticeRollbacks({ rollbacks }: PoolContents): void {
    for (const source of this.sources) {
      const found = rollbacks.find(({ sourceId }) => sourceId === source.id)
      const asked = source.rolling?.id ?? null
      if (found) expect(found.imageId, `the rollback of ${source.id}`).toBe(asked)
      if (source.switching && found) source.row = source.switching.row
      source.switching = null
      if (!found) source.rolling = null
    }
  }

  source(number: number): Source {
    const source = this.sources[number % SOURCES]
    if (!source) throw new Error('no such source')
    return source
  }

  snapshot(step: { source: number; snapshot: number }): { source: Source; snapshot: Snapshot } {
    const source = this.source(step.source)
    const snapshot = source.snapshots[step.snapshot % SNAPSHOTS]
    if (!snapshot) throw new Error('no such snapshot')
    return { source, snapshot }
  }

  target(number: number): Target {
    const target = this.copies.targets[number % TARGETS]
    if (!target) throw new Error('no such target')
    return target
  }

  /** A value that no sector had before, or zeroes. */
  nextValue(zero: boolean): number {
    return zero ? 0 : (this.#stamp += 1)
  }

  /** Whether an image may have failed, or a write been refused: its repository is small, or something broke. */
  mayFail(snapshot: Snapshot): boolean {
    return this.faulty || snapshot.repository.grains < 5
  }

  break(fault: Fault, snapshot: Snapshot): void {
    const { files } = this.array
    this.faulty ||= fault !== 'mended'
    if (fault === 'noSpace') files.noSpace = true
    else if (fault === 'repositorySync')
      files.fails = (call, path) => call === 'sync' && path.includes(`/repository-${snapshot.id}/`)
    else if (fault === 'recordSync') {
      let left = 1
      files.fails = (call, path) => call === 'sync' && path.endsWith(`/${snapshot.id}/image`) && left-- > 0
    } else if (fault === 'restoredSync') {
      files.fails = (call, path) => call === 'sync' && path.endsWith('/restored')
    } else {
      files.noSpace = false
      files.fails = () => false
    }
  }
}
