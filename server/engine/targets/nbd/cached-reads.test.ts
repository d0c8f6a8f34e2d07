import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { Engine } from '../../engine'
import { Random } from '../../testing/random'
import { COMMAND, ERROR } from './protocol'
import { dataOf, RawClient } from './test-support/raw-client'
import { MIB, serve } from './test-support/serve'

const DISK_BYTES = 16 * MIB
const WRITTEN = 12 * MIB
const KIB = 1024

/** The kernel tells what is in the page cache since Linux 6.5. */
const [major = 0, minor = 0] = os.release().split('.').map(Number)
const kernelTells = major > 6 || (major === 6 && minor >= 5)

/** A disk of a real engine on real files, with content; served, and whether its reads were found in the page cache. */
async function serveDisk() {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'lunette-cached-'))
  const engine = new Engine(() => undefined)
  await engine.call('pool.create', { poolId: 'pool', name: 'pool', path: path.join(folder, 'pool'), arrayId: 'array' })
  const wwid = '6'.padEnd(32, '1')
  const disk = { diskId: 'disk', poolId: 'pool', name: 'disk', wwid, kind: 'standard', capacityBytes: DISK_BYTES, snapshotOf: null } as const
  await engine.call('disk.create', { disk })
  const access = (read: boolean) => engine.call('disk.setAccess', { gates: [{ diskId: 'disk', access: { read, write: true } }] })
  await access(true)
  const { volume, release } = await engine.openVolume('disk')
  const content = randomBytes(DISK_BYTES)
  await volume.write([content], 0)
  onTestFinished(async () => {
    await release()
    await engine.call('engine.shutdown', null)
    await rm(folder, { recursive: true })
  })
  const found = vi.spyOn(volume, 'cached')
  const timesAsked = () => found.mock.calls.length
  const timesFound = () => found.mock.results.filter(({ value }) => value !== null).length
  const files = async () => {
    const names = await readdir(folder, { recursive: true, withFileTypes: true })
    return names.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name))
  }
  return { engine, content, access, timesAsked, timesFound, files, served: await serve([volume]) }
}

describe('long reads of what is in the page cache, over a Unix socket', () => {
  it.each([false, true])('are right among others, for a host that takes its time (structured replies: %s)', async (structured) => {
    const { content, served, timesAsked, timesFound, engine } = await serveDisk()
    const client = await RawClient.connect(served.unix)
    await client.enter('alpha/0', { structured })
    const random = new Random(7)
    const reads = new Map<bigint, { offset: number; length: number }>()
    const written: bigint[] = []
    client.socket.pause()
    for (let number = 0; number < 60; number += 1) {
      const length = random.pick([512, 4 * KIB, 64 * KIB, 64 * KIB + 1, 256 * KIB, MIB])
      const offset = random.below(WRITTEN - length)
      reads.set(client.sendRequest({ command: COMMAND.read, offset, length }), { offset, length })
      if (number % 4 > 0) continue
      const payload = randomBytes(4 * KIB)
      content.set(payload, WRITTEN + number * 4 * KIB)
      written.push(client.sendRequest({ command: COMMAND.write, offset: WRITTEN + number * 4 * KIB, length: payload.length, payload }))
    }
    // The first is answered, and the socket is full.
    await vi.waitFor(() => expect(timesAsked()).toBeGreaterThan(1))
    client.socket.resume()
    for (let left = reads.size + written.length; left > 0; left -= 1) {
      const reply = await client.reply()
      expect(reply.error).toBe(ERROR.none)
      const read = reads.get(reply.cookie)
      if (!read) {
        expect(written).toContain(reply.cookie)
        continue
      }
      reads.delete(reply.cookie)
      const { offset, length } = read
      const bytes = structured ? dataOf(reply, offset, length) : await client.take(length)
      expect(bytes.equals(content.subarray(offset, offset + length))).toBe(true)
    }
    const { readOperations } = await engine.call('disk.statistics', { diskId: 'disk' })
    expect(readOperations).toBe(60)
    if (kernelTells) expect(timesFound()).toBeGreaterThan(10)
  })

  it('are given up when the host goes in the middle', async () => {
    const { served, timesAsked } = await serveDisk()
    const client = await RawClient.connect(served.unix)
    await client.enter('alpha/0')
    client.socket.pause()
    for (let number = 0; number < 40; number += 1) client.sendRequest({ command: COMMAND.read, offset: number * 256 * KIB, length: 256 * KIB })
    await vi.waitFor(() => expect(timesAsked()).toBeGreaterThan(1))
    client.destroy()
    await served.until(() => served.held.length === 0)
    expect(served.internalErrors).toEqual([])
  })
})

it('long reads are refused where the array lets hosts read no more', async () => {
  const { served, access } = await serveDisk()
  const client = await RawClient.connect(served.unix)
  await client.enter('alpha/0')
  await access(false)
  expect(await client.request({ command: COMMAND.read, offset: 0, length: 256 * KIB })).toMatchObject({ error: ERROR.permission })
  await access(true)
  expect((await client.read(0, 256 * KIB)).length).toBe(256 * KIB)
})

it('long reads of what the page cache has lost come from the disk', async () => {
  const { served, content, timesFound, files } = await serveDisk()
  const client = await RawClient.connect(served.unix)
  await client.enter('alpha/0')
  expect(await client.request({ command: COMMAND.flush })).toMatchObject({ error: ERROR.none })
  // Of a count of 0 dd makes: let the page cache forget the whole file.
  for (const file of await files()) execFileSync('dd', [`if=${file}`, 'iflag=nocache', 'count=0', 'status=none'])
  const before = timesFound()
  expect((await client.read(3 * MIB, MIB)).equals(content.subarray(3 * MIB, 4 * MIB))).toBe(true)
  expect(timesFound()).toBe(before)
})
