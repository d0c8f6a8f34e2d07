import { promises as fs } from 'node:fs'
import path from 'node:path'
import type { PathFacts } from '../contract'
import { systemCode } from '../faults'
import { linuxFiles } from '../storage/linux-files'

export const POOL_LABEL = 'pool.json'

/** What stands at a path, for whoever wants to make a pool there. Changes nothing. */
export async function pathFacts(given: string): Promise<PathFacts> {
  const resolved = path.resolve(given)
  const state = await stateOf(resolved)
  const nearest = await nearestExisting(resolved)
  const space = nearest === null ? null : await linuxFiles.space(nearest)
  return {
    path: resolved,
    state,
    writable: await isWritable(state === 'absentInParent' ? path.dirname(resolved) : resolved),
    freeBytes: space?.freeBytes ?? null,
    capacityBytes: space?.capacityBytes ?? null,
    insidePool: await poolAbove(resolved),
  }
}

async function stateOf(resolved: string): Promise<PathFacts['state']> {
  try {
    const facts = await fs.stat(resolved)
    if (!facts.isDirectory()) return 'notDirectory'
    const names = await fs.readdir(resolved)
    if (names.includes(POOL_LABEL)) return 'pool'
    // What mkfs puts into the root of a new file system is not content.
    return names.every((name) => name === 'lost+found') ? 'emptyDirectory' : 'directory'
  } catch (error) {
    const code = systemCode(error)
    if (code === 'EACCES') return 'directory'
    if (code === 'ENOTDIR') return 'notDirectory'
    if (code !== 'ENOENT') throw error
  }
  return (await isDirectory(path.dirname(resolved))) ? 'absentInParent' : 'absent'
}

async function isDirectory(candidate: string): Promise<boolean> {
  try {
    return (await fs.stat(candidate)).isDirectory()
  } catch (error) {
    if (isAbsence(error)) return false
    throw error
  }
}

async function isWritable(candidate: string): Promise<boolean> {
  try {
    await fs.access(candidate, fs.constants.W_OK | fs.constants.X_OK)
    return true
  } catch (error) {
    if (isAbsence(error) || systemCode(error) === 'EROFS') return false
    throw error
  }
}

function isAbsence(error: unknown): boolean {
  const code = systemCode(error)
  return code === 'ENOENT' || code === 'ENOTDIR' || code === 'EACCES' || code === 'ENAMETOOLONG'
}

async function nearestExisting(from: string): Promise<string | null> {
  for (let at = from; ; at = path.dirname(at)) {
    if (await isDirectory(at)) return at
    if (at === path.dirname(at)) return null
  }
}

/** The pool whose folder the path lies in, links resolved. */
async function poolAbove(resolved: string): Promise<string | null> {
  const nearest = await nearestExisting(resolved)
  if (nearest === null) return null
  const real = await fs.realpath(nearest)
  const start = nearest === resolved ? path.dirname(real) : real
  for (let at = start; ; at = path.dirname(at)) {
    if ((await linuxFiles.readWhole(path.join(at, POOL_LABEL))) !== null) return at
    if (at === path.dirname(at)) return null
  }
}
