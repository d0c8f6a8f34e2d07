import { randomBytes } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { COMMAND, ERROR } from '../targets/nbd/protocol'
import type { RawClient } from '../targets/nbd/test-support/raw-client'
import { run } from '../targets/nbd/test-support/tools'
import { FailingFiles } from '../testing/failing-files'
import { linuxFiles } from '../storage/linux-files'
import { Random } from '../testing/random'
import type { FromServingThread, ToServingThread } from './messages'
import { ServedArray } from './test-support/served-array'

const MIB = 2 ** 20
const SIZE = 8 * MIB

const isServed = ({ kind }: ToServingThread | FromServingThread): boolean => kind === 'serve'
const isBack = (message: ToServingThread | FromServingThread): boolean => message.kind === 'left' && message.connection !== null
const isForwarded = ({ kind }: ToServingThread | FromServingThread): boolean => kind === 'forward'

async function readOf(client: RawClient, offset: number, length: number): Promise<Buffer> {
  const { error, chunks } = await client.request({ command: COMMAND.read, offset, length })
  expect(error).toBe(0)
  return Buffer.concat(chunks.map(({ payload }) => payload.subarray(8)))
}

async function written(client: RawClient, offset: number, payload: Buffer): Promise<void> {
  expect(await client.write(offset, payload)).toMatchObject({ error: 0 })
}

