import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { MessageChannel, type MessagePort } from 'node:worker_threads'
import { onTestFinished } from 'vitest'
import type { EngineEvent, ListenAddress } from '../../contract'
import { COPY_SIZES } from '../../copier/pacing'
import { Engine } from '../../engine'
import type { Files } from '../../storage/files'
import { linuxFiles } from '../../storage/linux-files'
import { RawClient } from '../../targets/nbd/test-support/raw-client'
import type { FromServingThread, ToServingThread } from '../messages'
import { serveHosts } from '../serve-hosts'

/** An engine whose connections are served at the other ends of ports, in this thread, and what goes over them. */
export class ServedArray {
  readonly events: EngineEvent[] = []
  readonly messages: (ToServingThread | FromServingThread)[] = []
  #ports: MessagePort[] = []
  #number = 0
  #wake: () => void = () => undefined

  private constructor(
    readonly folder: string,
    private readonly makeEngine: (array: ServedArray) => Engine,
  ) {
    this.engine = this.makeEngine(this)
  }

  readonly engine: Engine

  /** With so many serving threads, over real files or others. Ends with the test. */
  static async start({ threads = 1, files = linuxFiles, threadFiles = files }: { threads?: number; files?: Files; threadFiles?: Files } = {}): Promise<ServedArray> {
    const folder = await mkdtemp(path.join(tmpdir(), 'lunette-serving-'))
    const array = new ServedArray(folder, (made) => {
      const serving = {
        most: threads,
        start: (_number: number, options: Parameters<typeof serveHosts>[2]) => {
          const { port1, port2 } = new MessageChannel()
          serveHosts(port2, threadFiles, options)
          const listen = (port: typeof port1) => port.on('message', (message: ToServingThread | FromServingThread) => made.#noted(message))
          listen(port1)
          listen(port2)
          made.#ports.push(port1)
          return port1
        },
      }
      return new Engine((event) => made.events.push(event), files, COPY_SIZES, serving)
    })
    onTestFinished(async () => {
      await array.engine.call('engine.shutdown', null)
      for (const port of array.#ports) port.close()
      await rm(folder, { recursive: true })
    })
    await array.engine.call('pool.create', { poolId: 'pool', name: 'pool', path: path.join(folder, 'pool'), arrayId: 'array' })
    return array
  }

  get address(): ListenAddress & { kind: 'unix' } {
    return { kind: 'unix', path: path.join(this.folder, 'nbd.sock') }
  }

  uri(diskId: string): string {
    return `nbd+unix:///host/${diskId}?socket=${this.address.path}`
  }

  /** Makes disks that hosts may use, and serves them. */
  async serve(capacityBytes: number, ...diskIds: string[]): Promise<void> {
    for (const diskId of diskIds) {
      await this.create(diskId, capacityBytes)
      await this.setAccess(diskId, true, true)
    }
    const exports = diskIds.map((diskId) => ({ name: `host/${diskId}`, diskId, hostId: 'host' }))
    await this.engine.call('targets.setExports', { exports, keys: [], iscsi: { targetName: 'iqn.2026-01.test:array', initiators: [], luns: [] } })
    await this.engine.call('targets.listen', { nbd: [this.address], iscsi: [] })
  }

  async create(diskId: string, capacityBytes: number, kind: 'standard' | 'snapshot' | 'repository' = 'standard', snapshotOf: { sourceId: string; repositoryId: string } | null = null): Promise<void> {
    this.#number += 1
    const wwid = `6${this.#number.toString(16).padStart(31, '0')}`
    await this.engine.call('disk.create', { disk: { diskId, poolId: 'pool', name: diskId, wwid, kind, capacityBytes, snapshotOf } })
  }

  async setAccess(diskId: string, read: boolean, write: boolean): Promise<void> {
    await this.engine.call('disk.setAccess', { gates: [{ diskId, access: { read, write } }] })
  }

  /** Starts an image of a disk; answers its identifier. */
  async snapshot(sourceId: string, capacityBytes: number): Promise<string> {
    const imageId = `image-${this.#number}`
    await this.create(`repository-${imageId}`, 2 * capacityBytes, 'repository')
    await this.create(imageId, capacityBytes, 'snapshot', { sourceId, repositoryId: `repository-${imageId}` })
    await this.engine.call('image.start', { images: [{ imageId, warningThresholdPercent: 50, fullPolicy: 'failSnapshot' }] })
    return imageId
  }

  /** A connection in transmission. */
  async connect(diskId: string): Promise<RawClient> {
    const client = await RawClient.connect(this.address)
    onTestFinished(() => client.destroy())
    await client.enter(`host/${diskId}`, { structured: true, baseAllocation: true })
    return client
  }

  /** Resolves when the ports have carried so many of the messages that fit. */
  async until(count: number, fits: (message: ToServingThread | FromServingThread) => boolean): Promise<void> {
    while (this.messages.filter(fits).length < count)
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
  }

  #noted(message: ToServingThread | FromServingThread): void {
    this.messages.push(message)
    this.#wake()
  }
}
