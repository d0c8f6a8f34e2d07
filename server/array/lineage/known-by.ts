import { isEngineError } from '../engine-step'
import type { StorageArray } from '../storage-array'

/** What hosts know a disk by, to be compared; null if it can't be read, or nothing is on it that is known by anything. */
export async function identitiesOf(array: StorageArray, diskId: string): Promise<string | null> {
  try {
    const structures = await array.engine.call('disk.identities', { diskId, seed: '' })
    const known = structures.flatMap(({ what, startByte, identities }) =>
      identities.map(({ kind, partition, old }) => [what, startByte, kind, partition, old].join(' ')),
    )
    return known.length > 0 ? known.join('\n') : null
  } catch (error) {
    if (isEngineError(error)) return null
    throw error
  }
}
