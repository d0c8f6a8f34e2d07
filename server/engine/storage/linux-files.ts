import { promises as fs } from 'node:fs'
import path from 'node:path'
import { systemCode } from '../faults'
import type { BlockFile, Files } from './files'
import { lockExclusive } from './libc'
import { openSegment } from './linux-block-file'
import { SegmentedFile } from './segmented-file'

/**
 * ext4 ends files 4 KiB short of 16 TiB, so a disk's blocks are spread over files of 8 TiB: `data`, `data.1`,
 * `data.2`. Nearly every disk has only the first.
 */
export const SEGMENT_BYTES = 8 * 2 ** 40

export async function syncDirectory(directory: string): Promise<void> {
  const handle = await fs.open(directory, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

async function unlessMissing<T>(work: Promise<T>, missing: T): Promise<T> {
  try {
    return await work
  } catch (error) {
    const code = systemCode(error)
    if (code === 'ENOENT' || code === 'ENOTDIR') return missing
    throw error
  }
}

/** The real file system. */
export const linuxFiles: Files = {
  async makeDirectory(directory) {
    try {
      await fs.mkdir(directory)
    } catch (error) {
      if (systemCode(error) !== 'EEXIST') throw error
    }
    await syncDirectory(path.dirname(directory))
  },

  async removeTree(directory) {
    await fs.rm(directory, { recursive: true, force: true })
    await syncDirectory(path.dirname(directory))
  },

  list: (directory) => unlessMissing(fs.readdir(directory), []),

  readWhole: (file) => unlessMissing<Uint8Array | null>(fs.readFile(file), null),

  async replaceWhole(file, bytes) {
    const fresh = `${file}.new`
    const handle = await fs.open(fresh, 'w')
    try {
      await handle.writeFile(bytes)
      await handle.sync()
    } finally {
      await handle.close()
    }
    await fs.rename(fresh, file)
    await syncDirectory(path.dirname(file))
  },

  async renameDirectory(from, to) {
    await fs.rename(from, to)
    await syncDirectory(path.dirname(to))
  },

  async lock(file) {
    const handle = await fs.open(file, 'a', 0o600)
    if (lockExclusive(handle.fd)) return () => handle.close()
    await handle.close()
    return null
  },

  async probe(directory) {
    const { dev, ino } = await fs.stat(directory, { bigint: true })
    await fs.access(directory, fs.constants.W_OK)
    // A file system that has failed says so here, even where everything else comes out of memory.
    await syncDirectory(directory)
    return `${dev}:${ino}`
  },

  async removeFile(file) {
    await fs.rm(file, { force: true })
    await syncDirectory(path.dirname(file))
  },

  openBlocks: (file): Promise<BlockFile> => SegmentedFile.open(file, SEGMENT_BYTES, openSegment),

  async allocatedBytes(directory) {
    const names = await unlessMissing(fs.readdir(directory), [])
    const sizes = await Promise.all(
      names.map((name) =>
        unlessMissing(
          fs.stat(path.join(directory, name)).then((facts) => facts.blocks * 512),
          0,
        ),
      ),
    )
    return sizes.reduce((sum, size) => sum + size, 0)
  },

  async space(anywhere) {
    const facts = await fs.statfs(anywhere)
    return { capacityBytes: facts.blocks * facts.bsize, freeBytes: facts.bavail * facts.bsize }
  },
}
