import { mkdir, rm } from 'node:fs/promises'
import path from 'node:path'
import { run } from '../support/commands'

/**
 * Lends a folder on an XFS with reflinks, in a file of so many bytes. Needs root, and a kernel with XFS and loop
 * devices: answers null where that isn't so.
 */
export async function onReflinkingXfs<T>(folder: string, bytes: number, work: (folder: string) => Promise<T>): Promise<T | null> {
  const file = path.join(folder, 'xfs.img')
  const mounted = path.join(folder, 'xfs')
  await mkdir(mounted)
  await run('truncate', `--size=${bytes}`, file)
  try {
    await run('mkfs.xfs', '-q', '-m', 'reflink=1', file)
    const isMounted = await run('mount', '-o', 'loop', file, mounted).then(() => true, () => false)
    if (!isMounted) return null
    // However the bench ends: unmounted when nobody uses it any more.
    try {
      return await work(mounted)
    } finally {
      await run('umount', '--lazy', mounted)
    }
  } finally {
    await rm(file)
  }
}
