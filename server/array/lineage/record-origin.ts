/** Writes down whose identifiers a disk bears, and keeps those together that bear the same. */
import type { Outcome } from '../intents'
import type { StorageArray } from '../storage-array'
import { identitiesOf } from './known-by'
import { originalFor } from './read-world'

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

/**
 * A disk was given identifiers of its own. What was copied from it, and its snapshots, go on bearing the old ones.
 * @returns what is to be stored together
 */
export async function takeOwnIdentities(array: StorageArray, diskId: string): Promise<Outcome> {
  return [...(await leaveImages(array, diskId)), ...(await asOriginal(array, diskId))]
}

/**
 * A host is said to have given a disk identifiers of its own, nobody knows when. Snapshots that can be seen to bear them
 * stay with the disk; all others are taken to be from before, and go on bearing the old ones.
 * @returns what is to be stored together
 */
export async function takeIdentitiesOfHost(array: StorageArray, diskId: string): Promise<Outcome> {
  const [own, old] = [await identitiesOf(array, diskId), await identitiesOf(array, await originalFor(array, diskId))]
  const bearing: string[] = []
  if (own !== null && own !== old) {
    const snapshots = await array.database.snapshot.findMany({ where: { sourceId: diskId }, select: { id: true } })
    for (const { id } of snapshots) if ((await identitiesOf(array, id)) === own) bearing.push(id)
  }
  return [...(await leaveImages(array, diskId, bearing)), ...(await asOriginal(array, diskId))]
}

/**
 * A source goes back to the image of one of its snapshots, whose identifiers may have become others than the source's.
 * @returns what is to be stored together with the rollback
 */
export async function takeBackContentOf(array: StorageArray, sourceId: string, snapshotId: string): Promise<Outcome> {
  const [original, restored] = [await originalFor(array, sourceId), await originalFor(array, snapshotId)]
  if (original === restored) return []
  if (restored !== snapshotId) return takeContentOf(array, sourceId, restored)
  const { virtualDisk } = array.database
  return [
    ...(await leaveImages(array, sourceId)),
    virtualDisk.update({ where: { id: sourceId }, data: { originId: null } }),
    virtualDisk.updateMany({ where: { originId: snapshotId }, data: { originId: sourceId } }),
    virtualDisk.update({ where: { id: snapshotId }, data: { originId: null, ownIdentities: false } }),
  ]
}

/**
 * A disk goes, is overwritten, or gets identifiers of its own: those that bear what it bore stay together. The original
 * of all of them is the disk's, or the oldest of them if it was the disk itself; a copy before a snapshot, which goes
 * with its source.
 * @param staying snapshots of the disk that bear what it bears from then on
 */
export async function leaveImages(array: StorageArray, diskId: string, staying: readonly string[] = []): Promise<Outcome> {
  const { virtualDisk } = array.database
  const original = await originalFor(array, diskId)
  const images = await virtualDisk.findMany({
    where: {
      id: { notIn: [...staying] },
      OR: [{ originId: diskId }, { originId: null, ownIdentities: false, snapshot: { sourceId: diskId } }],
    },
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
    select: { id: true, kind: true },
  })
  const heir = images.find(({ kind }) => kind === 'standard') ?? images[0]
  if (!heir) return []
  const isImage = original !== diskId
  const others = images.filter(({ id }) => isImage || id !== heir.id).map(({ id }) => id)
  return [
    ...(isImage ? [] : await asOriginal(array, heir.id)),
    virtualDisk.updateMany({ where: { id: { in: others } }, data: { originId: isImage ? original : heir.id } }),
  ]
}

async function asOriginal({ database: { virtualDisk } }: StorageArray, id: string): Promise<Outcome> {
  const { kind } = await virtualDisk.findUniqueOrThrow({ where: { id }, select: { kind: true } })
  return [virtualDisk.update({ where: { id }, data: { originId: null, ownIdentities: kind === 'snapshot' } })]
}
