/** Writes down whose content a disk bears, and keeps what bears its own content together. */
import type { Outcome } from '../intents'
import type { StorageArray } from '../storage-array'

/**
 * A disk is about to get an original's content. Its own images are images of one another from then on.
 * @returns what is to be stored together with the copy
 */
export async function takeContentOf(array: StorageArray, diskId: string, originalId: string): Promise<Outcome> {
  if (originalId === diskId) return []
  const { virtualDisk } = array.database
  return [
    ...(await leaveImages(array, diskId)),
    virtualDisk.update({ where: { id: diskId }, data: { originId: originalId } }),
  ]
}

/** An original goes, or is overwritten: the oldest of its images is the original of the others. */
export async function leaveImages(array: StorageArray, originalId: string): Promise<Outcome> {
  const { virtualDisk } = array.database
  const [heir] = await virtualDisk.findMany({ where: { originId: originalId }, orderBy: [{ createdAt: 'asc' }, { id: 'asc' }], take: 1 })
  if (!heir) return []
  return [
    virtualDisk.update({ where: { id: heir.id }, data: { originId: null } }),
    virtualDisk.updateMany({ where: { originId: originalId, id: { not: heir.id } }, data: { originId: heir.id } }),
  ]
}
