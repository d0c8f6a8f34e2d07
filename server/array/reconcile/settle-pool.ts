/**
 * Makes the records of a pool's disks agree with what the pool holds: at start, and when a pool is imported. The label
 * wins about bytes (capacity, WWID, images), SQLite about intent (names, settings). Every difference is an event.
 */
import { basename } from 'node:path'

import type { DiskFacts, ImageFacts, PoolContents } from '../../engine/contract'
import type { VirtualDisk } from '../../database/generated/client'
import { eventRecord, type EventRecord } from '../events/record'
import { failureOf, instantOf, statusOfImage } from '../snapshots/image-status'
import type { StorageArray } from '../storage-array'
import { adoptDisks, type PoolRecord } from './adopt-disks'
import { settleInstantCopies } from './instant-copies'
import { settleRollbacks } from './rollbacks'

/** @returns what was noticed, to be appended to the event log */
export async function settlePool(
  array: StorageArray,
  pool: PoolRecord,
  contents: PoolContents,
): Promise<EventRecord[]> {
  const rows = await array.database.virtualDisk.findMany({ where: { poolId: pool.id } })
  const known = new Map(rows.map((row) => [row.id, row]))
  const events: EventRecord[] = []
  for (const disk of contents.disks) {
    const row = known.get(disk.diskId)
    if (row) events.push(...(await settleDisk(array, pool, row, disk)))
  }
  events.push(...(await adoptDisks(array, pool, contents, (disk) => !known.has(disk.diskId))))
  events.push(...(await settleImages(array, contents.images)), ...(await settleRollbacks(array, pool, contents)))
  events.push(...(await settleAbsent(array, pool, rows, contents)), ...(await settleInstantCopies(array, pool, contents)))
  events.push(
    ...contents.damaged.map(({ folder, detail }) =>
      eventRecord('pool_folder_damaged', pool, { pool: pool.name, folder: basename(folder), detail }),
    ),
  )
  return events
}

async function settleDisk(
  array: StorageArray,
  pool: PoolRecord,
  row: VirtualDisk,
  label: DiskFacts,
): Promise<EventRecord[]> {
  const events: EventRecord[] = []
  const recorded = Number(row.capacityBytes)
  if (label.name !== row.name) {
    await array.engine.call('disk.rename', { diskId: row.id, name: row.name })
    events.push(eventRecord('virtual_disk_name_restored', row, { disk: row.name, found: label.name }))
  }
  if (label.capacityBytes !== recorded) {
    await array.database.virtualDisk.update({
      where: { id: row.id },
      data: { capacityBytes: BigInt(label.capacityBytes) },
    })
    const params = { disk: row.name, from: recorded, to: label.capacityBytes }
    events.push(eventRecord('virtual_disk_capacity_corrected', row, params))
  }
  if (row.status !== 'optimal') {
    const data = { status: 'optimal', statusAt: array.now(), statusDetail: null }
    await array.database.virtualDisk.update({ where: { id: row.id }, data })
    events.push(eventRecord('virtual_disk_returned', row, { disk: row.name, pool: pool.name }))
  }
  return events
}

/** The engine's word on images counts: one may have filled up, failed or ended since it was last asked. */
export async function settleImages(array: StorageArray, images: ImageFacts[]): Promise<EventRecord[]> {
  const { snapshot } = array.database
  const rows = await snapshot.findMany({
    where: { id: { in: images.map((image) => image.imageId) } },
    include: { virtualDisk: { select: { name: true } } },
  })
  const byId = new Map(rows.map((row) => [row.id, row]))
  const events: EventRecord[] = []
  for (const image of images) {
    const row = byId.get(image.imageId)
    const status = statusOfImage(image)
    if (!row || row.status === status) continue
    await snapshot.update({
      where: { id: row.id },
      data: {
        status,
        statusAt: array.now(),
        failureCode: image.failure && failureOf(image.failure.code),
        imageAt: instantOf(image),
        instantId: image.instantId,
      },
    })
    const subject = { id: row.id, name: row.virtualDisk.name }
    events.push(eventRecord('snapshot_state_corrected', subject, { snapshot: subject.name }))
  }
  return events
}

/** Disks that the records have in this pool and the pool doesn't hold, or holds damaged. */
async function settleAbsent(
  array: StorageArray,
  pool: PoolRecord,
  rows: VirtualDisk[],
  contents: PoolContents,
): Promise<EventRecord[]> {
  const present = new Set(contents.disks.map((disk) => disk.diskId))
  const damaged = new Map(contents.damaged.map(({ folder, detail }) => [basename(folder), detail]))
  const events: EventRecord[] = []
  for (const row of rows) {
    if (present.has(row.id)) continue
    const detail = damaged.get(row.id)
    const status = detail === undefined ? 'missing' : 'failed'
    if (row.status === status) continue
    await array.database.virtualDisk.update({
      where: { id: row.id },
      data: { status, statusAt: array.now(), statusDetail: detail ?? null },
    })
    events.push(
      detail === undefined
        ? eventRecord('virtual_disk_missing', row, { disk: row.name, pool: pool.name })
        : eventRecord('virtual_disk_read_error', row, { disk: row.name, detail }),
    )
  }
  return events
}
