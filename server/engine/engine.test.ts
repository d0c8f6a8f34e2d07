import { fork } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { DiskFacts, EngineEvent } from './contract'
import { IoError } from './disks/host-volume'
import { Engine } from './engine'

const MIB = 2 ** 20
const TIB = 2 ** 40
let folder: string
let engine: Engine
let events: EngineEvent[]

function start(): Engine {
  events = []
  return new Engine((event) => events.push(event))
}

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'lunette-engine-'))
  engine = start()
})
afterEach(async () => {
  await engine.call('engine.shutdown', null)
  await rm(folder, { recursive: true })
})

const poolPath = () => path.join(folder, 'pool')
const createPool = (poolId = 'pool', at = poolPath()) =>
  engine.call('pool.create', { poolId, name: 'first', path: at, arrayId: 'array' })
const openPool = (arrayId = 'array') => engine.call('pool.open', { path: poolPath(), arrayId, expectedPoolId: null })

let number = 0
function facts(diskId: string, capacityBytes: number, kind: DiskFacts['kind'] = 'standard'): Omit<DiskFacts, 'createdAt'> {
  number += 1
  const wwid = `6${number.toString(16).padStart(31, '0')}`
  return { diskId, poolId: 'pool', name: diskId, wwid, kind, capacityBytes, snapshotOf: null }
}
const createDisk = (diskId: string, capacityBytes: number) => engine.call('disk.create', { disk: facts(diskId, capacityBytes) })
const open = (diskIds: string[]) =>
  engine.call('disk.setAccess', { gates: diskIds.map((diskId) => ({ diskId, access: { read: true, write: true } })) })

async function withVolume<T>(diskId: string, work: (volume: Awaited<ReturnType<Engine['openVolume']>>['volume']) => Promise<T>): Promise<T> {
  const { volume, release } = await engine.openVolume(diskId)
  try {
    return await work(volume)
  } finally {
    await release()
  }
}
const write = (diskId: string, offset: number, bytes: Buffer) =>
  withVolume(diskId, async (volume) => {
    await volume.write([bytes], offset)
    await volume.flush()
  })
const read = (diskId: string, offset: number, length: number) =>
  withVolume(diskId, async (volume) => {
    const bytes = Buffer.alloc(length, 0xee)
    await volume.read(bytes, offset)
    return bytes
  })
const usage = async (diskId: string) => (await engine.call('disk.usage', { diskIds: [diskId] }))[0]?.allocatedBytes ?? -1

