/** What a virtual disk has to do with others: the facts on which host access and every rule about disks are decided. */
import { z } from 'zod'

import type { Prisma } from '../../database/generated/client'
import { type CopyStatus, copyStatus, type CopyType, copyType } from '../copies/schema'
import { RefusalError, refuse } from '../door/refusals'
import { type GrainBytes, grainBytes, type InstantCopyStatus, instantCopyStatus } from '../instant-copies/schema'
import { type ClusterType, clusterType } from '../host-groups/schema'
import type { WorldMapping } from '../lineage/world'
import { type PoolStatus, poolStatus } from '../pools/schema'
import { type RollbackStatus, rollbackStatus } from '../rollbacks/schema'
import { type SnapshotStatus, snapshotStatus } from '../snapshots/schema'
import type { StorageArray } from '../storage-array'
import { type VirtualDiskKind, virtualDiskKind, type VirtualDiskStatus, virtualDiskStatus } from './schema'

interface Named {
  id: string
  name: string
}

export interface PairFacts {
  id: string
  type: CopyType
  status: CopyStatus
  targetReadOnly: boolean
  /** The other disk of the pair. */
  other: Named
}

export interface InstantCopyPair {
  id: string
  name: string
  status: InstantCopyStatus
  /** What the target holds is of use by itself. */
  whole: boolean
  /** Prepared or started to give its target an earlier content back. */
  restore: boolean
  grainBytes: GrainBytes
  incremental: boolean
  /** The other disk of the pair. */
  other: Named
}

export interface DiskRelations extends Named {
  kind: VirtualDiskKind
  status: VirtualDiskStatus
  readOnly: boolean
  capacityBytes: number
  pool: Named & { status: PoolStatus }
  /** `cluster` is null when it is mapped to a single host. */
  mapping: { id: string; lun: number; to: Named; hostGroup: boolean; cluster: ClusterType | null } | null
  /** The pair whose target it is. */
  copyOnto: PairFacts | null
  /** The pairs whose source it is. An online copy's source is the disk that was chosen, not the pair's snapshot. */
  copiesFrom: PairFacts[]
  /** The instant copy whose target it is. */
  instantCopyOnto: InstantCopyPair | null
  /** The instant copies whose source it is. */
  instantCopiesFrom: InstantCopyPair[]
  /** The snapshots of it. `copyId` is the pair that a snapshot was made for. */
  snapshots: (Named & { status: SnapshotStatus; copyId: string | null })[]
  /** When it is itself a snapshot virtual disk. */
  snapshot: { sourceId: string; status: SnapshotStatus; copyId: string | null; rollback: RollbackStatus | null } | null
  /** The snapshot that it is being rolled back to. */
  rollbackTo: Named | null
  /** The disk whose content was copied onto it; null when it bears its own. */
  origin: Named | null
  /** When it is a repository: the snapshot that it serves. */
  repositoryOf: (Named & { sourceId: string }) | null
}

const instantCopySelect = {
  id: true,
  name: true,
  status: true,
  whole: true,
  restore: true,
  grainBytes: true,
  incremental: true,
} as const satisfies Prisma.InstantCopySelect

export const relationsSelect = {
  id: true,
  name: true,
  kind: true,
  status: true,
  readOnly: true,
  capacityBytes: true,
  pool: { select: { id: true, name: true, status: true } },
  mapping: {
    select: {
      id: true,
      lun: true,
      host: { select: { id: true, name: true } },
      hostGroup: { select: { id: true, name: true, cluster: true } },
    },
  },
  copyOnto: {
    select: {
      id: true,
      type: true,
      status: true,
      movingTo: true,
      targetReadOnly: true,
      source: { select: { id: true, name: true } },
    },
  },
  copiesFrom: {
    select: {
      id: true,
      type: true,
      status: true,
      movingTo: true,
      targetReadOnly: true,
      target: { select: { id: true, name: true } },
    },
  },
  instantCopyOnto: { select: { ...instantCopySelect, source: { select: { id: true, name: true } } } },
  instantCopiesFrom: { select: { ...instantCopySelect, target: { select: { id: true, name: true } } } },
  snapshots: {
    select: { id: true, status: true, virtualDisk: { select: { name: true } }, copy: { select: { id: true } } },
  },
  snapshot: { select: { sourceId: true, status: true, copy: { select: { id: true } }, rollback: { select: { status: true } } } },
  rollback: { select: { snapshotId: true, snapshot: { select: { virtualDisk: { select: { name: true } } } } } },
  origin: { select: { id: true, name: true } },
  repositoryOf: { select: { id: true, sourceId: true, virtualDisk: { select: { name: true } } } },
} as const satisfies Prisma.VirtualDiskSelect