describe('A connection of a disk without images', () => {
  it('is served by another thread, which uses the disk by itself', async () => {
    const array = await ServedArray.start()
    await array.serve(SIZE, 'disk')
    const client = await array.connect('disk')
    await array.until(1, isServed)
    const bytes = randomBytes(MIB)
    await written(client, 4096, bytes)
    expect((await readOf(client, 4096, MIB)).equals(bytes)).toBe(true)
    expect(await client.request({ command: COMMAND.flush })).toMatchObject({ error: 0 })
    expect(array.messages.filter(isForwarded)).toEqual([])
    expect(await array.engine.call('disk.statistics', { diskId: 'disk' })).toMatchObject({ readOperations: 1, readBytes: MIB, writtenBytes: MIB, flushes: 1 })
    const [session] = await array.engine.call('targets.sessions', null)
    expect(session).toMatchObject({ commands: 3, readBytes: MIB, writtenBytes: MIB })
  })

  it('holds what real clients write there', async () => {
    const array = await ServedArray.start()
    await array.serve(SIZE, 'disk')
    const [source, target] = [path.join(array.folder, 'source'), path.join(array.folder, 'target')]
    await writeFile(source, randomBytes(SIZE))
    await run('nbdcopy', '--flush', source, array.uri('disk'))
    await run('qemu-img', 'convert', '-f', 'raw', '-O', 'raw', array.uri('disk'), target)
    expect((await readFile(target)).equals(await readFile(source))).toBe(true)
    expect(array.messages.some(isServed)).toBe(true)
    expect(array.events.filter(({ type }) => type !== 'sessionOpened' && type !== 'sessionClosed')).toEqual([])
  })

  it('loses nothing that a host has sent while it moves', async () => {
    const array = await ServedArray.start()
    await array.serve(SIZE, 'disk')
    const ask = async (): Promise<void> => {
      const client = await array.connect('disk')
      const asked = new Set<bigint>()
      for (let number = 0; number < 64; number += 1)
        asked.add(client.sendRequest({ command: COMMAND.read, offset: (number % 16) * (MIB / 4), length: MIB / 4 }))
      while (asked.size > 0) {
        const { cookie, error } = await client.reply()
        expect([error, asked.delete(cookie)]).toEqual([0, true])
      }
    }
    await Promise.all([ask(), ask(), ask(), ask()])
    expect(array.messages.filter(isServed)).toHaveLength(2)
  })

  it('moves back when an image begins, and there again when it has ended', async () => {
    const array = await ServedArray.start()
    await array.serve(SIZE, 'disk')
    const client = await array.connect('disk')
    await array.until(1, isServed)
    await written(client, 0, Buffer.alloc(4096, 1))
    const imageId = await array.snapshot('disk', SIZE)
    await written(client, 0, Buffer.alloc(4096, 2))
    await array.until(1, isBack)
    await written(client, 4096, Buffer.alloc(4096, 3))
    const image = await imageOf(array, imageId)
    expect(image.subarray(0, 8192)).toEqual(Buffer.concat([Buffer.alloc(4096, 1), Buffer.alloc(4096)]))
    await array.engine.call('image.end', { imageId })
    await array.until(2, isServed)
    expect((await readOf(client, 0, 8192)).equals(Buffer.concat([Buffer.alloc(4096, 2), Buffer.alloc(4096, 3)]))).toBe(true)
  })

  it('is told of access that is taken and given while it is there', async () => {
    const array = await ServedArray.start()
    await array.serve(SIZE, 'disk')
    const client = await array.connect('disk')
    await array.until(1, isServed)
    await array.setAccess('disk', true, false)
    expect(await client.write(0, Buffer.alloc(4096))).toMatchObject({ error: ERROR.permission })
    expect(await client.request({ command: COMMAND.trim, offset: 0, length: 4096 })).toMatchObject({ error: ERROR.permission })
    await readOf(client, 0, 4096)
    await array.setAccess('disk', true, true)
    await written(client, 0, Buffer.alloc(4096))
    expect(array.messages.filter(isBack)).toEqual([])
  })

  it('reaches what the disk has grown by', async () => {
    const array = await ServedArray.start()
    await array.serve(SIZE, 'disk')
    const client = await array.connect('disk')
    await array.until(1, isServed)
    expect(await client.write(SIZE, Buffer.alloc(4096))).toMatchObject({ error: ERROR.noSpace })
    await array.engine.call('disk.grow', { diskId: 'disk', capacityBytes: 2 * SIZE })
    await array.until(2, ({ kind }) => kind === 'state')
    await written(client, SIZE, Buffer.alloc(4096, 7))
    expect(await readOf(client, SIZE, 4096)).toEqual(Buffer.alloc(4096, 7))
  })

  it('is served by the engine again once a flush has failed, which nobody may forget', async () => {
    const files = new FailingFiles(linuxFiles)
    const array = await ServedArray.start({ files })
    await array.serve(SIZE, 'disk')
    const client = await array.connect('disk')
    await array.until(1, isServed)
    await written(client, 0, Buffer.alloc(4096, 1))
    files.faults = (call, file) => (call === 'sync' && file.endsWith('data') ? 'EIO' : null)
    expect(await client.request({ command: COMMAND.flush })).toMatchObject({ error: ERROR.io })
    await array.until(1, isBack)
    expect(array.events).toContainEqual(expect.objectContaining({ type: 'diskError', diskId: 'disk', operation: 'flush' }))
    const other = await array.connect('disk')
    expect(await other.request({ command: COMMAND.flush })).toMatchObject({ error: ERROR.io })
    expect(array.messages.filter(isServed)).toHaveLength(1)
    files.faults = () => null
  })

  it('hears there that the pool is full, and so does the array', async () => {
    const files = new FailingFiles(linuxFiles)
    const array = await ServedArray.start({ files })
    await array.serve(SIZE, 'disk')
    const client = await array.connect('disk')
    await array.until(1, isServed)
    files.faults = (call, file) => (call === 'write' && file.endsWith('data') ? 'ENOSPC' : null)
    expect(await client.write(0, Buffer.alloc(4096, 1))).toMatchObject({ error: ERROR.noSpace })
    expect(array.events).toContainEqual({ type: 'poolFull', poolId: 'pool', diskId: 'disk' })
    files.faults = () => null
    await written(client, 0, Buffer.alloc(4096, 2))
    expect(array.messages.filter(isForwarded)).toEqual([])
  })

  it('stays with the engine where the thread can open no file', async () => {
    const array = await ServedArray.start({ threadFiles: { ...linuxFiles, openBlocks: () => Promise.reject(Object.assign(new Error('none left'), { code: 'EMFILE' })) } })
    await array.serve(SIZE, 'disk')
    const client = await array.connect('disk')
    await array.until(1, ({ kind }) => kind === 'opened')
    await written(client, 0, Buffer.alloc(4096, 1))
    expect(await readOf(client, 0, 4096)).toEqual(Buffer.alloc(4096, 1))
    expect(array.messages.filter(isServed)).toEqual([])
  })

  it('ends with its export, and the disk can be deleted', async () => {
    const array = await ServedArray.start()
    await array.serve(SIZE, 'disk')
    const client = await array.connect('disk')
    await array.until(1, isServed)
    await array.engine.call('targets.setExports', { exports: [], keys: [], iscsi: { targetName: 'iqn.2026-01.test:array', initiators: [], luns: [] } })
    await client.untilClosed()
    expect(array.messages.filter(({ kind }) => kind === 'closed')).toHaveLength(1)
    await array.engine.call('disk.delete', { diskId: 'disk' })
  })
})

