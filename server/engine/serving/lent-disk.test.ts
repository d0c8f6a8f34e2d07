import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { Statistics } from '../disks/statistics'
import { linuxFiles } from '../storage/linux-files'
import { SharedSync } from '../storage/shared-sync'
import { LentDisk } from './lent-disk'

const SIZE = 2 ** 20
const ACCESS = { read: true, write: true }

/** A disk in a thread whose files close when they are let, and how often each has been closed. */
async function lentDisk() {
  const folder = await mkdtemp(path.join(tmpdir(), 'lunette-lent-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const closes: number[] = []
  const failures: string[] = []
  let letClose = (): void => undefined
  const mayClose = new Promise<void>((resolve) => {
    letClose = resolve
  })
  const files = {
    ...linuxFiles,
    async openBlocks(name: string) {
      const file = await linuxFiles.openBlocks(name)
      const number = closes.push(0) - 1
      const close = file.close.bind(file)
      const write = file.write.bind(file)
      file.write = (chunks, offset) => {
        expect(closes[number]).toBe(0)
        return write(chunks, offset)
      }
      file.close = async () => {
        closes[number] = (closes[number] ?? 0) + 1
        await mayClose
        await close()
      }
      return file
    },
  }
  const lent = { diskId: 'disk', dataFile: path.join(folder, 'data'), capacityBytes: SIZE, changes: new SharedArrayBuffer(SharedSync.MEMORY_BYTES), statistics: new Statistics().memory }
  const disk = await LentDisk.open(lent, { files, hostActive: () => undefined, diskFailed: (_diskId, operation) => void failures.push(operation) })
  return { disk, closes, failures, letClose }
}

it('goes on in the file that it has opened again, also where it is held meanwhile', async () => {
  const { disk, closes, letClose } = await lentDisk()
  await disk.setState({ lent: true, access: ACCESS, capacityBytes: SIZE })
  const grown = disk.setState({ lent: true, access: ACCESS, capacityBytes: 2 * SIZE })
  while (closes[0] === 0) await new Promise((resolve) => setImmediate(resolve))
  await disk.hold()
  const goesOn = disk.setState({ lent: true, access: ACCESS, capacityBytes: 2 * SIZE })
  await disk.direct?.write([Buffer.alloc(4096, 1)], SIZE)
  letClose()
  await Promise.all([grown, goesOn])
  await disk.direct?.write([Buffer.alloc(4096, 1)], SIZE)
  expect(disk.direct).not.toBeNull()
  expect(closes).toEqual([1, 0])
  await disk.close()
})

it('closes every file once, also where it goes while it is opened again', async () => {
  const { disk, closes, failures, letClose } = await lentDisk()
  await disk.setState({ lent: true, access: ACCESS, capacityBytes: SIZE })
  letClose()
  const grown = disk.setState({ lent: true, access: ACCESS, capacityBytes: 2 * SIZE })
  await Promise.all([grown, disk.close()])
  expect(closes).toEqual([1, 1])
  expect(failures).toEqual([])
})
