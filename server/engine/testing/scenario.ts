import { expect, vi } from 'vitest'
import type { CopySizes } from '../copier/pacing'
import type { CopyPriority, FullPolicy, ImageState, PoolContents } from '../contract'
import { type HostVolume, IoError } from '../disks/host-volume'
import { Engine } from '../engine'
import { EngineError } from '../faults'
import { begin, blank, copyOf, finish, flushed, type Row, settle, stamp, values } from './array-model'
import type { Random } from './random'
import { type Copied, ScenarioCopies, type Target, TARGETS } from './scenario-copies'
import { type Disk, VolatileFiles } from './volatile-files'

const SECTOR = 512
const GRAIN_SECTORS = 128
/** Four grains and a short one. */
export const SECTORS = 4 * GRAIN_SECTORS + 40
export const SOURCES = 2
export const SNAPSHOTS = 4

/** What hosts and administrators do; `source`, `snapshot` and `target` are numbers of disks, sectors are counted from 0. */
export type Step =
  | { kind: 'write'; zero: boolean; source: number; first: number; count: number }
  | { kind: 'writeImage'; zero: boolean; source: number; snapshot: number; first: number; count: number }
  | { kind: 'read'; source: number }
  | { kind: 'readImage'; source: number; snapshot: number }
  | { kind: 'flush'; source: number }
  | { kind: 'start'; snapshots: { source: number; snapshot: number }[] }
  | { kind: 'end'; source: number; snapshot: number }
  | { kind: 'rollback'; source: number; snapshot: number }
  | { kind: 'dependentWrites'; first: number }
  /** Copies a source, or one of its images, onto a target. */
  | { kind: 'copy'; target: number; source: number; snapshot: number | null; priority: CopyPriority }
  | { kind: 'stopCopy'; target: number }
  | { kind: 'writeTarget'; zero: boolean; target: number; first: number; count: number }
  | { kind: 'fault'; fault: Fault; source: number; snapshot: number }

/**
 * The pool has no room for new blocks; syncs of a repository's files fail; the next sync of an image's record, or of
 * what is restored, fails; or all is well again.
 */
export type Fault = 'noSpace' | 'repositorySync' | 'recordSync' | 'restoredSync' | 'mended'

export interface Repository {
  grains: number
  policy: FullPolicy
}

interface Snapshot {
  id: string
  repository: Repository
  /** Its content while it holds an image; null while it doesn't. */
  row: Row | null
  /** Sectors that a host wrote into the image itself. */
  written: Set<number>
  /** Ended for hosts, but it could not hand its grains down yet. */
  layer: boolean
}

interface Source {
  id: string
  row: Row
  snapshots: Snapshot[]
  /** The image that it is being rolled back to, until the engine says that it is done. */
  rolling: Snapshot | null
  /** A rollback that was asked for and not answered: to this image, with this content. */
  switching: { snapshot: Snapshot; row: Row } | null
}

/** Takes sectors of a disk for one step of a batch; false if another step has them. */
type Free = (disk: string, first: number, last: number) => boolean

interface Range {
  zero: boolean
  first: number
  count: number
}

interface Pending {
  row: Row
  first: number
  count: number
  value: number
}

const STUCK_MILLIS = 10_000

/** Rollbacks and copies go grain by grain, so that much comes in between. */
const SIZES: CopySizes = { quietStepBytes: GRAIN_SECTORS * SECTOR, durableEveryBytes: GRAIN_SECTORS * SECTOR }

/** Rejects when a batch does not end: two of its steps wait for one another. */
function tooLong(ended: AbortSignal, steps: readonly Step[]): Promise<never> {
  return new Promise((_, reject) => {
    const timer = setTimeout(() => reject(new Error(`these steps don't end: ${JSON.stringify(steps)}`)), STUCK_MILLIS)
    ended.addEventListener('abort', () => clearTimeout(timer))
  })
}

/**
 * Drives an engine over a volatile store and compares it with plain arrays. Steps of one batch run at the same time,
 * on ranges of sectors that don't overlap; whatever they do, every image must stay what it was.
 */
