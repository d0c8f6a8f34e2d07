import type { ImageFacts } from '../../engine/contract'
import { isFault } from '../engine-step'
import type { StorageArray } from '../storage-array'

/**
 * What the engine says of images now. Those that it can't tell of are left out: between the loss of a pool and its
 * being noticed its files can't be read, or its disks are not known any more.
 */
export async function knownImages(array: StorageArray, imageIds: string[]): Promise<ImageFacts[]> {
  if (imageIds.length === 0) return []
  try {
    return await array.engine.call('image.facts', { imageIds })
  } catch (error) {
    if (!isFault(error, 'io', 'diskNotFound', 'imageNotFound', 'poolNotFound')) throw error
  }
  if (imageIds.length === 1) return []
  // One that can't be told of must not hide the others.
  const each = await Promise.all(imageIds.map((id) => knownImages(array, [id])))
  return each.flat()
}
