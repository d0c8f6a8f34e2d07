import type { InstantCopyFacts } from '../../engine/contract'
import type { Prisma } from '../../database/generated/client'
import { RefusalError, refuse } from '../door/refusals'
import { isEngineError } from '../engine-step'
import type { Subject } from '../events/schema'
import type { StorageArray } from '../storage-array'
import { treeOf } from './tree'

const disk = { select: { id: true, name: true, capacityBytes: true, status: true, poolId: true, pool: { select: { name: true, status: true } } } } as const
export const instantCopyInclude = {
  source: disk,
  target: disk,
  group: { select: { id: true, name: true, autoDelete: true } },
} as const satisfies Prisma.InstantCopyInclude

export type InstantCopyRow = Prisma.InstantCopyGetPayload<{ include: typeof instantCopyInclude }>

export function findInstantCopy(array: StorageArray, id: string): Promise<InstantCopyRow | null> {
  return array.database.instantCopy.findUnique({ where: { id }, include: instantCopyInclude })
}

/** @throws {RefusalError} not_found */
export async function instantCopyRow(array: StorageArray, id: string): Promise<InstantCopyRow> {
  const row = await findInstantCopy(array, id)
  if (row === null) throw new RefusalError(refuse('not_found', { noun: 'instantCopy', id }))
  return row
}

export function instantCopySubject({ id, name }: InstantCopyRow): Omit<Subject, 'noun'> {
  return { id, name }
}

/** What events say of an instant copy. */
export function instantCopyNames({ name, source, target }: InstantCopyRow): { name: string; source: string; target: string } {
  return { name, source: source.name, target: target.name }
}

/** Those that hang together with these disks. */
export async function rowsOfTree(array: StorageArray, diskIds: readonly string[]): Promise<InstantCopyRow[]> {
  const edges = await array.database.instantCopy.findMany({ select: { id: true, sourceId: true, targetId: true } })
  const ids = treeOf(edges, diskIds).map(({ id }) => id)
  return array.database.instantCopy.findMany({ where: { id: { in: ids } }, include: instantCopyInclude })
}

/**
 * What the engine says of instant copies that were started and whose pools are there. What it doesn't know, or can't say
 * now, is left out.
 */
export async function factsOf(array: StorageArray, rows: readonly InstantCopyRow[]): Promise<InstantCopyFacts[]> {
  const targetIds = rows.filter(isReachable).map(({ targetId }) => targetId)
  if (targetIds.length === 0) return []
  try {
    return await array.engine.call('instantCopy.facts', { targetIds })
  } catch (error) {
    // A pool that was lost this moment.
    if (isEngineError(error)) return []
    throw error
  }
}

/** The engine has the disks of it open, and has heard of it. */
export function isReachable({ run, target }: InstantCopyRow): boolean {
  return run > 0 && target.status === 'optimal' && target.pool.status !== 'missing'
}
