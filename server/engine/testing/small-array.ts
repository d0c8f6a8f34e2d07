import type { DiskKind, EngineEvent, FullPolicy } from '../contract'
import { COPY_SIZES, type CopySizes } from '../copier/pacing'
import { Engine } from '../engine'
import { stamp, values } from './array-model'
import { Random } from './random'
import { type Disk, VolatileFiles } from './volatile-files'

const SECTOR = 512
export const GRAIN_SECTORS = 128

/** An engine over a volatile store, small enough to say in a few lines what happens to it. */
export class SmallArray {
  readonly files: VolatileFiles
  readonly engine: Engine
  readonly events: EngineEvent[] = []
  #number = 0

  constructor(seed: number, disk?: Disk, sizes: CopySizes = COPY_SIZES) {
    this.files = new VolatileFiles(new Random(seed), null, disk)
    this.engine = new Engine((event) => this.events.push(event), this.files, sizes)
  }

  get call() {
    return this.engine.call.bind(this.engine)
  }

  async makePool(): Promise<void> {
    await this.call('pool.create', { poolId: 'pool', name: 'pool', path: '/pool', arrayId: 'array' })
  }

  /** Another engine on the same store, as it is now or after the death of the process. */
  async again(disk: Disk = this.files.afterKill(), seed = 99): Promise<SmallArray> {
    const next = new SmallArray(seed, disk)
    await next.call('pool.open', { path: '/pool', arrayId: 'array', expectedPoolId: 'pool' })
    return next
  }

  async makeDisk(diskId: string, grains: number, kind: DiskKind = 'standard', snapshotOf: { sourceId: string; repositoryId: string } | null = null) {
    this.#number += 1
    const wwid = `6${this.#number.toString(16).padStart(31, '0')}`
    const capacityBytes = grains * GRAIN_SECTORS * SECTOR
    await this.call('disk.create', { disk: { diskId, poolId: 'pool', name: diskId, wwid, kind, capacityBytes, snapshotOf } })
    if (kind !== 'repository') await this.allow(diskId)
  }

  /** A snapshot with its repository, not started. */
  async makeSnapshot(diskId: string, sourceId: string, grains: number, repositoryGrains = 2 * grains): Promise<void> {
    await this.makeDisk(`${diskId}-repository`, repositoryGrains, 'repository')
    await this.makeDisk(diskId, grains, 'snapshot', { sourceId, repositoryId: `${diskId}-repository` })
  }

  async allow(diskId: string, read = true, write = true): Promise<void> {
    await this.call('disk.setAccess', { gates: [{ diskId, access: { read, write } }] })
  }

  startImages(imageIds: readonly string[], fullPolicy: FullPolicy = 'failSnapshot') {
    return this.call('image.start', {
      images: imageIds.map((imageId) => ({ imageId, warningThresholdPercent: 80, fullPolicy })),
    })
  }

  async stateOf(imageId: string) {
    const [facts] = await this.call('image.facts', { imageIds: [imageId] })
    return facts?.state
  }

  /** Stamps a value on sectors. */
  async write(diskId: string, value: number, first: number, count = 1): Promise<void> {
    const { volume, release } = await this.engine.openVolume(diskId)
    try {
      await volume.write([stamp(value, count)], first * SECTOR)
    } finally {
      await release()
    }
  }

  /** The value of each sector. */
  async read(diskId: string, first: number, count = 1): Promise<number[]> {
    const { volume, release } = await this.engine.openVolume(diskId)
    try {
      const bytes = Buffer.alloc(count * SECTOR)
      await volume.read(bytes, first * SECTOR)
      return values(bytes)
    } finally {
      await release()
    }
  }
}
