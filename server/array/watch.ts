/** What the array looks at by itself, every few seconds. */
import { tellRefusals } from './door/audit'
import { lookAtFullPools } from './pools/fullness'
import { havePoolsChanged, lookAtPools } from './pools/presence'
import type { StorageArray } from './storage-array'

const LOOK_EVERY_MS = 3_000

/** @returns a function that ends the looking, and waits for a look that is under way */
export function watchArray(array: StorageArray): () => Promise<void> {
  let looking: Promise<void> | null = null
  const timer = setInterval(() => {
    looking ??= look(array)
      .catch((error: unknown) => array.onError(error, 'looking after the array'))
      .finally(() => {
        looking = null
      })
  }, LOOK_EVERY_MS)
  timer.unref()
  return async () => {
    clearInterval(timer)
    await looking
  }
}

async function look(array: StorageArray): Promise<void> {
  // A disk that answers late keeps no command waiting: only what changed is dealt with in their turn.
  if (await havePoolsChanged(array)) await array.exclusive(() => lookAtPools(array))
  array.lookedAt = array.now()
  await array.exclusive(() => lookAtFullPools(array))
  await tellRefusals(array)
}
