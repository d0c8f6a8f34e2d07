import { spawnSync } from 'node:child_process'
import { mkdir, rm } from 'node:fs/promises'
import path from 'node:path'
import { run } from '../support/commands'
import { makeImage } from './images'

/** How each file system is made. What is given back isn't told to the file: it stays written. */
const MAKE = {
  ext4: ['mkfs.ext4', '-q', '-E', 'nodiscard,lazy_itable_init=0,lazy_journal_init=0'],
  'XFS with reflinks': ['mkfs.xfs', '-q', '-K', '-m', 'reflink=1'],
} as const

/**
 * Lends a folder on a file system of its own, in a file of so many bytes that has been written all over. What lies below
 * a virtual machine's disk may take what was written lately several times as fast as what was not: whoever got new room
 * would pay for the others.
 *
 * Needs root, and a kernel with that file system and loop devices: answers null where that isn't so.
 */
export async function onWrittenGround<T>(
  kind: keyof typeof MAKE,
  folder: string,
  bytes: number,
  work: (folder: string) => Promise<T>,
): Promise<T | null> {
  const file = path.join(folder, `${kind.split(' ')[0]}.img`)
  const mounted = `${file}.mounted`
  await mkdir(mounted)
  try {
    await makeImage(file, bytes, 1)
    const [program, ...options] = MAKE[kind]
    await run(program, ...options, file)
    if (!(await mount(file, mounted))) return null
    // However the bench ends: unmounted when nobody uses it any more, and before the folder around it is removed.
    const unmount = () => void spawnSync('umount', ['--lazy', mounted])
    process.prependOnceListener('exit', unmount)
    try {
      return await work(mounted)
    } finally {
      process.off('exit', unmount)
      unmount()
    }
  } finally {
    await rm(file)
    await rm(mounted, { recursive: true })
  }
}

/** Mounts a file, whose content the kernel keeps in memory once only. Answers whether that may be. */
async function mount(file: string, mounted: string): Promise<boolean> {
  try {
    const device = (await run('losetup', '--find', '--show', '--direct-io=on', file)).trim()
    try {
      await run('mount', '-o', 'nodiscard', device, mounted)
    } finally {
      // It goes with the last who uses it.
      await run('losetup', '--detach', device)
    }
    return true
  } catch {
    return false
  }
}
