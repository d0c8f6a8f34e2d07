import type { Prisma } from '../../database/generated/client'
import { RefusalError, refuse } from '../door/refusals'
import type { Subject } from '../events/schema'
import type { StorageArray } from '../storage-array'

const named = { select: { id: true, name: true } } as const
export const copyInclude = {
  source: named,
  target: named,
  snapshot: { select: { id: true, status: true } },
} as const satisfies Prisma.CopyInclude

export type CopyRow = Prisma.CopyGetPayload<{ include: typeof copyInclude }>

export function findCopy(array: StorageArray, id: string): Promise<CopyRow | null> {
  return array.database.copy.findUnique({ where: { id }, include: copyInclude })
}

/** @throws {RefusalError} not_found */
export async function copyRow(array: StorageArray, id: string): Promise<CopyRow> {
  const row = await findCopy(array, id)
  if (row === null) throw new RefusalError(refuse('not_found', { noun: 'copy', id }))
  return row
}

/** A pair has no name of its own; it is called by its disks. */
export function copySubject(row: CopyRow): Omit<Subject, 'noun'> {
  return { id: row.id, name: `${row.source.name} → ${row.target.name}` }
}

export function pairNames(row: CopyRow): { source: string; target: string } {
  return { source: row.source.name, target: row.target.name }
}

/** The disk that the engine reads: an online copy's snapshot, or the source itself. */
export function readDiskId(row: CopyRow): string {
  return row.snapshotId ?? row.sourceId
}
