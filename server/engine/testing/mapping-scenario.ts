import { expect } from 'vitest'
import type { InstantCopyFacts } from '../contract'
import { type HostVolume, IoError } from '../disks/host-volume'
import { Engine } from '../engine'
import { EngineError } from '../faults'
import { begin, blank, copyOf, finish, flushed, type Row, settle, stamp, values } from './array-model'
import type { Random } from './random'
import { type Disk as Store, VolatileFiles } from './volatile-files'

const SECTOR = 512
const GRAIN_SECTORS = 128
/** Four grains and a short one. */
export const SECTORS = 4 * GRAIN_SECTORS + 40
/** Any of them may be source or target; each has a snapshot of its own besides. */
export const DISKS = 5

interface Range {
  zero: boolean
  first: number
  count: number
}

export interface Asked {
  source: number
  target: number
  incremental: boolean
  restore: boolean
  /** kept: everything is copied, and nothing is handed on, so that others go on looking through it. */
  rate: 'none' | 'slow' | 'fast' | 'kept'
}

/** What hosts and administrators do; disks are numbers, sectors are counted from 0. */
export type MappingStep =
  | ({ kind: 'write'; disk: number; snapshot: boolean } & Range)
  | { kind: 'read'; disk: number; snapshot: boolean }
  | { kind: 'flush'; disk: number }
  | { kind: 'start'; mappings: Asked[] }
  | { kind: 'stop'; target: number; force: boolean }
  /** Of a target that others look through: which of those there are, counted from 0. */
  | { kind: 'split'; choice: number }
  | { kind: 'giveBack'; first: number; rate: Asked['rate'] }
  | { kind: 'forget'; target: number }
  | { kind: 'snapshot'; disk: number }
  | { kind: 'endSnapshot'; disk: number }
  | { kind: 'dependentWrites'; first: number }

interface Mapping {
  source: Shown
  rate: Asked['rate']
}

/** A disk, or its snapshot. */
interface Shown {
  id: string
  /** What hosts must find; null while they find nothing that they could use. */
  row: Row | null
  /** Sectors that hosts wrote since it became an image. */
  written: Set<number>
  mapping: Mapping | null
  snapshot: Shown | null
}

const RATES = {
  none: { copyBytesPerSecond: 0, cleanBytesPerSecond: 0 },
  slow: { copyBytesPerSecond: 6_553_600, cleanBytesPerSecond: 6_553_600 },
  fast: { copyBytesPerSecond: 1e10, cleanBytesPerSecond: 1e10 },
  kept: { copyBytesPerSecond: 1e10, cleanBytesPerSecond: 0 },
} as const
const REFUSALS = ['diskInUse', 'imageState', 'imageNotFound']
const STUCK_MILLIS = 10_000

type Free = (disk: string, first: number, last: number) => boolean

/**
 * Drives mappings, and snapshots of the same disks, over a volatile store and compares every disk with a plain array.
 * Steps of one batch run at the same time, on ranges of sectors that don't overlap.
 */
export class MappingScenario {
  disks: Shown[]
  files: VolatileFiles
  /** How many mappings have begun, that a run which tests nothing shows. */
  begun = 0
  /** How many of them a split gave another source. */
  moved = 0
  #engine: Engine
  #volumes = new Map<string, HostVolume>()
  #stamp = 0
  #run = 0
  #pending = new Set<{ row: Row; first: number; count: number; value: number }>()
  #starting = new Set<{ disks: Shown[]; rows: Row[]; runs: number[] }>()
  /** Disks that are given another content in this batch, and those that others are given the content of: none is both. */
  #given = new Set<Shown>()
  #giving = new Set<Shown>()
  /** In this batch a mapping was stopped by force: whoever depends on it goes with it. */
  #forced = false
  #dependence = new Map<number, number>()

  constructor(
    private readonly random: Random,
    crashAt: number | null,
  ) {
    this.files = new VolatileFiles(random, crashAt)
    this.#engine = this.#newEngine()
    const shown = (id: string, row: Row | null, snapshot: Shown | null): Shown => ({ id, row, written: new Set(), mapping: null, snapshot })
    this.disks = Array.from({ length: DISKS }, (_, disk) =>
      shown(`disk-${disk}`, blank(SECTORS), shown(`snapshot-${disk}`, null, null)),
    )
  }