type SelectedRow = Prisma.VirtualDiskGetPayload<{ select: typeof relationsSelect }>
export type RelationsRow = Omit<SelectedRow, 'capacityBytes'> & { capacityBytes: bigint | number }

export function relationsOf(row: RelationsRow): DiskRelations {
  const { mapping, snapshot, repositoryOf } = row
  const to = mapping?.hostGroup ?? mapping?.host
  return {
    id: row.id,
    name: row.name,
    kind: virtualDiskKind.parse(row.kind),
    status: virtualDiskStatus.parse(row.status),
    readOnly: row.readOnly,
    capacityBytes: Number(row.capacityBytes),
    pool: { id: row.pool.id, name: row.pool.name, status: poolStatus.parse(row.pool.status) },
    mapping:
      mapping && to
        ? {
            id: mapping.id,
            lun: mapping.lun,
            to: { id: to.id, name: to.name },
            hostGroup: mapping.hostGroup !== null,
            cluster: mapping.hostGroup && clusterType.parse(mapping.hostGroup.cluster),
          }
        : null,
    copyOnto: row.copyOnto && pairFacts(row.copyOnto, row.copyOnto.source),
    copiesFrom: row.copiesFrom.map((pair) => pairFacts(pair, pair.target)),
    instantCopyOnto: row.instantCopyOnto && instantCopyPair(row.instantCopyOnto, row.instantCopyOnto.source),
    instantCopiesFrom: row.instantCopiesFrom.map((pair) => instantCopyPair(pair, pair.target)),
    snapshots: row.snapshots.map(({ id, status, virtualDisk, copy }) => ({
      id,
      name: virtualDisk.name,
      status: snapshotStatus.parse(status),
      copyId: copy?.id ?? null,
    })),
    snapshot: snapshot && {
      sourceId: snapshot.sourceId,
      status: snapshotStatus.parse(snapshot.status),
      copyId: snapshot.copy?.id ?? null,
      rollback: snapshot.rollback && rollbackStatus.parse(snapshot.rollback.status),
    },
    rollbackTo: row.rollback && { id: row.rollback.snapshotId, name: row.rollback.snapshot.virtualDisk.name },
    origin: row.origin,
    repositoryOf: repositoryOf && {
      id: repositoryOf.id,
      name: repositoryOf.virtualDisk.name,
      sourceId: repositoryOf.sourceId,
    },
  }
}

const pairWords = z.object({ type: copyType, status: copyStatus })

/** A pair counts as what it is becoming, so that gates can be set before it is that. */
export function pairFacts(
  pair: { id: string; type: string; status: string; movingTo: string | null; targetReadOnly: boolean },
  other: Named,
): PairFacts {
  const { id, type, targetReadOnly } = pair
  return { id, targetReadOnly, other, ...pairWords.parse({ type, status: pair.movingTo ?? pair.status }) }
}

function instantCopyPair(
  { id, name, status, whole, restore, grainBytes: bytes, incremental }: Prisma.InstantCopyGetPayload<{ select: typeof instantCopySelect }>,
  other: Named,
): InstantCopyPair {
  const words = { status: instantCopyStatus.parse(status), grainBytes: grainBytes.parse(bytes) }
  return { id, name, whole, restore, incremental, other: { id: other.id, name: other.name }, ...words }
}

/** Unknown identifiers are left out. */
export async function relationsOfDisks(array: StorageArray, ids: string[]): Promise<DiskRelations[]> {
  const where = { id: { in: ids } }
  const rows = await array.database.virtualDisk.findMany({ where, select: relationsSelect })
  return rows.map(relationsOf)
}

/**
 * @param path the input field that named it, for the problem document
 * @throws {RefusalError} not_found
 */
export async function diskRelations(array: StorageArray, id: string, path?: string): Promise<DiskRelations> {
  const row = await array.database.virtualDisk.findUnique({ where: { id }, select: relationsSelect })
  if (row === null) throw new RefusalError(refuse('not_found', { noun: 'virtualDisk', id }, path))
  return relationsOf(row)
}

/** Where hosts see it, as the rules about identical content take it. */
export function mappingOf({ id, mapping }: DiskRelations): WorldMapping | null {
  if (!mapping) return null
  const { hostGroup, to } = mapping
  return { virtualDiskId: id, hostId: hostGroup ? null : to.id, hostGroupId: hostGroup ? to.id : null }
}
