import { describe, expect, it } from 'vitest'

import { COPY_STATUSES } from '../copies/schema'
import { disk, mapping, missingPool, pair, repositoryDisk, snapshotDisk } from '../testing-facts'
import { mayDelete, mayGrow, mayGrowTo, mayRename, maySetReadOnly } from './rules'

const codes = (facts: Parameters<typeof mayDelete>[0]) =>
  [mayRename, mayGrow, maySetReadOnly, mayDelete].map((rule) => rule(facts)?.code ?? null)

describe('a virtual disk', () => {
  it.each([
    ['free', disk(), [null, null, null, null]],
    ['missing', disk({ status: 'missing' }), ['disk_missing', 'disk_missing', null, null]],
    ['in a missing pool', disk({ pool: missingPool }), ['disk_missing', 'disk_missing', null, 'pool_missing']],
    ['failed', disk({ status: 'failed' }), ['disk_failed', 'disk_failed', null, null]],
    ['mapped', disk({ mapping }), [null, null, null, 'disk_mapped']],
    ['a copy’s source', disk({ copiesFrom: [pair('online', 'completed')] }), [null, null, null, 'disk_is_copy_source']],
    ['a copy’s target', disk({ copyOnto: pair('online', 'completed') }), [null, null, null, 'disk_is_copy_target']],
    ['with a snapshot', disk({ snapshots: [{ id: 's', name: 'S', status: 'disabled', copyId: null }] }), [null, null, null, 'disk_has_snapshots']],
    ['a snapshot', snapshotDisk(), [null, 'snapshot_disk_fixed', 'snapshot_disk_owned', 'snapshot_disk_owned']],
    ['a repository', repositoryDisk, [null, null, 'repository_disk_owned', 'repository_disk_owned']],
    ['a snapshot of nothing', disk({ kind: 'snapshot', status: 'failed' }), ['disk_failed', 'snapshot_disk_fixed', null, null]],
  ] as const)('that is %s is renamed, grown, protected and deleted accordingly', (_, facts, expected) => {
    expect(codes(facts)).toEqual(expected)
  })

  it.each(COPY_STATUSES)('does not grow while a copy of it runs (%s)', (status) => {
    const expected = status === 'pending' || status === 'inProgress' ? 'disk_copy_running' : null
    expect(mayGrow(disk({ copiesFrom: [pair('online', status)] }))?.code ?? null).toBe(expected)
    expect(mayGrow(disk({ copyOnto: pair('online', status) }))?.code ?? null).toBe(expected)
  })

  it('never shrinks', () => {
    expect(mayGrowTo(disk({ capacityBytes: 1024 }), 512)).toMatchObject({ code: 'disk_shrinks', path: 'capacityBytes' })
    expect(mayGrowTo(disk({ capacityBytes: 1024 }), 1024)).toBeNull()
    expect(mayGrowTo(disk({ capacityBytes: 1024 }), 1536)).toBeNull()
  })
})
