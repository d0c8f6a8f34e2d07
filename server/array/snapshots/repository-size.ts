/** Pure: the array makes repositories by it, and the console says beforehand how large they will be. */
import { MAX_DISK_BYTES, MiB } from '../door/sizes'

/** Vendors: a repository below 8 MB is of no use. */
export const MIN_REPOSITORY_BYTES = 8 * MiB
/** Repositories are whole mebibytes, so that they hold whole grains. */
export const REPOSITORY_STEP_BYTES = MiB

/** A share of the source in whole mebibytes, within what a repository can have. */
export function repositoryBytes(sourceBytes: number, percent: number): number {
  const share = Math.ceil((sourceBytes * percent) / 100 / REPOSITORY_STEP_BYTES) * REPOSITORY_STEP_BYTES
  return Math.min(Math.max(share, MIN_REPOSITORY_BYTES), MAX_DISK_BYTES)
}

/** The same for a percentage as it is typed; 0 while it is none. */
export function repositoryBytesTyped(sourceBytes: number, percent: string): number {
  return Number(percent) > 0 ? repositoryBytes(sourceBytes, Number(percent)) : 0
}
