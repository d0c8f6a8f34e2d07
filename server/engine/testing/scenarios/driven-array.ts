/** The engine that a scenario drives: over a volatile store, with one pool, and its disks open as hosts have them. */
import { expect } from 'vitest'
import type { DiskKind, EngineEvent, ImageState, PoolContents } from '../../contract'
import { COPY_SIZES, type CopySizes } from '../../copier/pacing'
import type { UpdatableVolume } from '../../disks/host-volume'
import { Engine } from '../../engine'
import { values } from '../array-model'
import type { Random } from '../random'
import { type Disk as Store, VolatileFiles } from '../volatile-files'
import { SECTOR, SECTORS } from './geometry'

export class DrivenArray {
  files: VolatileFiles
  engine: Engine
  readonly #volumes = new Map<string, UpdatableVolume>()
  #number = 0

  constructor(
    readonly random: Random,
    crashAt: number | null,
    private readonly told: (event: EngineEvent) => void = () => {},
    private readonly sizes: CopySizes = COPY_SIZES,
  ) {
    this.files = new VolatileFiles(random, crashAt)
    this.engine = this.#newEngine()
  }

  /** What a dead engine tells is not heard. */
  #newEngine(): Engine {
    const files = this.files
    const hear = (event: EngineEvent) => {
      if (files === this.files && !files.crashed) this.told(event)
    }
    return new Engine(hear, files, this.sizes)
  }

  get call() {
    return this.engine.call.bind(this.engine)
  }

  async makePool(): Promise<void> {
    await this.call('pool.create', { poolId: 'pool', name: 'pool', path: '/pool', arrayId: 'array' })
  }

  async makeDisk(diskId: string, kind: DiskKind, sectors: number, snapshotOf: { sourceId: string; repositoryId: string } | null = null): Promise<void> {
    this.#number += 1
    const wwid = `6${this.#number.toString(16).padStart(31, '0')}`
    const disk = { diskId, poolId: 'pool', name: diskId, wwid, kind, capacityBytes: sectors * SECTOR, snapshotOf }
    await this.call('disk.create', { disk })
  }

  /** Opens a disk as a host does, from when on {@link volume} answers it. */
  async open(diskId: string): Promise<void> {
    this.#volumes.set(diskId, (await this.engine.openVolume(diskId)).volume)
  }

  volume(diskId: string): UpdatableVolume {
    const volume = this.#volumes.get(diskId)
    if (!volume) throw new Error(`${diskId} is not open`)
    return volume
  }

  /** The value of each sector. */
  async read(diskId: string): Promise<number[]> {
    const bytes = Buffer.alloc(SECTORS * SECTOR)
    await this.volume(diskId).read(bytes, 0)
    return values(bytes)
  }

  async stateOf(imageId: string): Promise<ImageState | undefined> {
    const [facts] = await this.call('image.facts', { imageIds: [imageId] })
    return facts?.state
  }

  /** Another engine on what the one before left, with nothing open. */
  async startAgain(store: Store): Promise<PoolContents> {
    this.files = new VolatileFiles(this.random, null, store)
    this.engine = this.#newEngine()
    this.#volumes.clear()
    const contents = await this.call('pool.open', { path: '/pool', arrayId: 'array', expectedPoolId: 'pool' })
    expect(contents.damaged).toEqual([])
    return contents
  }
}
