/** Makes the objects of a snapshot: its virtual disk, its repository, its image. */
import type { ImageFacts } from '../../engine/contract'
import { MAX_DISK_BYTES, MiB, nameKey } from '../door/fields'
import { RefusalError, refuse } from '../door/refusals'
import { engineStep } from '../engine-step'
import { newId, newWwid } from '../identity'
import { createDisks, type NewDisk, type Outcome } from '../intents'
import { diskByName, suffixed } from '../names'
import type { StorageArray } from '../storage-array'
import { newDiskRow } from '../virtual-disks/new-disk'
import type { DiskRelations } from '../virtual-disks/relations'
import { instantOf } from './image-status'
import type { FullPolicy } from './schema'

/** Vendors: a repository below 8 MB is of no use. */
const MIN_REPOSITORY_BYTES = 8 * MiB
/** Repositories are whole mebibytes, so that they hold whole grains. */
const REPOSITORY_STEP_BYTES = MiB

export interface SnapshotWanted {
  source: DiskRelations
  /** null: `<source>-<n>`, its repository `<source>-R<n>`. */
  name: string | null
  repositoryPercent: number
  warningThresholdPercent: number
  fullPolicy: FullPolicy
}

export interface MadeSnapshot {
  id: string
  name: string
  image: ImageFacts
}

/**
 * Creates both disks and starts the image, then writes everything down in one transaction, together with what the
 * caller adds. A crash before that leaves nothing.
 * @param also further rows of the same transaction, given the snapshot's identifier
 */
export async function makeSnapshot(
  array: StorageArray,
  wanted: SnapshotWanted,
  also: (snapshotId: string) => Outcome = () => [],
): Promise<MadeSnapshot> {
  const { source, warningThresholdPercent, fullPolicy } = wanted
  const names = await snapshotNames(array, source, wanted.name)
  const prefix = array.identity.wwidPrefix
  const common = { poolId: source.pool.id }
  const repository: NewDisk = {
    ...common,
    diskId: newId(),
    name: names.repository,
    wwid: newWwid(prefix),
    kind: 'repository',
    capacityBytes: repositoryBytes(source.capacityBytes, wanted.repositoryPercent),
    snapshotOf: null,
  }
  const snapshot: NewDisk = {
    ...common,
    diskId: newId(),
    name: names.snapshot,
    wwid: newWwid(prefix),
    kind: 'snapshot',
    capacityBytes: source.capacityBytes,
    snapshotOf: { sourceId: source.id, repositoryId: repository.diskId },
  }
  const image = await engineStep(
    createDisks(
      array,
      [repository, snapshot],
      () => startImage(array, { imageId: snapshot.diskId, warningThresholdPercent, fullPolicy }),
      (started) => [
        array.database.virtualDisk.create({ data: newDiskRow(array, repository) }),
        array.database.virtualDisk.create({ data: newDiskRow(array, snapshot) }),
        array.database.snapshot.create({
          data: {
            id: snapshot.diskId,
            sourceId: source.id,
            repositoryId: repository.diskId,
            status: 'optimal',
            statusAt: array.now(),
            warningThresholdPercent,
            fullPolicy,
            imageAt: instantOf(started),
            createdAt: array.now(),
          },
        }),
        ...also(snapshot.diskId),
      ],
    ),
    { noSpace: () => refuse('no_space', { pool: source.pool.name }) },
  )
  return { id: snapshot.diskId, name: snapshot.name, image }
}

export async function startImage(
  array: StorageArray,
  start: { imageId: string; warningThresholdPercent: number; fullPolicy: FullPolicy },
): Promise<ImageFacts> {
  const { images } = await array.engine.call('image.start', { images: [start] })
  const [facts] = images
  if (!facts) throw new Error(`The engine started no image ${start.imageId}.`)
  return facts
}

/** A share of the source in whole mebibytes, within what a disk can have. */
export function repositoryBytes(sourceBytes: number, percent: number): number {
  const share = Math.ceil((sourceBytes * percent) / 100 / REPOSITORY_STEP_BYTES) * REPOSITORY_STEP_BYTES
  return Math.min(Math.max(share, MIN_REPOSITORY_BYTES), MAX_DISK_BYTES)
}

/** Vendors' defaults. The number is the lowest that makes both names free, from the number of snapshots on. */
async function snapshotNames(
  array: StorageArray,
  source: DiskRelations,
  asked: string | null,
): Promise<{ snapshot: string; repository: string }> {
  const find = diskByName(array)
  const isFree = async (name: string) => (await find(nameKey(name))) === null
  if (asked !== null && !(await isFree(asked))) throw new RefusalError(refuse('name_taken', { name: asked }, 'name'))
  for (let number = source.snapshots.length + 1; ; number += 1) {
    const snapshot = asked ?? suffixed(source.name, `-${number}`)
    const repository = suffixed(source.name, `-R${number}`)
    const differ = nameKey(snapshot) !== nameKey(repository)
    const free = (asked !== null || (await isFree(snapshot))) && (await isFree(repository))
    if (differ && free) return { snapshot, repository }
  }
}
