import { execFileSync } from 'node:child_process'
import { readFileSync, truncateSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

import { MiB } from '../door/fields'
import { createSnapshot, disableSnapshot } from '../snapshots/commands'
import { TestArray, viewer } from '../testing'
import { getVirtualDiskContents } from './contents-query'

let test: TestArray
let diskId: string
beforeEach(async () => {
  test = await TestArray.start()
  diskId = (await test.disk((await test.pool()).id, 'Disk', 16 * MiB)).id
})
afterEach(async () => {
  expect(test.errors).toEqual([])
  await test.remove()
})

const contents = (id = diskId) => test.ask(getVirtualDiskContents, { id }, viewer)

/** As a host makes it, and has it mounted. */
async function mountedExt4(): Promise<void> {
  const file = path.join(test.directory, 'ext4.img')
  writeFileSync(file, '')
  truncateSync(file, 16 * MiB)
  execFileSync('mke2fs', ['-q', '-t', 'ext4', '-L', 'home', file], { env: { ...process.env, PATH: `${process.env['PATH'] ?? ''}:/usr/sbin:/sbin` } })
  const bytes = readFileSync(file)
  bytes.writeUInt32LE(bytes.readUInt32LE(1024 + 0x60) | 4, 1024 + 0x60)
  await test.engine.asHost(diskId, async (volume) => {
    await volume.write([bytes], 0)
  })
}

describe('the contents of a virtual disk', () => {
  it('are nothing before anything is written', async () => {
    expect(await contents()).toEqual({ parts: [], summary: { journaling: false, mounted: 'no', needsRecovery: false } })
  })

  it('tell the file system, and that it is mounted; a snapshot tells what it shows', async () => {
    const before = await test.do(createSnapshot, { sourceId: diskId, repositoryPercent: 120 })
    await mountedExt4()
    expect(await contents()).toMatchObject({
      parts: [{ what: 'ext4', description: 'ext4 file system', label: 'home', mounted: 'yes', needsRecovery: true, sizeBytes: 16 * MiB }],
      summary: { journaling: true, mounted: 'yes', needsRecovery: true },
    })
    expect((await contents(before.id)).parts).toEqual([])
    const after = await test.do(createSnapshot, { sourceId: diskId })
    expect((await contents(after.id)).parts).toMatchObject([{ what: 'ext4' }])
  })

  it('are told of no repository, nor of a snapshot without a point in time', async () => {
    const snapshot = await test.do(createSnapshot, { sourceId: diskId })
    const refusal = async (id: string) => {
      const outcome = await test.query(getVirtualDiskContents, { id }, viewer)
      return outcome.ok ? null : outcome.problem.code
    }
    expect(await refusal(snapshot.repositoryId)).toBe('contents_repository')
    await test.do(disableSnapshot, { id: snapshot.id })
    expect(await refusal(snapshot.id)).toBe('contents_unreadable')
  })
})
