import type { DiskFacts, ImageFacts, PoolContents } from '../../engine/contract'
import type { Prisma } from '../../database/generated/client'
import { nameKey } from '../door/fields'
import { eventRecord, type EventRecord } from '../events/record'
import { freeNameAmong } from '../names'
import { failureOf, instantOf, statusOfImage } from '../snapshots/image-status'
import type { StorageArray } from '../storage-array'

export interface PoolRecord {
  id: string
  name: string
}

/** Rows written in one transaction: each transaction costs a sync of the disk, and a pool may hold thousands. */
const CHUNK = 500

/**
 * Writes down the disks that the pool holds and nobody knew of, under their own identities. Names that are taken get a
 * number. A disk whose identity another pool's disk has already is left alone: to a host the two would be one.
 */
export async function adoptDisks(
  array: StorageArray,
  pool: PoolRecord,
  contents: PoolContents,
  isUnknown: (disk: DiskFacts) => boolean,
): Promise<EventRecord[]> {
  const unknown = contents.disks.filter(isUnknown)
  // A snapshot refers to its source and its repository, so they come first.
  const ordered = [...unknown.filter((disk) => !disk.snapshotOf), ...unknown.filter((disk) => disk.snapshotOf)]
  const images = new Map(contents.images.map((image) => [image.imageId, image]))
  const taken = ordered.length === 0 ? new Set<string>() : await namesInUse(array)
  const events: EventRecord[] = []
  for (let first = 0; first < ordered.length; first += CHUNK) {
    const chunk = ordered.slice(first, first + CHUNK)
    const twins = await twinsOf(array, chunk)
    events.push(...twins.map(({ disk, other }) => twinEvent(pool, disk, other)))
    const own = chunk.filter((disk) => !twins.some((twin) => twin.disk === disk))
    events.push(...(await adoptChunk(array, pool, own, images, taken)))
  }
  return events
}

async function adoptChunk(
  array: StorageArray,
  pool: PoolRecord,
  disks: DiskFacts[],
  images: ReadonlyMap<string, ImageFacts>,
  taken: Set<string>,
): Promise<EventRecord[]> {
  const { virtualDisk, snapshot } = array.database
  const rows: Prisma.VirtualDiskCreateManyInput[] = []
  const snapshots: Prisma.SnapshotCreateManyInput[] = []
  const present = await presentAmong(array, pool, disks)
  for (const disk of disks) {
    const name = freeNameAmong(taken, disk.name)
    taken.add(nameKey(name))
    if (name !== disk.name) await array.engine.call('disk.rename', { diskId: disk.diskId, name })
    const { snapshotOf } = disk
    const isWhole = snapshotOf !== null && present.has(snapshotOf.sourceId) && present.has(snapshotOf.repositoryId)
    const image = isWhole ? images.get(disk.diskId) : undefined
    // A snapshot whose source or repository isn't here shows nothing.
    const status = disk.snapshotOf && !image ? 'failed' : 'optimal'
    rows.push(diskRow(array, pool, disk, name, status))
    if (image) snapshots.push(snapshotRow(array, disk, image))
  }
  await array.database.$transaction([
    virtualDisk.createMany({ data: rows }),
    snapshot.createMany({ data: snapshots }),
  ])
  return rows.map(({ id, name }) => eventRecord('virtual_disk_adopted', { id, name }, { disk: name, pool: pool.name }))
}

/** Those of the disks, and of the disks that they refer to, that the pool has: their records, or their own to be. */
async function presentAmong(array: StorageArray, pool: PoolRecord, disks: DiskFacts[]): Promise<Set<string>> {
  const referred = disks.flatMap(({ snapshotOf }) => (snapshotOf ? [snapshotOf.sourceId, snapshotOf.repositoryId] : []))
  const where = { poolId: pool.id, id: { in: referred } }
  const rows = await array.database.virtualDisk.findMany({ where, select: { id: true } })
  return new Set([...rows.map(({ id }) => id), ...disks.map(({ diskId }) => diskId)])
}

async function namesInUse(array: StorageArray): Promise<Set<string>> {
  const rows = await array.database.virtualDisk.findMany({ select: { nameKey: true } })
  return new Set(rows.map((row) => row.nameKey))
}

function diskRow(
  array: StorageArray,
  pool: PoolRecord,
  disk: DiskFacts,
  name: string,
  status: 'optimal' | 'failed',
): Prisma.VirtualDiskCreateManyInput {
  return {
    id: disk.diskId,
    name,
    nameKey: nameKey(name),
    wwid: disk.wwid,
    kind: disk.kind,
    poolId: pool.id,
    capacityBytes: BigInt(disk.capacityBytes),
    status,
    statusAt: array.now(),
    createdAt: new Date(disk.createdAt),
  }
}

function snapshotRow(array: StorageArray, disk: DiskFacts, image: ImageFacts): Prisma.SnapshotCreateManyInput {
  return {
    id: disk.diskId,
    sourceId: image.sourceId,
    repositoryId: image.repositoryId,
    status: statusOfImage(image),
    statusAt: array.now(),
    failureCode: image.failure && failureOf(image.failure.code),
    warningThresholdPercent: image.warningThresholdPercent,
    fullPolicy: image.fullPolicy,
    imageAt: instantOf(image),
    instantId: image.instantId,
    createdAt: new Date(disk.createdAt),
  }
}

interface Twin {
  disk: DiskFacts
  other: string
}

async function twinsOf(array: StorageArray, disks: DiskFacts[]): Promise<Twin[]> {
  const ids = disks.map((disk) => disk.diskId)
  const wwids = disks.map((disk) => disk.wwid)
  const rows = await array.database.virtualDisk.findMany({
    where: { OR: [{ id: { in: ids } }, { wwid: { in: wwids } }] },
    select: { id: true, wwid: true, pool: { select: { name: true } } },
  })
  return disks.flatMap((disk) => {
    const row = rows.find(({ id, wwid }) => id === disk.diskId || wwid === disk.wwid)
    return row ? [{ disk, other: row.pool.name }] : []
  })
}

function twinEvent(pool: PoolRecord, disk: DiskFacts, other: string): EventRecord {
  return eventRecord('virtual_disk_twin', pool, { pool: pool.name, disk: disk.name, other })
}
