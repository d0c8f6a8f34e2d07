import type { HostVolume } from '../../server/engine/disks/host-volume'
import { Engine } from '../../server/engine/engine'

const MIB = 2 ** 20
export const GRAIN_BYTES = 65_536

/** An engine with one pool in this process, where no protocol and no other thread hides what it costs. */
export class EngineArray {
  #number = 0

  private constructor(readonly engine: Engine) {}

  static async make(pool: string): Promise<EngineArray> {
    const engine = new Engine(() => undefined)
    await engine.call('pool.create', { poolId: 'pool', name: 'pool', path: pool, arrayId: 'bench' })
    return new EngineArray(engine)
  }

  async disk(capacityBytes: number): Promise<string> {
    const diskId = await this.#create('standard', capacityBytes, null)
    await this.engine.call('disk.setAccess', { gates: [{ diskId, access: { read: true, write: true } }] })
    return diskId
  }

  /** The disks of a snapshot, whose image has not started. */
  async snapshot(sourceId: string, capacityBytes: number, repositoryBytes: number): Promise<string> {
    const repositoryId = await this.#create('repository', repositoryBytes, null)
    return this.#create('snapshot', capacityBytes, { sourceId, repositoryId })
  }

  async #create(
    kind: 'standard' | 'snapshot' | 'repository',
    capacityBytes: number,
    snapshotOf: { sourceId: string; repositoryId: string } | null,
  ): Promise<string> {
    this.#number += 1
    const diskId = `disk-${this.#number}`
    const wwid = `6${this.#number.toString(16).padStart(31, '0')}`
    await this.engine.call('disk.create', { disk: { diskId, poolId: 'pool', name: diskId, wwid, kind, capacityBytes, snapshotOf } })
    return diskId
  }

  /** A disk of which the first bytes, or all, are data, durably. */
  async written(capacityBytes: number, dataBytes = capacityBytes): Promise<string> {
    const diskId = await this.disk(capacityBytes)
    await this.using(diskId, async (volume) => {
      const bytes = Buffer.alloc(MIB, 1)
      for (let offset = 0; offset < dataBytes; offset += MIB) await volume.write([bytes], offset)
      await volume.flush()
    })
    return diskId
  }

  async using<T>(diskId: string, work: (volume: HostVolume) => Promise<T>): Promise<T> {
    const { volume, release } = await this.engine.openVolume(diskId)
    try {
      return await work(volume)
    } finally {
      await release()
    }
  }

  /** Starts a mapping; answers for how many seconds hosts were held. */
  async startMapping(sourceId: string, targetId: string, copyBytesPerSecond = 0): Promise<number> {
    const rates = { copyBytesPerSecond, cleanBytesPerSecond: 0 }
    const mapping = { instantCopyId: targetId, run: 1, sourceId, targetId, grainBytes: GRAIN_BYTES, incremental: false, restore: false, ...rates } as const
    const { heldMicros } = await this.engine.call('instantCopy.start', { mappings: [mapping] })
    return heldMicros / 1e6
  }

  async end(): Promise<void> {
    await this.engine.call('engine.shutdown', null)
  }
}
