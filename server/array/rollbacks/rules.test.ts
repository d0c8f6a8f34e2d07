import { describe, expect, it } from 'vitest'

import { disk, pair, snapshotDisk } from '../testing-facts'
import { mayRollBack } from './rules'

describe('a rollback', () => {
  it.each([
    ['of an active snapshot', snapshotDisk(), disk(), null],
    ['of a disabled snapshot', snapshotDisk({ status: 'disabled' }), disk(), 'rollback_snapshot_inactive'],
    ['of an online copy’s snapshot', snapshotDisk({ copyId: 'copy' }), disk(), 'snapshot_of_copy'],
    ['onto a copy’s target', snapshotDisk(), disk({ copyOnto: pair('offline', 'completed') }), 'rollback_source_is_target'],
    ['onto the source of a running copy', snapshotDisk(), disk({ copiesFrom: [pair('offline', 'pending')] }), 'disk_copy_running'],
    ['onto a disk that grew', snapshotDisk(), disk({ capacityBytes: 1 << 21 }), 'rollback_source_grew'],
  ] as const)('%s', (_, snapshot, source, expected) => {
    expect(mayRollBack(snapshot, source)?.code ?? null).toBe(expected)
  })
})