const BLOCK = 4096
/** Of each client, in blocks: what it writes again and again. */
const PART = 64

/** A host that writes versions of its own blocks, some at a time, and knows what it has sent and what was answered. */
class VersionsHost {
  readonly sent = new Uint32Array(PART)
  readonly answered = new Uint32Array(PART)
  #ended = false

  constructor(
    private readonly client: RawClient,
    readonly firstBlock: number,
    private readonly random: Random,
  ) {}

  end(): void {
    this.#ended = true
  }

  async run(): Promise<void> {
    while (!this.#ended) {
      const blocks = new Set(Array.from({ length: 1 + this.random.below(8) }, () => this.random.below(PART)))
      const cookies = new Map<bigint, { block: number; version: number }>()
      for (const block of blocks) {
        const version = (this.sent[block] ?? 0) + 1
        this.sent[block] = version
        const payload = Buffer.alloc(BLOCK)
        payload.writeUInt32LE(version, 0)
        payload.writeUInt32LE(version, BLOCK - 4)
        const offset = (this.firstBlock + block) * BLOCK
        cookies.set(this.client.sendRequest({ command: COMMAND.write, offset, length: BLOCK, payload }), { block, version })
      }
      if (this.random.chance(10)) cookies.set(this.client.sendRequest({ command: COMMAND.flush }), { block: -1, version: 0 })
      for (let left = cookies.size; left > 0; left -= 1) {
        const { cookie, error } = await this.client.reply()
        expect(error).toBe(0)
        const what = cookies.get(cookie)
        if (what && what.block >= 0) this.answered[what.block] = what.version
      }
      const [block] = blocks
      if (block !== undefined) expect(versionOf(await readOf(this.client, (this.firstBlock + block) * BLOCK, BLOCK))).toBe(this.answered[block])
    }
  }
}

function versionOf(block: Uint8Array): number {
  const view = new DataView(block.buffer, block.byteOffset, block.byteLength)
  expect(view.getUint32(BLOCK - 4, true)).toBe(view.getUint32(0, true))
  return view.getUint32(0, true)
}

describe('Hosts that write all the while', () => {
  it.each([1, 2, 3])('have every image hold what was answered before it and nothing that was sent after it (%i)', async (seed) => {
    const array = await ServedArray.start({ threads: 2 })
    await array.serve(SIZE, 'disk', 'other')
    const hosts: VersionsHost[] = []
    for (let number = 0; number < 5; number += 1) {
      const client = await array.connect(number < 4 ? 'disk' : 'other')
      hosts.push(new VersionsHost(client, number * PART, new Random(seed * 100 + number)))
    }
    onTestFinished(() => hosts.forEach((host) => host.end()))
    const running = Promise.all(hosts.map((host) => host.run()))
    for (let round = 0; round < 6; round += 1) {
      // Of five connections, and three threads, one is at home here; the other disk's stays where it is.
      await array.until(4 + 3 * round, isServed)
      const before = hosts.map(({ answered }) => answered.slice())
      const imageId = await array.snapshot('disk', SIZE)
      const after = hosts.map(({ sent }) => sent.slice())
      const image = await imageOf(array, imageId)
      for (const [number, { firstBlock }] of hosts.slice(0, 4).entries())
        for (let block = 0; block < PART; block += 1) {
          const version = versionOf(image.subarray((firstBlock + block) * BLOCK, (firstBlock + block + 1) * BLOCK))
          expect(version).toBeGreaterThanOrEqual(before[number]?.[block] ?? 0)
          expect(version).toBeLessThanOrEqual(after[number]?.[block] ?? 0)
        }
      expect((await imageOf(array, imageId)).equals(image)).toBe(true)
      await array.engine.call('image.end', { imageId })
    }
    for (const host of hosts) host.end()
    await running
    expect(array.events.filter(({ type }) => type === 'internalError' || type === 'diskError')).toEqual([])
    expect(array.messages.filter(isBack).length).toBeGreaterThan(0)
  }, 120_000)
})

async function imageOf(array: ServedArray, imageId: string): Promise<Buffer> {
  await array.setAccess(imageId, true, false)
  const { volume, release } = await array.engine.openVolume(imageId)
  const found = Buffer.alloc(SIZE)
  await volume.read(found, 0)
  await release()
  return found
}