  #newEngine(): Engine {
    return new Engine(() => {}, this.files)
  }

  get #snapshots(): Shown[] {
    return this.disks.flatMap(({ snapshot }) => snapshot ?? [])
  }

  async prepare(): Promise<void> {
    await this.#engine.call('pool.create', { poolId: 'pool', name: 'pool', path: '/pool', arrayId: 'array' })
    let number = 0
    const facts = (diskId: string, kind: 'standard' | 'repository' | 'snapshot', grains: number | null) => ({
      diskId,
      poolId: 'pool',
      name: diskId,
      wwid: `6${(number += 1).toString(16).padStart(31, '0')}`,
      kind,
      capacityBytes: (grains === null ? SECTORS : grains * GRAIN_SECTORS) * SECTOR,
    })
    for (const disk of this.disks) {
      await this.#engine.call('disk.create', { disk: { ...facts(disk.id, 'standard', null), snapshotOf: null } })
      const repositoryId = `repository-of-${disk.id}`
      await this.#engine.call('disk.create', { disk: { ...facts(repositoryId, 'repository', 40), snapshotOf: null } })
      const snapshotOf = { sourceId: disk.id, repositoryId }
      if (disk.snapshot) await this.#engine.call('disk.create', { disk: { ...facts(disk.snapshot.id, 'snapshot', null), snapshotOf } })
    }
    await this.#openGates()
  }

  async #openGates(): Promise<void> {
    this.#volumes.clear()
    for (const { id } of [...this.disks, ...this.#snapshots]) {
      await this.#allow(id, true)
      this.#volumes.set(id, (await this.#engine.openVolume(id)).volume)
    }
  }

  #allow(diskId: string, open: boolean) {
    return this.#engine.call('disk.setAccess', { gates: [{ diskId, access: { read: open, write: open } }] })
  }

  /** Runs steps at the same time. Answers false if the process died meanwhile. */
  async batch(steps: readonly MappingStep[]): Promise<boolean> {
    const taken: { disk: string; first: number; last: number }[] = []
    const free: Free = (disk, first, last) => {
      if (taken.some((range) => range.disk === disk && range.first <= last && first <= range.last)) return false
      taken.push({ disk, first, last })
      return true
    }
    this.#forced = false
    this.#given.clear()
    this.#giving.clear()
    this.#dependence.clear()
    const work = Promise.all(steps.map((step) => this.#perform(step, free))).then(() => (this.files.crashed ? undefined : this.#noticeEnds()))
    let timer: NodeJS.Timeout | undefined
    const stuck = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`these steps don't end: ${JSON.stringify(steps)}`)), STUCK_MILLIS)
    })
    await Promise.race([work, this.files.died, stuck]).finally(() => clearTimeout(timer))
    if (this.files.crashed) {
      void work.catch(() => undefined) // The dead process's last words.
      return false
    }
    return true
  }

  #disk(number: number): Shown {
    const disk = this.disks[number % DISKS]
    if (!disk) throw new Error('no such disk')
    return disk
  }

  #volume(id: string): HostVolume {
    const volume = this.#volumes.get(id)
    if (!volume) throw new Error(`${id} is not open`)
    return volume
  }

  async #perform(step: MappingStep, free: Free): Promise<void> {
    if (step.kind === 'write' || step.kind === 'read') {
      const disk = this.#disk(step.disk)
      const shown = step.snapshot ? disk.snapshot : disk
      const [first, last] = step.kind === 'write' ? [step.first, step.first + step.count - 1] : [0, SECTORS]
      if (!shown?.row || !free(shown.id, first, last)) return
      if (step.kind === 'write') await this.#write(shown, shown.row, step, step.zero ? 0 : (this.#stamp += 1))
      else await this.#expectRow(shown)
    } else if (step.kind === 'flush') {
      const disk = this.#disk(step.disk)
      if (disk.row && free(disk.id, 0, SECTORS)) await this.#flush(disk)
    } else if (step.kind === 'start') await this.#start(step.mappings, free)
    else if (step.kind === 'stop') await this.#stop(this.#disk(step.target), step.force, free)
    else if (step.kind === 'split') await this.#split(step.choice, free)
    else if (step.kind === 'giveBack') await this.#giveBack(step.first, step.rate, free)
    else if (step.kind === 'forget') await this.#forget(this.#disk(step.target), free)
    else if (step.kind === 'dependentWrites') await this.#dependentWrites(step.first, free)
    else if (step.kind === 'snapshot') await this.#startSnapshot(this.#disk(step.disk), free)
    else await this.#endSnapshot(this.#disk(step.disk), free)
  }

  async #write(shown: Shown, row: Row, { first, count, zero }: Range, value: number): Promise<boolean> {
    const pending = { row, first, count, value }
    begin(row, first, count, value)
    this.#pending.add(pending)
    for (let sector = first; sector < first + count; sector += 1) shown.written.add(sector)
    try {
      if (zero) await this.#volume(shown.id).zero(first * SECTOR, count * SECTOR, this.random.chance(50))
      else await this.#volume(shown.id).write([stamp(value, count)], first * SECTOR)
      finish(row, first, count, value)
      return true
    } catch (error) {
      if (!(error instanceof IoError) || this.files.crashed) throw error
      await this.#expectGone(shown, error)
      return false
    } finally {
      if (!this.files.crashed) this.#pending.delete(pending)
    }
  }

  /** I/O may fail only where a mapping was stopped by force in this batch. */
  async #expectGone(shown: Shown, error: unknown): Promise<void> {
    if (!(error instanceof IoError) || !this.#forced) throw error
    expect(['EPERM', 'EIO'], shown.id).toContain(error.code)
  }

  async #expectRow(shown: Shown): Promise<void> {
    if (!shown.row) return
    try {
      const found = await this.#read(shown.id)
      expect(found, shown.id).toEqual(shown.row.map(({ value }) => value))
    } catch (error) {
      await this.#expectGone(shown, error)
    }
  }

  async #read(id: string): Promise<number[]> {
    const bytes = Buffer.alloc(SECTORS * SECTOR)
    await this.#volume(id).read(bytes, 0)
    return values(bytes)
  }

  /** What is flushed is the disk's content, wherever it lies, and what its images show of it. */
  async #flush(disk: Shown): Promise<void> {
    const row = disk.row
    if (!row) return
    try {
      await this.#volume(disk.id).flush()
    } catch (error) {
      return this.#expectGone(disk, error)
    }
    flushed(row)
  }

  async #dependentWrites(first: number, free: Free): Promise<void> {
    const [one, other] = this.disks
    if (!one?.row || !other?.row || !free(one.id, first, first) || !free(other.id, first, first)) return
    const earlier = (this.#stamp += 1)
    if (!(await this.#write(one, one.row, { zero: false, first, count: 1 }, earlier))) return
    const later = (this.#stamp += 1)
    this.#dependence.set(later, earlier)
    await this.#write(other, other.row, { zero: false, first, count: 1 }, later)
  }

  #mayGive(source: Shown, target: Shown): boolean {
    if (this.#given.has(source) || this.#given.has(target) || this.#giving.has(target)) return false
    this.#giving.add(source)
    this.#given.add(target)
    return true
  }

  async #start(asked: readonly Asked[], free: Free): Promise<void> {
    const chosen: { source: Shown; target: Shown; asked: Asked; run: number }[] = []
    for (const one of asked) {
      const [source, target] = [this.#disk(one.source), this.#disk(one.target)]
      if (source === target || !source.row || !this.#mayGive(source, target) || !free(target.id, 0, SECTORS)) continue
      chosen.push({ source, target, asked: one, run: (this.#run += 1) })
    }
    if (chosen.length === 0) return
    const before = chosen.map(({ source }) => copyOf(source.row ?? []))
    const starting = { disks: chosen.map(({ target }) => target), rows: before, runs: chosen.map(({ run }) => run) }
    this.#starting.add(starting)
    const mappings = chosen.map(({ source, target, asked: { incremental, restore, rate }, run }) => ({
      instantCopyId: `${source.id}-${target.id}`,
      run,
      sourceId: source.id,
      targetId: target.id,
      grainBytes: 65_536 as const,
      incremental,
      restore,
      ...RATES[rate],
    }))
    try {
      await this.#engine.call('instantCopy.start', { mappings })
    } catch (error) {
      if (!(error instanceof EngineError) || !REFUSALS.includes(error.code)) throw error
      this.#starting.delete(starting)
      return
    }
    this.begun += chosen.length
    const found: number[][] = []
    for (const [index, { source, target, asked: { rate } }] of chosen.entries()) {
      const row = before[index] ?? []
      await this.#allow(target.id, true)
      target.mapping = { source, rate }
      target.row = row
      target.written.clear()
      const read = await this.#read(target.id).catch((error: unknown) => this.#expectGone(target, error))
      found.push(read ?? [])
      // What was stopped by force in the same batch shows nothing that could be told.
      const [now] = await this.#engine.call('instantCopy.facts', { targetIds: [target.id] })
      const shows = now?.state === 'copying' || now?.state === 'idle'
      for (const [at, sector] of read && shows ? row.entries() : []) {
        // A write at the same time is in the image or it isn't; nothing else is.
        const allowed = new Set([sector.value, ...(source.row?.[at]?.possible ?? [])])
        if (source.row) expect(allowed, `sector ${at} of ${target.id} at its start`).toContain(read?.[at])
        sector.value = read?.[at] ?? 0
        sector.possible = new Set([...sector.possible, ...allowed, sector.value])
      }
    }
    const [one, other] = this.disks.slice(0, 2).map((disk) => found[chosen.findIndex(({ source }) => source === disk)])
    for (const [at, value] of other?.entries() ?? []) {
      const earlier = this.#dependence.get(value)
      if (earlier !== undefined && one?.[at] !== undefined) expect(one[at]).toBeGreaterThanOrEqual(earlier)
    }
    this.#starting.delete(starting)
  }

  async #stop(target: Shown, force: boolean, free: Free): Promise<void> {
    if (!target.mapping || !free(target.id, 0, SECTORS)) return
    this.#forced ||= force
    const [before] = await this.#engine.call('instantCopy.facts', { targetIds: [target.id] })
    if (before?.state !== 'copying') return
    const whole = before.copiedBytes === before.totalBytes
    if (!whole) await this.#allow(target.id, false)
    try {
      await this.#engine.call('instantCopy.stop', { targetIds: [target.id], force })
    } catch (error) {
      if (!(error instanceof EngineError) || !REFUSALS.includes(error.code)) throw error
      await this.#allow(target.id, true)
    }
  }

  /** Whatever looked through a target shows what it showed, from another source. */
  async #split(choice: number, free: Free): Promise<void> {
    const kept = [...(await this.#factsOf()).values()].filter(({ dependents, copiedBytes, totalBytes }) => dependents.length > 0 && copiedBytes === totalBytes)
    const targetId = kept[choice % kept.length]?.targetId
    const target = this.disks.find(({ id }) => id === targetId)
    if (!target?.mapping || !free(target.id, 0, SECTORS)) return
    try {
      const [own, ...others] = await this.#engine.call('instantCopy.split', { targetId: target.id })
      expect(own?.state).not.toBe('copying')
      for (const { targetId, sourceId } of others) {
        const moved = this.disks.find(({ id }) => id === targetId)
        if (moved?.mapping && sourceId === target.id) moved.mapping = { ...moved.mapping, source: target }
        this.moved += 1
      }
    } catch (error) {
      if (!(error instanceof EngineError) || !REFUSALS.includes(error.code)) throw error
    }
  }

  /** Gives a source the content of a target that is its image still: the first one from a disk on. */
  async #giveBack(first: number, rate: Asked['rate'], free: Free): Promise<void> {
    const facts = await this.#factsOf()
    for (let number = first; number < first + DISKS; number += 1) {
      const { id, mapping, row } = this.#disk(number)
      if (!mapping?.source.row || !row || facts.get(id)?.state !== 'copying') continue
      const [source, target] = [number % DISKS, this.disks.indexOf(mapping.source)]
      return this.#start([{ source, target, incremental: false, restore: true, rate }], free)
    }
  }

  async #forget(target: Shown, free: Free): Promise<void> {
    if (!target.mapping || !free(target.id, 0, SECTORS)) return
    const [facts] = await this.#engine.call('instantCopy.facts', { targetIds: [target.id] })
    if (facts?.state !== 'idle') return
    target.mapping = null
    await this.#engine.call('instantCopy.forget', { targetId: target.id })
  }

  async #startSnapshot(disk: Shown, free: Free): Promise<void> {
    const { snapshot } = disk
    if (!snapshot || snapshot.row || !disk.row || this.#given.has(disk) || !free(snapshot.id, 0, SECTORS)) return
    this.#giving.add(disk)
    const row = copyOf(disk.row)
    const starting = { disks: [snapshot], rows: [row], runs: [] }
    this.#starting.add(starting)
    try {
      const images = [{ imageId: snapshot.id, warningThresholdPercent: 50, fullPolicy: 'failSnapshot' as const }]
      await this.#engine.call('image.start', { images })
    } catch (error) {
      if (!(error instanceof EngineError) || !REFUSALS.includes(error.code)) throw error
      this.#starting.delete(starting)
      return
    }
    const read = await this.#read(snapshot.id).catch((error: unknown) => this.#expectGone(snapshot, error))
    this.#starting.delete(starting)
    if (!read) return
    for (const [at, sector] of row.entries()) {
      const allowed = new Set([sector.value, ...(disk.row?.[at]?.possible ?? [])])
      expect(allowed, `sector ${at} of ${snapshot.id} at its start`).toContain(read[at])
      sector.value = read[at] ?? 0
      sector.possible = new Set([...sector.possible, ...allowed])
    }
    snapshot.written.clear()
    snapshot.row = row
  }

  async #endSnapshot({ snapshot }: Shown, free: Free): Promise<void> {
    if (!snapshot || !free(snapshot.id, 0, SECTORS)) return
    snapshot.row = null
    await this.#endImage(snapshot.id)
  }

  async #endImage(imageId: string): Promise<void> {
    await this.#engine.call('image.end', { imageId })
    await this.#allow(imageId, true)
  }

  async #factsOf(): Promise<Map<string, InstantCopyFacts>> {
    const facts = await this.#engine.call('instantCopy.facts', { targetIds: this.disks.map(({ id }) => id) })
    return new Map(facts.map((one) => [one.targetId, one]))
  }

  /** Targets that are of no use, and snapshots that failed, may be so only because of a stop. */
  async #noticeEnds(): Promise<void> {
    const facts = await this.#factsOf()
    for (const disk of this.disks) {
      const now = facts.get(disk.id)
      if (now && (now.state === 'stopped' || (now.state === 'stopping' && now.copiedBytes < now.totalBytes))) {
        expect(now.failure, disk.id).toBe(null)
        disk.row = null
      }
      // A stop that came when it had got everything leaves it whole.
      if (now && disk.row) await this.#allow(disk.id, true)
      const { snapshot } = disk
      if (!snapshot?.row) continue
      const [image] = await this.#engine.call('image.facts', { imageIds: [snapshot.id] })
      if (image?.state === 'active') continue
      expect(this.#forced, `${snapshot.id} is ${image?.state}`).toBe(true)
      snapshot.row = null
    }
  }

  /** Every disk and every image is what it must be. */
  async verify(): Promise<void> {
    this.#forced = false
    for (const shown of [...this.disks, ...this.#snapshots]) await this.#expectRow(shown)
  }

  /** Ends the engine in order and starts another one on the same store, where everything goes on. */
  async restart(): Promise<void> {
    await this.#engine.call('engine.shutdown', null)
    await this.#startAgain(this.files.disk)
    await this.verify()
  }

  async #startAgain(store: Store): Promise<void> {
    this.files = new VolatileFiles(this.random, null, store)
    this.#engine = this.#newEngine()
    const contents = await this.#engine.call('pool.open', { path: '/pool', arrayId: 'array', expectedPoolId: 'pool' })
    expect(contents.damaged).toEqual([])
    expect(contents.rollbacks).toEqual([])
    for (const { targetId, state } of contents.instantCopies) {
      const target = this.disks.find(({ id }) => id === targetId)
      if (state === 'copying' || state === 'stopping')
        await this.#engine.call('instantCopy.resume', { targetId, ...RATES[target?.mapping?.rate ?? 'none'] })
    }
    await this.#openGates()
  }

  /**
   * After the process died: starts another engine on what is left and looks whether it may be left so. Answers who goes on
   * from there: the last words of the dead process, which may come late, reach this one only.
   */
  async recover(power: 'lost' | 'kept'): Promise<MappingScenario> {
    const next = new MappingScenario(this.random, null)
    const { disks, pending, starting } = structuredClone({ disks: this.disks, pending: this.#pending, starting: this.#starting })
    next.disks = disks
    next.#pending = pending
    next.#starting = starting
    next.#stamp = this.#stamp
    next.#run = this.#run
    next.#forced = this.#forced
    await next.#startAgain(power === 'lost' ? this.files.afterPowerLoss() : this.files.afterKill())
    await next.#settle(power)
    return next
  }

  async #settle(power: 'lost' | 'kept'): Promise<void> {
    const facts = await this.#factsOf()
    for (const starting of this.#starting) await this.#settleStart(starting, facts)
    this.#starting.clear()
    for (const disk of this.disks) {
      const now = facts.get(disk.id)
      // A split that was not answered.
      const source = this.disks.find(({ id }) => id === now?.sourceId)
      if (disk.mapping && source) disk.mapping = { ...disk.mapping, source }
      if (now && (now.state === 'stopped' || (now.state === 'stopping' && now.copiedBytes < now.totalBytes))) {
        expect(now.failure, disk.id).toBe(null)
        disk.row = null
      }
    }
    for (const shown of this.disks) if (shown.row) await this.#settleRow(shown, shown.row, power)
    for (const shown of this.#snapshots) {
      const [image] = await this.#engine.call('image.facts', { imageIds: [shown.id] })
      if (!shown.row) {
        // Its end was asked for: whoever asked, asks again. Else a start would find that it has begun.
        if (image?.state === 'active') await this.#endImage(shown.id)
        continue
      }
      if (image?.state === 'active') await this.#settleRow(shown, shown.row, power)
      else {
        expect(this.#forced, `${shown.id} is ${image?.state}`).toBe(true)
        shown.row = null
      }
    }
    this.#pending.clear()
  }

  /** All members of a group start or none. One that has not begun may have lost its content all the same. */
  async #settleStart({ disks, rows, runs }: { disks: Shown[]; rows: Row[]; runs: number[] }, facts: Map<string, InstantCopyFacts>): Promise<void> {
    const begun: boolean[] = []
    for (const [index, shown] of disks.entries()) {
      const now = facts.get(shown.id)
      if (runs.length > 0) begun.push(now !== undefined && now.run === runs[index] && now.state !== 'stopped')
      else begun.push((await this.#engine.call('image.facts', { imageIds: [shown.id] }))[0]?.state === 'active')
    }
    expect(new Set(begun).size, `a group start: ${begun.join()}`).toBe(1)
    for (const [index, shown] of begun[0] ? disks.entries() : []) {
      const row = rows[index] ?? []
      const sourceId = facts.get(shown.id)?.sourceId
      const source = this.disks.find(({ id, snapshot }) => (runs.length > 0 ? id === sourceId : snapshot === shown))
      if (!source) continue
      for (const [at, sector] of row.entries()) {
        for (const value of source.row?.[at]?.possible ?? []) sector.possible.add(value)
        // Not answered yet, so what it shows is whatever it showed at its instant.
        sector.possible.add(sector.value)
        this.#pending.add({ row, first: at, count: 1, value: sector.value })
        for (const value of sector.possible) this.#pending.add({ row, first: at, count: 1, value })
      }
      shown.row = row
      shown.written.clear()
      if (runs.length > 0) shown.mapping = { source, rate: 'slow' }
    }
  }

  async #settleRow(shown: Shown, row: Row, power: 'lost' | 'kept'): Promise<void> {
    const found = await this.#read(shown.id)
    for (const [at, value] of found.entries()) {
      const sector = row[at]
      if (!sector) continue
      const pending = [...this.#pending].filter((write) => write.row === row && write.first <= at && at < write.first + write.count)
      const allowed = power === 'lost' ? sector.possible : new Set([sector.value, ...pending.map((write) => write.value)])
      expect(allowed, `sector ${at} of ${shown.id} after the power was ${power}`).toContain(value)
    }
    settle(row, found, power)
  }
}
