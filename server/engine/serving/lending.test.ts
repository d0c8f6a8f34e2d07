/** What a disk may not be lent for, and how connections come to a thread and leave it. */
import { describe, expect, it } from 'vitest'
import { Gate } from '../disks/gate'
import { linuxFiles } from '../storage/linux-files'
import { COMMAND, ERROR } from '../targets/nbd/protocol'
import type { RawClient } from '../targets/nbd/test-support/raw-client'
import { FailingFiles } from '../testing/failing-files'
import type { FromServingThread, ToServingThread } from './messages'
import { ServedArray } from './test-support/served-array'

const SIZE = 8 * 2 ** 20
const BLOCK = 4096

const served =
  (diskId: string) =>
  (message: ToServingThread | FromServingThread): boolean =>
    message.kind === 'serve' && message.session.diskId === diskId

const isData = (file: string): boolean => file.endsWith('disks/disk/data')

/** A connection of the disk, and whatever could go to a thread has gone there: of two connections, one has its home there. */
async function settledConnection(array: ServedArray): Promise<RawClient> {
  await array.connect('other')
  const client = await array.connect('disk')
  await array.connect('other')
  await array.connect('other')
  await array.until(1, served('other'))
  return client
}

describe('A disk of which something may be lost', () => {
  it('is not lent after a sync has failed that no host asked for', async () => {
    const files = new FailingFiles(linuxFiles)
    const array = await ServedArray.start({ files })
    await array.serve(SIZE, 'disk', 'other')
    const first = await array.connect('disk')
    await array.until(1, served('disk'))
    const imageId = await array.snapshot('disk', SIZE)
    await array.until(1, ({ kind }) => kind === 'left')
    expect(await first.write(0, Buffer.alloc(BLOCK, 1))).toMatchObject({ error: 0 })
    files.faults = (call, file) => (call === 'sync' && isData(file) ? 'EIO' : null)
    await expect(array.engine.call('disk.flush', { diskIds: ['disk'] })).rejects.toThrow()
    files.faults = () => null
    await array.engine.call('image.end', { imageId })
    const client = await settledConnection(array)
    expect(await client.request({ command: COMMAND.flush })).toMatchObject({ error: ERROR.io })
    expect(array.messages.filter(served('disk'))).toHaveLength(1)
  })

  it('is not lent while a write that was answered early is not in its file', async () => {
    const files = new FailingFiles(linuxFiles)
    const array = await ServedArray.start({ files })
    await array.serve(SIZE, 'disk', 'other')
    const first = await array.connect('disk')
    await array.until(1, served('disk'))
    expect(await first.write(0, Buffer.alloc(BLOCK, 1))).toMatchObject({ error: 0 })
    const imageId = await array.snapshot('disk', SIZE)
    await array.until(1, ({ kind }) => kind === 'left')
    files.faults = (call, file) => (call === 'write' && isData(file) ? 'EIO' : null)
    expect(await first.write(0, Buffer.alloc(BLOCK, 2))).toMatchObject({ error: 0 })
    expect(await first.request({ command: COMMAND.flush })).toMatchObject({ error: ERROR.io })
    files.faults = () => null
    await array.engine.call('image.end', { imageId })
    const client = await settledConnection(array)
    const { chunks } = await client.request({ command: COMMAND.read, offset: 0, length: BLOCK })
    expect(Buffer.concat(chunks.map(({ payload }) => payload.subarray(8)))).toEqual(Buffer.alloc(BLOCK, 2))
    expect(array.messages.filter(served('disk'))).toHaveLength(1)
  })
})

describe('A connection on its way to a thread', () => {
  it('holds nobody, whatever takes long on its disk', async () => {
    const files = new FailingFiles(linuxFiles)
    const array = await ServedArray.start({ files, threadFiles: linuxFiles })
    await array.serve(SIZE, 'disk', 'other')
    await array.connect('other')
    const here = await array.connect('disk')
    let release = (): void => undefined
    const stuck = new Promise<void>((resolve) => {
      release = resolve
    })
    files.stuck = (file) => (isData(file) ? stuck : null)
    here.sendRequest({ command: COMMAND.write, offset: 0, length: BLOCK, payload: Buffer.alloc(BLOCK, 1) })
    const there = await array.connect('disk')
    await array.until(1, served('disk'))
    expect(await there.write(BLOCK, Buffer.alloc(BLOCK, 2))).toMatchObject({ error: 0 })
    release()
    expect(await here.reply()).toMatchObject({ error: 0 })
  })

  it('that ends there has its disk open until the thread has closed it', async () => {
    let release = (): void => undefined
    const released = new Promise<void>((resolve) => {
      release = resolve
    })
    const openBlocks: typeof linuxFiles.openBlocks = async (file) => {
      await released
      return linuxFiles.openBlocks(file)
    }
    const array = await ServedArray.start({ files: linuxFiles, threadFiles: { ...linuxFiles, openBlocks } })
    await array.serve(SIZE, 'disk')
    const client = await array.connect('disk')
    await array.until(1, ({ kind }) => kind === 'open')
    const iscsi = { targetName: 'iqn.2026-01.test:array', initiators: [], luns: [] }
    const withdrawn = array.engine.call('targets.setExports', { exports: [], keys: [], iscsi })
    await client.untilClosed()
    await expect(array.engine.call('disk.delete', { diskId: 'disk' })).rejects.toThrow('it is open')
    release()
    await withdrawn
    expect(array.messages.filter(({ kind }) => kind === 'closed')).toHaveLength(1)
    await array.engine.call('disk.delete', { diskId: 'disk' })
  })
})

describe('A gate that is suspended', () => {
  it('lets nobody elsewhere go on for a change of the disk', async () => {
    const gate = new Gate()
    let told = 0
    gate.elsewhere = { hold: () => Promise.resolve(), resume: () => undefined, changed: () => void (told += 1) }
    await gate.hold()
    gate.changed()
    expect(told).toBe(0)
    gate.resume()
    gate.changed()
    expect(told).toBe(1)
  })
})