describe('pools', () => {
  test('remember their disks over a restart, and take another array with the same identifiers', async () => {
    await createPool()
    const disk = await createDisk('one', 8 * MIB)
    await open(['one'])
    await write('one', 4096, Buffer.from('what a host wrote'))
    await engine.call('engine.shutdown', null)
    await rename(poolPath(), path.join(folder, 'moved'))

    engine = start()
    const imported = await engine.call('pool.open', { path: path.join(folder, 'moved'), arrayId: 'other', expectedPoolId: null })
    expect(imported).toMatchObject({ poolId: 'pool', name: 'first', arrayId: 'other', disks: [disk], damaged: [] })
    await open(['one'])
    expect((await read('one', 4096, 17)).toString()).toBe('what a host wrote')
  })

  test('are open in one array at a time; the lock dies with its process', async () => {
    await createPool()
    const other = start()
    await expect(other.call('pool.open', { path: poolPath(), arrayId: 'other', expectedPoolId: null })).rejects.toMatchObject({
      code: 'poolLocked',
    })
    await engine.call('engine.shutdown', null)
    engine = other
    expect(await openPool('other')).toMatchObject({ poolId: 'pool' })
  })

  test('can be made in an empty directory or one level below an existing one, nowhere else', async () => {
    const empty = path.join(folder, 'empty')
    await mkdir(empty)
    expect(await engine.call('pool.inspect', { path: empty })).toMatchObject({ state: 'emptyDirectory', writable: true, insidePool: null })
    await createPool('a', empty)
    expect(await engine.call('pool.inspect', { path: empty })).toMatchObject({ state: 'pool' })

    const full = path.join(folder, 'full')
    await mkdir(full)
    await writeFile(path.join(full, 'file'), 'x')
    for (const [at, state] of [
      [full, 'directory'],
      [path.join(full, 'file'), 'notDirectory'],
      [path.join(folder, 'no', 'such'), 'absent'],
    ] as const) {
      expect(await engine.call('pool.inspect', { path: at })).toMatchObject({ state })
      await expect(createPool('b', at)).rejects.toMatchObject({ code: 'pathNotUsable' })
    }
    const inside = path.join(empty, 'disks', 'inner')
    expect(await engine.call('pool.inspect', { path: inside })).toMatchObject({ insidePool: empty })
    await expect(createPool('b', inside)).rejects.toMatchObject({ code: 'pathNotUsable' })
    await expect(createPool('b', empty)).rejects.toMatchObject({ code: 'poolExists' })
  })

  test('whose making or erasing a crash cut off are made when the call is sent again', async () => {
    await mkdir(path.join(poolPath(), 'disks'), { recursive: true })
    await writeFile(path.join(poolPath(), 'lock'), '')
    await writeFile(path.join(poolPath(), 'pool.json.new'), '{"for')
    await createPool()
    await createDisk('one', MIB)
    // What looks alike but holds a disk is somebody's.
    await engine.call('engine.shutdown', null)
    await rm(path.join(poolPath(), 'pool.json'))
    engine = start()
    await expect(createPool()).rejects.toMatchObject({ code: 'pathNotUsable' })
  })

  test('report a damaged label and open the rest', async () => {
    await createPool()
    await createDisk('good', MIB)
    await createDisk('bad', MIB)
    await engine.call('engine.shutdown', null)
    const label = path.join(poolPath(), 'disks', 'bad', 'label.json')
    await writeFile(label, (await readFile(label, 'utf8')).replace('"bad"', '"worse"'))
    engine = start()
    const contents = await openPool()
    expect(contents.disks.map(({ diskId }) => diskId)).toEqual(['good'])
    expect(contents.damaged).toEqual([{ folder: path.join(poolPath(), 'disks', 'bad'), detail: 'its checksum does not match' }])
  })

  test('with a disk are not erased; without one nothing of them stays', async () => {
    await createPool()
    await createDisk('one', MIB)
    await expect(engine.call('pool.close', { poolId: 'pool', erase: true })).rejects.toMatchObject({ code: 'poolNotEmpty' })
    await engine.call('disk.delete', { diskId: 'one' })
    await engine.call('pool.close', { poolId: 'pool', erase: true })
    expect(await engine.call('pool.inspect', { path: poolPath() })).toMatchObject({ state: 'emptyDirectory' })
  })

  test('of 10,000 disks open within five seconds and cost little memory', async () => {
    await createPool()
    for (let first = 0; first < 10_000; first += 50)
      await Promise.all(Array.from({ length: 50 }, (_, index) => createDisk(`disk-${first + index}`, TIB)))
    await engine.call('engine.shutdown', null)
    engine = start()
    const before = process.memoryUsage().rss
    const started = performance.now()
    const contents = await openPool()
    expect(contents.disks.length).toBe(10_000)
    expect(performance.now() - started).toBeLessThan(5000)
    expect(process.memoryUsage().rss - before).toBeLessThan(150 * MIB)
  }, 120_000)
})

