/** Facts for tests of rules: a standard virtual disk that nothing is wrong with, and parts to change of it. */
import type { CopyStatus, CopyType } from './copies/schema'
import type { InstantCopyStatus } from './instant-copies/schema'
import type { DiskRelations, InstantCopyPair, PairFacts } from './virtual-disks/relations'

export function disk(changed: Partial<DiskRelations> = {}): DiskRelations {
  return {
    id: 'disk',
    name: 'Disk',
    kind: 'standard',
    status: 'optimal',
    readOnly: false,
    capacityBytes: 1 << 20,
    pool: { id: 'pool', name: 'Pool', status: 'optimal' },
    mapping: null,
    copyOnto: null,
    copiesFrom: [],
    instantCopyOnto: null,
    instantCopiesFrom: [],
    snapshots: [],
    snapshot: null,
    origin: null,
    rollbackTo: null,
    repositoryOf: null,
    ...changed,
  }
}

export function pair(type: CopyType, status: CopyStatus, targetReadOnly = false): PairFacts {
  return { id: 'copy', type, status, targetReadOnly, other: { id: 'other', name: 'Other' } }
}

export function instantPair(status: InstantCopyStatus, changed: Partial<InstantCopyPair> = {}): InstantCopyPair {
  return {
    id: 'instant-copy',
    name: 'Instant copy',
    status,
    whole: status === 'idle',
    restore: false,
    grainBytes: 65_536,
    incremental: false,
    other: { id: 'other', name: 'Other' },
    ...changed,
  }
}

export const mapping = { id: 'mapping', lun: 0, to: { id: 'host', name: 'Host' }, hostGroup: false, cluster: null }
export const mscsMapping = { ...mapping, hostGroup: true, cluster: 'mscs' } as const

export function snapshotDisk(changed: Partial<NonNullable<DiskRelations['snapshot']>> = {}): DiskRelations {
  return disk({ kind: 'snapshot', snapshot: { sourceId: 'source', status: 'optimal', copyId: null, rollback: null, ...changed } })
}

export const repositoryDisk = disk({
  kind: 'repository',
  repositoryOf: { id: 'snapshot', name: 'Snapshot', sourceId: 'source' },
})

export const missingPool = { id: 'pool', name: 'Pool', status: 'missing' } as const
