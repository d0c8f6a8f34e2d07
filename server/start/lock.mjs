/**
 * Locks that die with their process: flock(2), which Node itself does not offer. A crash leaves nothing to clean up.
 */
import { closeSync, ftruncateSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs'
import path from 'node:path'
import koffi from 'koffi'

const LOCK_EX = 2
const LOCK_NB = 4

/** @type {(descriptor: number, operation: number) => number} */
const flock = koffi.load(null).func('int flock(int fd, int operation)')

/**
 * Takes the lock on a file, which then holds this process's id for the reader of a refusal.
 *
 * @param {string} file made if absent; its directory too
 * @returns {{ taken: true, release: () => void } | { taken: false, holder: string }} holder is a process id, or empty
 * @throws system errors of opening the file
 */
export function tryLock(file) {
  mkdirSync(path.dirname(file), { recursive: true })
  const descriptor = openSync(file, 'a+', 0o600)
  if (flock(descriptor, LOCK_EX | LOCK_NB) !== 0) {
    const errno = koffi.errno()
    closeSync(descriptor)
    if (errno !== koffi.os.errno['EAGAIN']) throw new Error(`flock on ${file} failed with error ${errno}`)
    return { taken: false, holder: readFileSync(file, 'utf8').trim() }
  }
  ftruncateSync(descriptor, 0)
  writeSync(descriptor, `${process.pid}\n`)
  return { taken: true, release: () => closeSync(descriptor) }
}
