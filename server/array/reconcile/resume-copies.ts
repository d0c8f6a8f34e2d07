import { appendOwnEvents } from '../events/log'
import { eventRecord } from '../events/record'
import { copyInclude, type CopyRow, copySubject, pairNames } from '../copies/rows'
import { copyStatus } from '../copies/schema'
import { arrive, failCopy, startPending, startRun } from '../copies/transitions'
import { recordDisabled } from '../snapshots/record'
import type { StorageArray } from '../storage-array'
import { relationsOfDisks } from '../virtual-disks/relations'
import { mayUse } from '../virtual-disks/rules'

/** Pairs that were on their way to a status are there: gates are set anew at start, images and runs below. */
export async function settleMovingCopies(array: StorageArray): Promise<void> {
  for (const { id, movingTo } of await array.database.copy.findMany({ where: { movingTo: { not: null } } })) {
    await arrive(array, id, copyStatus.parse(movingTo))
  }
}

/** Runs that were in progress go on from durable progress; those that waited wait on, or start. */
export async function resumeCopies(array: StorageArray): Promise<void> {
  await endIdleImages(array)
  const rows = await array.database.copy.findMany({
    where: { status: { in: ['inProgress', 'pending'] } },
    orderBy: { queuedAt: 'asc' },
    include: copyInclude,
  })
  for (const row of rows) {
    if (await cannotGoOn(array, row)) await failCopy(array, row, 'disk_missing', 'a virtual disk of the pair is missing')
    else if (row.status === 'inProgress') {
      await appendOwnEvents(array, eventRecord('copy_resumed', copySubject(row), pairNames(row)))
      await startRun(array, row)
    }
  }
  await startPending(array)
}

async function cannotGoOn(array: StorageArray, row: CopyRow): Promise<boolean> {
  const ids = [row.sourceId, row.targetId, ...(row.snapshotId === null ? [] : [row.snapshotId])]
  return (await relationsOfDisks(array, ids)).some((disk) => mayUse(disk) !== null)
}

/** An online copy whose run has ended keeps no image; a crash may have come before it was ended. */
export async function endIdleImages(array: StorageArray): Promise<void> {
  const rows = await array.database.copy.findMany({
    where: {
      status: { in: ['completed', 'failed', 'stopped'] },
      snapshot: {
        status: { not: 'disabled' },
        virtualDisk: { status: 'optimal', pool: { status: { not: 'missing' } } },
      },
    },
  })
  for (const { snapshotId } of rows) {
    if (snapshotId === null) continue
    await array.engine.call('image.end', { imageId: snapshotId })
    await recordDisabled(array, snapshotId)
  }
}