export class Scenario {
  readonly sources: Source[]
  files: VolatileFiles
  #engine: Engine
  #volumes = new Map<string, HostVolume>()
  #stamp = 0
  #pending = new Set<Pending>()
  #starting: Snapshot[][] = []
  #ending = new Set<Snapshot>()
  /** Of this batch's dependent writes: the second's value and the first's. */
  #dependence = new Map<number, number>()
  /** From the first fault on images may fail and calls be refused; what is still active must be whole all the same. */
  #faulty = false
  readonly #copies: ScenarioCopies

  constructor(
    private readonly random: Random,
    repositories: readonly Repository[],
    crashAt: number | null,
  ) {
    this.files = new VolatileFiles(random, crashAt)
    this.#engine = this.#newEngine()
    this.#copies = new ScenarioCopies(SECTORS, {
      engine: () => this.#engine,
      read: (diskId) => this.#read(diskId),
    })
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

  #newEngine(): Engine {
    const files = this.files
    return new Engine((event) => {
      if (files !== this.files || files.crashed) return
      this.#copies.told(event)
      if (event.type !== 'rollbackCompleted') return
      for (const source of this.sources) if (source.id === event.rollback.sourceId) source.rolling = null
    }, files, SIZES)
  }

  async prepare(): Promise<void> {
    await this.#engine.call('pool.create', { poolId: 'pool', name: 'pool', path: '/pool', arrayId: 'array' })
    let number = 0
    const disk = (diskId: string, kind: 'standard' | 'repository' | 'snapshot', capacityBytes: number) => ({
      diskId,
      poolId: 'pool',
      name: diskId,
      wwid: `6${(number += 1).toString(16).padStart(31, '0')}`,
      kind,
      capacityBytes,
    })
    const bytes = SECTORS * SECTOR
    for (const { id } of this.#copies.targets)
      await this.#engine.call('disk.create', { disk: { ...disk(id, 'standard', bytes), snapshotOf: null } })
    for (const source of this.sources) {
      await this.#engine.call('disk.create', { disk: { ...disk(source.id, 'standard', bytes), snapshotOf: null } })
      for (const snapshot of source.snapshots) {
        const repositoryId = `repository-${snapshot.id}`
        const room = snapshot.repository.grains * GRAIN_SECTORS * SECTOR
        await this.#engine.call('disk.create', { disk: { ...disk(repositoryId, 'repository', room), snapshotOf: null } })
        const snapshotOf = { sourceId: source.id, repositoryId }
        await this.#engine.call('disk.create', { disk: { ...disk(snapshot.id, 'snapshot', bytes), snapshotOf } })
      }
    }
    await this.#openGates()
    // A write is answered before its grain is kept only where there are blocks: on some of the sources, everywhere.
    for (const { id } of this.sources) if (this.random.chance(50)) await this.#volume(id).zero(0, bytes, true)
  }

  async #openGates(): Promise<void> {
    const ids = this.sources.flatMap((source) => [source.id, ...source.snapshots.map(({ id }) => id)])
    ids.push(...this.#copies.targets.map(({ id }) => id))
    const gates = ids.map((diskId) => ({ diskId, access: this.#copies.accessOf(diskId) }))
    await this.#engine.call('disk.setAccess', { gates })
    this.#volumes.clear()
    for (const id of ids) this.#volumes.set(id, (await this.#engine.openVolume(id)).volume)
  }

  /** Runs steps at the same time. Answers false if the process died meanwhile. */
  async batch(steps: readonly Step[]): Promise<boolean> {
    const taken: { disk: string; first: number; last: number }[] = []
    const free: Free = (disk, first, last) => {
      if (taken.some((range) => range.disk === disk && range.first <= last && first <= range.last)) return false
      taken.push({ disk, first, last })
      return true
    }
    this.#dependence.clear()
    const work = this.#runAll(steps, free)
    const stuck = new AbortController()
    await Promise.race([work, this.files.died, tooLong(stuck.signal, steps)])
    stuck.abort()
    if (this.files.crashed) {
      void work.catch(() => undefined) // The dead process's last words.
      return false
    }
    return true
  }

  async #runAll(steps: readonly Step[], free: Free): Promise<void> {
    await Promise.all(steps.map((step) => this.#run(step, free)))
    await this.#noticeFailures()
    await this.#copies.settleEnded()
  }

  #snapshot(step: { source: number; snapshot: number }): { source: Source; snapshot: Snapshot } {
    const source = this.#source(step.source)
    const snapshot = source.snapshots[step.snapshot % SNAPSHOTS]
    if (!snapshot) throw new Error('no such snapshot')
    return { source, snapshot }
  }

  #source(number: number): Source {
    const source = this.sources[number % SOURCES]
    if (!source) throw new Error('no such source')
    return source
  }

  #volume(id: string): HostVolume {
    const volume = this.#volumes.get(id)
    if (!volume) throw new Error(`${id} is not open`)
    return volume
  }

  async #run(step: Step, free: Free): Promise<void> {
    if (step.kind === 'write') {
      const source = this.#source(step.source)
      if (this.#mayWrite(source.id, step, free)) await this.#writeSource(source, step)
    } else if (step.kind === 'writeImage') {
      const { snapshot } = this.#snapshot(step)
      if (snapshot.row && this.#mayWrite(snapshot.id, step, free)) await this.#writeImage(snapshot, snapshot.row, step)
    } else if (step.kind === 'read') {
      const source = this.#source(step.source)
      if (free(source.id, 0, SECTORS)) await this.#expectRow(source.id, source.row)
    } else if (step.kind === 'readImage') {
      const { snapshot } = this.#snapshot(step)
      if (snapshot.row && free(snapshot.id, 0, SECTORS)) await this.#expectImage(snapshot)
    } else if (step.kind === 'flush') {
      const source = this.#source(step.source)
      if (free(source.id, 0, SECTORS)) await this.#flush(source)
    } else if (step.kind === 'fault') this.#break(step.fault, this.#snapshot(step).snapshot)
    else if (step.kind === 'dependentWrites') await this.#dependentWrites(step.first, free)
    else if (step.kind === 'start') await this.#start(step.snapshots, free)
    else if (step.kind === 'rollback') await this.#rollBack(step, free)
    else if (step.kind === 'end') await this.#end(step, free)
    else await this.#runOnTarget(step, this.#target(step.target), free)
  }

  async #runOnTarget(step: Extract<Step, { target: number }>, target: Target, free: Free): Promise<void> {
    if (step.kind === 'writeTarget') {
      if (target.copy || !free(target.id, step.first, step.first + step.count - 1)) return
      await this.#put(target.id, target.row, step, step.zero ? 0 : (this.#stamp += 1))
    } else if (free(target.id, 0, SECTORS)) {
      if (step.kind === 'stopCopy') await this.#copies.stop(target)
      else await this.#copy(step, target, free)
    }
  }

  /** Hosts write nothing into what is being copied. */
  #mayWrite(disk: string, { first, count }: Range, free: Free): boolean {
    return !this.#copies.isCopied(disk) && free(disk, first, first + count - 1)
  }

  async #copy(step: Extract<Step, { kind: 'copy' }>, target: Target, free: Free): Promise<void> {
    const { source } = this.#snapshot({ ...step, snapshot: 0 })
    const snapshot = step.snapshot === null ? null : this.#snapshot({ ...step, snapshot: step.snapshot }).snapshot
    if (snapshot ? snapshot.layer : source.rolling) return
    const copied: Copied = snapshot
      ? { diskId: snapshot.id, row: () => snapshot.row, mayFail: () => this.#mayFail(snapshot) }
      : { diskId: source.id, row: () => source.row, mayFail: () => this.#faulty }
    if (copied.row() && free(copied.diskId, 0, SECTORS)) await this.#copies.start(target, copied, step.priority)
  }

  #target(number: number): Target {
    const target = this.#copies.targets[number % TARGETS]
    if (!target) throw new Error('no such target')
    return target
  }

  #break(fault: Fault, snapshot: Snapshot): void {
    this.#faulty ||= fault !== 'mended'
    if (fault === 'noSpace') this.files.noSpace = true
    else if (fault === 'repositorySync')
      this.files.fails = (call, path) => call === 'sync' && path.includes(`/repository-${snapshot.id}/`)
    else if (fault === 'recordSync') {
      let left = 1
      this.files.fails = (call, path) => call === 'sync' && path.endsWith(`/${snapshot.id}/image`) && left-- > 0
    } else if (fault === 'restoredSync') {
      this.files.fails = (call, path) => call === 'sync' && path.endsWith('/restored')
    } else {
      this.files.noSpace = false
      this.files.fails = () => false
    }
  }

  /** Whether an image may have failed, or a write been refused: its repository is small, or something broke. */
  #mayFail(snapshot: Snapshot): boolean {
    return this.#faulty || snapshot.repository.grains < 5
  }

  async #writeSource(source: Source, step: Range): Promise<boolean> {
    const value = step.zero ? 0 : (this.#stamp += 1)
    return this.#put(source.id, source.row, step, value)
  }

  async #writeImage(snapshot: Snapshot, row: Row, step: Range): Promise<void> {
    const value = step.zero ? 0 : (this.#stamp += 1)
    for (let sector = step.first; sector < step.first + step.count; sector += 1) snapshot.written.add(sector)
    const done = await this.#put(snapshot.id, row, step, value)
    if (!done && this.#faulty) await this.#settleRefused(snapshot, row, step, value)
  }

  /** A refused write may have come as far as it could. */
  async #settleRefused(snapshot: Snapshot, row: Row, step: Range, value: number): Promise<void> {
    if ((await this.#stateOf(snapshot)) !== 'active') return
    const found = await this.#readUnlessFailed(snapshot)
    if (!found) return
    for (const [at, sector] of row.entries()) {
      if (at < step.first || at >= step.first + step.count) continue
      expect([sector.value, value], `sector ${at} of ${snapshot.id} after a refused write`).toContain(found[at])
      sector.value = found[at] ?? 0
    }
  }

  /** What a snapshot holds; null if another write of the batch has made it fail meanwhile. */
  async #readUnlessFailed(snapshot: Snapshot): Promise<number[] | null> {
    try {
      return await this.#read(snapshot.id)
    } catch (error) {
      if (error instanceof IoError && (await this.#stateOf(snapshot)) === 'failed') return null
      throw error
    }
  }

  async #put(id: string, row: Row, step: Range, value: number): Promise<boolean> {
    // A dead process's last words may come when the next one runs already.
    const { files } = this
    const pending = { row, first: step.first, count: step.count, value }
    begin(row, step.first, step.count, value)
    this.#pending.add(pending)
    const [offset, length] = [step.first * SECTOR, step.count * SECTOR]
    try {
      if (step.zero) await this.#volume(id).zero(offset, length, this.random.chance(50))
      else await this.#volume(id).write([stamp(value, step.count)], offset)
      finish(row, step.first, step.count, value)
      return true
    } catch (error) {
      // A repository was full and its policy says so; the disk is as it was.
      if (!(error instanceof IoError) || files.crashed) throw error
      expect(['ENOSPC', 'EIO']).toContain(error.code)
      expect(this.sources.some((source) => source.snapshots.some((snapshot) => this.#mayFail(snapshot)))).toBe(true)
      return false
    } finally {
      if (!files.crashed) this.#pending.delete(pending)
    }
  }

  async #flush(source: Source): Promise<void> {
    try {
      await this.#volume(source.id).flush()
    } catch (error) {
      // What was answered early is read, but an image that must fail for it can't be told so: the flush says that.
      if (!(error instanceof IoError) || this.files.crashed) throw error
      expect(this.#faulty, `flush of ${source.id}: ${error.message}`).toBe(true)
      return
    }
    flushed(source.row)
    for (const { row, written } of source.snapshots)
      for (const [index, sector] of row?.entries() ?? []) if (!written.has(index)) sector.possible = new Set([sector.value])
  }

  /** Two writes of which the second is only asked for when the first was answered, on two disks. */
  async #dependentWrites(first: number, free: Free): Promise<void> {
    if (!this.sources.every((source) => this.#mayWrite(source.id, { zero: false, first, count: 2 }, free))) return
    let earlier: number | null = null
    for (const source of this.sources) {
      const value = this.#stamp + 1
      if (earlier !== null) this.#dependence.set(value, earlier)
      earlier = value
      if (!(await this.#writeSource(source, { zero: false, first, count: 2 }))) return
    }
  }

  async #start(asked: { source: number; snapshot: number }[], free: Free) {
    const chosen = asked
      .map((one) => this.#snapshot(one))
      .filter(({ snapshot }, index, all) => all.findIndex((other) => other.snapshot === snapshot) === index)
      .filter(({ source, snapshot }) => !snapshot.row && !snapshot.layer && !source.rolling && free(snapshot.id, 0, SECTORS))
    if (chosen.length === 0) return
    const before = chosen.map(({ source }) => copyOf(source.row))
    const group = chosen.map(({ snapshot }) => snapshot)
    this.#starting.push(group)
    const images = chosen.map(({ snapshot }) => ({
      imageId: snapshot.id,
      warningThresholdPercent: 50,
      fullPolicy: snapshot.repository.policy,
    }))
    try {
      await this.#engine.call('image.start', { images })
    } catch (error) {
      // A rollback of the same batch came first.
      const rolling = error instanceof EngineError && error.code === 'diskInUse' && chosen.some(({ source }) => source.rolling)
      if (!rolling && !(this.#faulty && error instanceof EngineError && ['io', 'noSpace'].includes(error.code))) throw error
      for (const snapshot of group) {
        expect(await this.#stateOf(snapshot), `${snapshot.id} after a start that was refused`).not.toBe('active')
        // Its ending may not have come to its end, and its gate may be closed.
        snapshot.layer = !rolling
      }
      this.#starting = this.#starting.filter((other) => other !== group)
      return
    }
    const found: number[][] = []
    for (const [index, { source, snapshot }] of chosen.entries()) {
      const bytes = Buffer.alloc(SECTORS * SECTOR)
      try {
        await this.#volume(snapshot.id).read(bytes, 0)
      } catch (error) {
        if (!(error instanceof IoError) || !this.#mayFail(snapshot)) throw error
        found.push([])
        continue
      }
      const read = values(bytes)
      found.push(read)
      const row = before[index] ?? []
      for (const [at, sector] of row.entries()) {
        // A write at the same time is in the image or it isn't; nothing else is.
        const allowed = new Set([sector.value, ...(source.row[at]?.possible ?? [])])
        expect(allowed, `sector ${at} of ${snapshot.id} at its start`).toContain(read[at])
        sector.value = read[at] ?? 0
        sector.possible = new Set([...sector.possible, ...allowed])
      }
      snapshot.written.clear()
      snapshot.row = row
    }
    this.#expectOrder(chosen.map(({ source }) => source), found)
    this.#starting = this.#starting.filter((other) => other !== group)
  }

  /** Dependent writes: what the second disk's image has, the first one's has too. */
  #expectOrder(sources: readonly Source[], found: readonly number[][]): void {
    const [first, second] = this.sources
    const one = found[sources.findIndex((source) => source === first)]
    const other = found[sources.findIndex((source) => source === second)]
    if (!one || !other || one.length === 0 || other.length === 0) return
    for (const [at, value] of other.entries()) {
      const earlier = this.#dependence.get(value)
      if (earlier !== undefined && one[at] !== undefined) expect(one[at]).toBeGreaterThanOrEqual(earlier)
    }
  }

  /** Asked for the rollback that the source is in, it goes on. */
  async #rollBack(step: { source: number; snapshot: number }, free: Free) {
    const { source, snapshot } = this.#snapshot(step)
    if (source.rolling) return this.#resume(source.rolling)
    if (!snapshot.row || this.#copies.isCopied(source.id)) return
    if (!free(source.id, 0, SECTORS) || !free(snapshot.id, 0, SECTORS)) return
    // What hosts wrote into the image is flushed with it.
    for (const [index, sector] of snapshot.row.entries()) if (snapshot.written.has(index)) sector.possible.add(sector.value)
    const row = copyOf(snapshot.row)
    source.switching = { snapshot, row }
    source.rolling = snapshot
    const answer = await this.#askRollback(snapshot)
    if (answer !== 'begun') source.rolling = null
    else {
      for (const index of snapshot.written) if (row[index]) row[index].possible = new Set([row[index].value])
      source.row = row
    }
    source.switching = null
    await this.#expectRow(source.id, source.row)
  }

  async #askRollback(snapshot: Snapshot): Promise<'begun' | 'refused'> {
    try {
      await this.#engine.call('image.rollback', { imageId: snapshot.id, priority: 'lowest' })
      return 'begun'
    } catch (error) {
      // It may have failed by now, or be refused by what is broken; then the source is what it was.
      if (!(error instanceof EngineError) || !this.#mayFail(snapshot)) throw error
      expect(['imageState', 'io', 'noSpace']).toContain(error.code)
      return 'refused'
    }
  }

  async #resume(snapshot: Snapshot): Promise<void> {
    // Not what began it: that would begin another one where it is complete and has not been told of yet.
    await this.#engine.call('image.resumeRollback', { imageId: snapshot.id, priority: 'lowest' })
  }

  async #end(step: { source: number; snapshot: number }, free: Free) {
    const { source, snapshot } = this.#snapshot(step)
    if ((!snapshot.row && !snapshot.layer) || source.rolling === snapshot) return
    if (this.#copies.isCopied(snapshot.id) || !free(snapshot.id, 0, SECTORS)) return
    const { files } = this
    this.#ending.add(snapshot)
    await this.#finishEnd(snapshot)
    if (!files.crashed) this.#ending.delete(snapshot)
  }

  /** Ends an image, for the first time or once more. It closes its disk's gate, which is opened again. */
  async #finishEnd(snapshot: Snapshot): Promise<void> {
    snapshot.row = null
    try {
      await this.#engine.call('image.end', { imageId: snapshot.id })
      snapshot.layer = false
    } catch (error) {
      // An older image has no room for what it would inherit and must not fail: this one stays as a layer.
      if (!(error instanceof EngineError) || !(error.code === 'noSpace' || (this.#faulty && error.code === 'io'))) throw error
      snapshot.layer = true
    }
    const access = { read: true, write: true }
    await this.#engine.call('disk.setAccess', { gates: [{ diskId: snapshot.id, access }] })
  }

  /** An image may fail only for want of room; then it says so and can't be read. */
  async #noticeFailures(): Promise<void> {
    for (const source of this.sources) {
      for (const snapshot of source.snapshots) {
        if (!snapshot.row) continue
        if ((await this.#stateOf(snapshot)) !== 'failed') continue
        expect(this.#mayFail(snapshot), `${snapshot.id} failed`).toBe(true)
        if (!this.#faulty) expect(snapshot.repository.policy).toBe('failSnapshot')
        await expect(Promise.resolve().then(() => this.#volume(snapshot.id).read(Buffer.alloc(SECTOR), 0))).rejects.toThrow(IoError)
        snapshot.row = null
        snapshot.layer = true
      }
    }
  }

  async #stateOf(snapshot: Snapshot): Promise<ImageState | undefined> {
    const [facts] = await this.#engine.call('image.facts', { imageIds: [snapshot.id] })
    return facts?.state
  }

  async #expectRow(id: string, row: Row): Promise<void> {
    expect(await this.#read(id), id).toEqual(row.map(({ value }) => value))
  }

  async #expectImage(snapshot: Snapshot): Promise<void> {
    const row = snapshot.row
    if (!row) return
    try {
      await this.#expectRow(snapshot.id, row)
    } catch (error) {
      // It may have failed under the read, which the end of the batch looks at.
      if (!(error instanceof IoError) || (await this.#stateOf(snapshot)) !== 'failed') throw error
    }
  }

  async #read(id: string): Promise<number[]> {
    const bytes = Buffer.alloc(SECTORS * SECTOR)
    await this.#volume(id).read(bytes, 0)
    return values(bytes)
  }

  /** Every disk and every image is what it must be. */
  async verify(): Promise<void> {
    for (const source of this.sources) {
      await this.#expectRow(source.id, source.row)
      for (const snapshot of source.snapshots) await this.#expectImage(snapshot)
    }
    for (const target of this.#copies.targets) if (!target.copy) await this.#expectRow(target.id, target.row)
  }

  /** Waits for what is being copied; then everything is what it must be. */
  async finish(): Promise<void> {
    await this.#copies.finish()
    await this.verify()
  }

  /**
   * Ends the engine in order and starts another one on the same disk, where rollbacks stand still until they are asked
   * for again. Everything is verified before the process dies, at the operation `crashAt` from then on.
   */
  async restart(crashAt: number | null = null): Promise<void> {
    await this.#engine.call('engine.shutdown', null)
    await this.#startAgain(this.files.disk)
    await this.#copies.goOn()
    await this.verify()
    if (crashAt !== null) this.files.dieAfter(crashAt)
  }

  async #startAgain(disk: Disk): Promise<void> {
    this.files = new VolatileFiles(this.random, null, disk)
    this.#engine = this.#newEngine()
    const contents = await this.#engine.call('pool.open', { path: '/pool', arrayId: 'array', expectedPoolId: 'pool' })
    expect(contents.damaged).toEqual([])
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

  /** The process dies, if it hasn't: starts another engine on what is left and looks whether it may be left so. */
  async recover(power: 'lost' | 'kept'): Promise<void> {
    this.files.die()
    // By which the dead engine would be remembered for ever.
    vi.clearAllTimers()
    await this.#startAgain(power === 'lost' ? this.files.afterPowerLoss() : this.files.afterKill())
    for (const group of this.#starting) await this.#settleStart(group)
    for (const source of this.sources) {
      await this.#settleRow(source.id, source.row, power)
      for (const snapshot of source.snapshots) await this.#settleImage(snapshot, power)
    }
    for (const target of this.#copies.targets) if (!target.copy) await this.#settleRow(target.id, target.row, power)
    this.#starting = []
    this.#ending.clear()
    this.#pending.clear()
    await this.#copies.goOn()
  }

  /** All members of a group start or none. What they hold is checked by reading them for the rest of the run. */
  async #settleStart(group: readonly Snapshot[]): Promise<void> {
    const states = await Promise.all(group.map((snapshot) => this.#stateOf(snapshot)))
    const begun = states.map((state) => state === 'active' || state === 'failed')
    expect(new Set(begun).size, `group start ${states.join()}`).toBe(1)
    if (!begun[0]) return
    for (const snapshot of group) {
      const source = this.sources.find(({ snapshots }) => snapshots.includes(snapshot))
      if (!snapshot.row) snapshot.row = copyOf(source?.row ?? [])
    }
  }

  async #settleImage(snapshot: Snapshot, power: 'lost' | 'kept'): Promise<void> {
    const state = await this.#stateOf(snapshot)
    if (this.#ending.has(snapshot)) {
      await this.#finishEnd(snapshot)
      return
    }
    if (!snapshot.row) return
    if (state === 'failed') {
      expect(this.#mayFail(snapshot)).toBe(true)
      snapshot.row = null
      snapshot.layer = true
      return
    }
    expect(state, snapshot.id).toBe('active')
    await this.#settleRow(snapshot.id, snapshot.row, power)
  }

  async #settleRow(id: string, row: Row, power: 'lost' | 'kept'): Promise<void> {
    const found = await this.#read(id)
    for (const [at, value] of found.entries()) {
      const sector = row[at]
      if (!sector) continue
      const allowed = power === 'lost' ? sector.possible : new Set([sector.value, ...this.#pendingAt(row, at)])
      expect(allowed, `sector ${at} of ${id} after the power was ${power}`).toContain(value)
    }
    settle(row, found, power)
  }

  #pendingAt(row: Row, at: number): number[] {
    return [...this.#pending]
      .filter((write) => write.row === row && write.first <= at && at < write.first + write.count)
      .map(({ value }) => value)
  }
}
