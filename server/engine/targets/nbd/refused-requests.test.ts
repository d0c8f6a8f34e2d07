import { describe, expect, it } from 'vitest'
import { IoError, type IoErrorCode } from '../../disks/host-volume'
import { COMMAND, COMMAND_FLAG, ERROR } from './protocol'
import { MemoryVolume } from '../test-support/memory-volume'
import { textOf } from './test-support/raw-client'
import { enter, MIB } from './test-support/serve'

describe('errors', () => {
  const codes: [IoErrorCode, number][] = [
    ['EPERM', ERROR.permission],
    ['EINVAL', ERROR.invalid],
    ['ENOSPC', ERROR.noSpace],
    ['EIO', ERROR.io],
    ['ESHUTDOWN', ERROR.shutdown],
  ]

  it.each(codes)('%s becomes NBD error %i, thrown or rejected, for every command', async (code, expected) => {
    for (const fail of [
      () => {
        throw new IoError(code, 'said by the disk')
      },
      () => Promise.reject(new IoError(code, 'said by the disk')),
    ]) {
      const volume = new MemoryVolume('disk', 8 * MIB)
      const { client, internalErrors } = await enter(volume, { structured: true })
      volume.intercept = fail
      for (const request of [
        { command: COMMAND.read, length: 4096 },
        { command: COMMAND.read, length: 128 * 1024 },
        { command: COMMAND.write, length: 4096, payload: Buffer.alloc(4096) },
        { command: COMMAND.write, length: 3 * MIB, payload: Buffer.alloc(3 * MIB) },
        { command: COMMAND.trim, length: 4096 },
        { command: COMMAND.writeZeroes, flags: COMMAND_FLAG.fua, length: 4096 },
      ]) {
        const reply = await client.request(request)
        expect(reply.error).toBe(expected)
        expect(textOf(reply)).toBe('said by the disk')
      }
      expect(internalErrors).toEqual([])
    }
  })

  it('a fault of ours is EIO for the host, and is reported', async () => {
    const volume = new MemoryVolume('disk', MIB)
    const { client, internalErrors } = await enter(volume, { structured: true })
    volume.intercept = () => Promise.reject(new TypeError('undefined is not a function'))
    const reply = await client.request({ command: COMMAND.read, length: 4096 })
    expect(reply.error).toBe(ERROR.io)
    expect(textOf(reply)).not.toContain('undefined')
    expect(internalErrors).toEqual([new TypeError('undefined is not a function')])
  })

  it('a write that is refused does not disturb what comes behind it', async () => {
    const { client, volume } = await enter(new MemoryVolume('disk', MIB))
    const late = { command: COMMAND.write, offset: MIB - 512, length: 40 * 1024 * 1024 }
    client.sendRequest({ ...late, payload: Buffer.alloc(late.length, 1) })
    client.sendRequest({ command: COMMAND.write, flags: 64, length: 512, payload: Buffer.alloc(512, 1) })
    client.sendRequest({ command: COMMAND.write, length: 512, payload: Buffer.alloc(512, 7) })
    expect((await client.reply()).error).toBe(ERROR.invalid)
    expect((await client.reply()).error).toBe(ERROR.invalid)
    expect((await client.reply()).error).toBe(ERROR.none)
    expect(volume.content().equals(Buffer.concat([Buffer.alloc(512, 7), Buffer.alloc(MIB - 512)]))).toBe(true)
  })

  it('past the end, writes answer ENOSPC and reads EINVAL, also where offset and length wrap', async () => {
    const { client } = await enter(new MemoryVolume('disk', MIB))
    const end = BigInt(MIB)
    for (const offset of [end - 511n, end, 2n ** 53n + 1n, 2n ** 63n, 2n ** 64n - 512n, 2n ** 64n - 1n]) {
      expect((await client.request({ command: COMMAND.read, offset, length: 512 })).error).toBe(ERROR.invalid)
      const write = { command: COMMAND.write, offset, length: 512, payload: Buffer.alloc(512) }
      expect((await client.request(write)).error).toBe(ERROR.noSpace)
    }
  })

  it('length 0 does nothing, and the gate counts all the same', async () => {
    const volume = new MemoryVolume('disk', MIB)
    const { client } = await enter(volume, { structured: true })
    for (const command of [COMMAND.read, COMMAND.write, COMMAND.trim, COMMAND.writeZeroes, COMMAND.cache]) {
      volume.access = { read: true, write: true }
      expect((await client.request({ command })).error).toBe(ERROR.none)
      volume.access = { read: false, write: false }
      expect((await client.request({ command })).error).toBe(ERROR.permission)
    }
  })
})

describe('the gate', () => {
  it('that closes while a connection is open refuses with EPERM, and lets through again when it opens', async () => {
    const { client, volume } = await enter(new MemoryVolume('disk', MIB))
    volume.access = { read: false, write: false }
    expect((await client.request({ command: COMMAND.read, length: 512 })).error).toBe(ERROR.permission)
    expect((await client.write(0, Buffer.alloc(512))).error).toBe(ERROR.permission)
    volume.access = { read: true, write: true }
    expect((await client.write(0, Buffer.alloc(512))).error).toBe(ERROR.none)
  })

  it('that was closed to writes at the handshake keeps that connection read-only', async () => {
    const volume = new MemoryVolume('disk', MIB)
    volume.access = { read: true, write: false }
    const { client } = await enter(volume, { structured: true })
    volume.access = { read: true, write: true }
    const reply = await client.write(0, Buffer.alloc(512))
    expect(reply.error).toBe(ERROR.permission)
    expect(textOf(reply)).toContain('connect again')
  })

  it('that refuses reads lets a host connect all the same', async () => {
    const volume = new MemoryVolume('disk', MIB)
    volume.access = { read: false, write: false }
    const { client } = await enter(volume, { baseAllocation: true })
    for (const command of [COMMAND.read, COMMAND.blockStatus, COMMAND.cache]) {
      expect((await client.request({ command, length: 4096 })).error).toBe(ERROR.permission)
    }
  })
})

describe('a disk that grows', () => {
  it('can be used to its new end by open connections at once', async () => {
    const { client, volume } = await enter(new MemoryVolume('disk', MIB))
    expect((await client.write(MIB, Buffer.alloc(512, 1))).error).toBe(ERROR.noSpace)
    volume.grow(2 * MIB)
    expect((await client.write(MIB, Buffer.alloc(512, 1))).error).toBe(ERROR.none)
    expect(await client.read(MIB, 512)).toEqual(Buffer.alloc(512, 1))
  })
})