describe('virtual disks', () => {
  test('of 16 TiB hold bytes at both ends, take only what is written, and give trimmed space back', async () => {
    await createPool()
    await createDisk('big', 16 * TIB)
    await open(['big'])
    await write('big', 0, Buffer.alloc(4 * MIB, 1))
    await write('big', 16 * TIB - 4 * MIB, Buffer.alloc(4 * MIB, 2))
    expect((await read('big', 16 * TIB - 4096, 4096)).every((byte) => byte === 2)).toBe(true)
    const written = await usage('big')
    expect(written).toBeGreaterThanOrEqual(8 * MIB)
    expect(written).toBeLessThan(9 * MIB)
    await withVolume('big', async (volume) => {
      const extents = await volume.extents(0, 16 * TIB, 100)
      expect(extents.map(({ hole }) => hole)).toEqual([false, true, false])
      await volume.trim(0, 4 * MIB)
      await volume.zero(16 * TIB - 4 * MIB, 2 * MIB, false)
      await volume.flush()
    })
    expect(await usage('big')).toBeLessThan(written - 5.5 * MIB)
    expect((await read('big', 16 * TIB - 4 * MIB, 4096)).every((byte) => byte === 0)).toBe(true)
  })

  test('of 16 TiB are discarded whole in a moment, with an image that keeps what they held', async () => {
    await createPool()
    await createDisk('big', 16 * TIB)
    await engine.call('disk.create', { disk: facts('room', 64 * MIB, 'repository') })
    const snapshotOf = { sourceId: 'big', repositoryId: 'room' }
    await engine.call('disk.create', { disk: { ...facts('image', 16 * TIB, 'snapshot'), snapshotOf } })
    await open(['big', 'image'])
    await write('big', 9 * TIB, Buffer.alloc(4 * MIB, 1))
    await engine.call('image.start', { images: [{ imageId: 'image', warningThresholdPercent: 80, fullPolicy: 'failSnapshot' }] })
    const started = performance.now()
    await withVolume('big', async (volume) => volume.trim(0, 16 * TIB))
    expect(performance.now() - started).toBeLessThan(3000)
    expect((await read('big', 9 * TIB, 4 * MIB)).every((byte) => byte === 0)).toBe(true)
    expect((await read('image', 9 * TIB, 4 * MIB)).every((byte) => byte === 1)).toBe(true)
    await withVolume('image', async (volume) => {
      expect((await volume.extents(0, 16 * TIB, 100)).map(({ hole }) => hole)).toEqual([true, false, true])
    })
    const [image] = await engine.call('image.facts', { imageIds: ['image'] })
    expect(image).toMatchObject({ state: 'active', repositoryUsedBytes: 4 * MIB })
  })

  test('a long discard lets an image start in its middle', async () => {
    await createPool()
    await createDisk('one', 512 * MIB)
    for (const image of ['first', 'second']) {
      await engine.call('disk.create', { disk: facts(`room-${image}`, 1024 * MIB, 'repository') })
      const snapshotOf = { sourceId: 'one', repositoryId: `room-${image}` }
      await engine.call('disk.create', { disk: { ...facts(image, 512 * MIB, 'snapshot'), snapshotOf } })
    }
    await open(['one'])
    await withVolume('one', async (volume) => {
      for (let at = 0; at < 512 * MIB; at += 4 * MIB) await volume.write([Buffer.alloc(4096, 1)], at)
    })
    const image = (imageId: string) => ({ imageId, warningThresholdPercent: 80, fullPolicy: 'failSnapshot' as const })
    await engine.call('image.start', { images: [image('first')] })
    await withVolume('one', async (volume) => {
      let discarded = false
      const discard = Promise.resolve(volume.trim(0, 512 * MIB)).then(() => {
        discarded = true
      })
      await engine.call('image.start', { images: [image('second')] })
      expect(discarded).toBe(false)
      await discard
    })
  })

  test('grow under an open connection and never shrink', async () => {
    await createPool()
    await createDisk('one', MIB)
    await open(['one'])
    await withVolume('one', async (volume) => {
      expect(() => volume.write([Buffer.alloc(4096)], MIB)).toThrow(IoError)
      await engine.call('disk.grow', { diskId: 'one', capacityBytes: 3 * MIB })
      expect(volume.capacityBytes).toBe(3 * MIB)
      await volume.write([Buffer.alloc(4096, 5)], 3 * MIB - 4096)
    })
    expect((await read('one', 3 * MIB - 4096, 4096)).every((byte) => byte === 5)).toBe(true)
    await expect(engine.call('disk.grow', { diskId: 'one', capacityBytes: MIB })).rejects.toMatchObject({ code: 'diskShrinks' })
  })

  test('refuse by their gates at once, also on open connections', async () => {
    await createPool()
    await createDisk('one', MIB)
    await withVolume('one', async (volume) => {
      expect(() => volume.read(Buffer.alloc(512), 0)).toThrow(expect.objectContaining({ code: 'EPERM' }))
      await open(['one'])
      await volume.write([Buffer.alloc(512)], 0)
      await engine.call('disk.setAccess', { gates: [{ diskId: 'one', access: { read: true, write: false } }] })
      expect(() => volume.write([Buffer.alloc(512)], 0)).toThrow(expect.objectContaining({ code: 'EPERM' }))
      expect(() => volume.trim(0, 512)).toThrow(expect.objectContaining({ code: 'EPERM' }))
      await volume.read(Buffer.alloc(512), 0)
    })
  })

  test('are not deleted while they are used', async () => {
    await createPool()
    await createDisk('one', MIB)
    await withVolume('one', async () => {
      await expect(engine.call('disk.delete', { diskId: 'one' })).rejects.toMatchObject({ code: 'diskInUse' })
    })
    await engine.call('disk.delete', { diskId: 'one' })
    await engine.call('disk.delete', { diskId: 'one' })
  })

  test('are made once, however often the call is sent', async () => {
    await createPool()
    const disk = facts('one', MIB)
    const first = await engine.call('disk.create', { disk })
    expect(await engine.call('disk.create', { disk })).toEqual(first)
    await expect(engine.call('disk.create', { disk: { ...disk, capacityBytes: 2 * MIB } })).rejects.toMatchObject({ code: 'diskExists' })
  })
})

describe('a killed engine', () => {
  test('leaves its pool free for the next one', async () => {
    await createPool()
    await engine.call('engine.shutdown', null)
    // Another process holds the lock by the same call; when it is killed, the lock is gone.
    const holder = path.join(folder, 'holder.mjs')
    await writeFile(
      holder,
      `import koffi from '${path.resolve('node_modules/koffi/index.js')}'
       import fs from 'node:fs'
       const flock = koffi.load('libc.so.6').func('int flock(int, int)')
       const fd = fs.openSync(${JSON.stringify(path.join(poolPath(), 'lock'))}, 'a')
       process.send(flock(fd, 6))
       setInterval(() => {}, 1000)`,
    )
    const child = fork(holder, { execArgv: [] })
    await new Promise((resolve) => child.once('message', resolve))
    engine = start()
    await expect(openPool()).rejects.toMatchObject({ code: 'poolLocked' })
    child.kill('SIGKILL')
    await new Promise((resolve) => child.once('exit', resolve))
    expect(await openPool()).toMatchObject({ poolId: 'pool' })
  })
})
