import { describe, expect, it } from 'vitest'

import { textIn } from '../door/text'
import type { RefusalCode } from '../door/refusals'
import { disk, mapping, missingPool, mscsMapping, pair, repositoryDisk, snapshotDisk } from '../testing-facts'
import type { DiskRelations } from '../virtual-disks/relations'
import { maySource, maySourceAnyCopy, mayTarget, warningsOfTarget } from './candidates'

const shown = { id: 's', name: 'S', status: 'optimal', copyId: null } as const

/** disk → what refuses it as source of an offline and of an online copy; null allows. */
const SOURCES: [string, DiskRelations, RefusalCode | null, RefusalCode | null][] = [
  ['standard', disk(), null, null],
  ['mapped to a host', disk({ mapping }), null, null],
  ['read-only', disk({ readOnly: true }), null, null],
  ['with snapshots', disk({ snapshots: [shown] }), null, null],
  ['source of running copies', disk({ copiesFrom: [pair('offline', 'inProgress')] }), null, null],
  ['repository', repositoryDisk, 'copy_source_repository', 'copy_source_repository'],
  ['snapshot', snapshotDisk(), null, 'copy_source_snapshot_online'],
  ['full snapshot', snapshotDisk({ status: 'full' }), null, 'copy_source_snapshot_online'],
  ['disabled snapshot', snapshotDisk({ status: 'disabled' }), 'copy_source_snapshot_inactive', 'copy_source_snapshot_inactive'],
  ['failed snapshot', snapshotDisk({ status: 'failed' }), 'copy_source_snapshot_inactive', 'copy_source_snapshot_inactive'],
  ['snapshot of a copy', snapshotDisk({ copyId: 'c' }), 'copy_source_copy_snapshot', 'copy_source_copy_snapshot'],
  ['MSCS shared', disk({ mapping: mscsMapping }), 'copy_source_mscs_shared', 'copy_source_mscs_shared'],
  ['snapshot that a cluster shares', { ...snapshotDisk(), mapping: mscsMapping }, 'copy_source_mscs_snapshot', 'copy_source_mscs_snapshot'],
  ['missing', disk({ status: 'missing' }), 'copy_source_missing', 'copy_source_missing'],
  ['in a missing pool', disk({ pool: missingPool }), 'copy_source_missing', 'copy_source_missing'],
  ['failed', disk({ status: 'failed' }), 'copy_source_failed', 'copy_source_failed'],
  ['busy target', disk({ copyOnto: pair('online', 'inProgress') }), 'copy_source_incomplete_target', 'copy_source_incomplete_target'],
  ['waiting target', disk({ copyOnto: pair('online', 'pending') }), 'copy_source_incomplete_target', 'copy_source_incomplete_target'],
  ['failed target', disk({ copyOnto: pair('online', 'failed') }), 'copy_source_incomplete_target', 'copy_source_incomplete_target'],
  ['stopped target', disk({ copyOnto: pair('online', 'stopped') }), 'copy_source_incomplete_target', 'copy_source_incomplete_target'],
  ['completed target', disk({ copyOnto: pair('online', 'completed') }), null, 'copy_source_target_online'],
]

describe('a source', () => {
  it.each(SOURCES)('that is %s', (_, facts, offline, online) => {
    expect(maySource(facts, 'offline')?.code ?? null).toBe(offline)
    expect(maySource(facts, 'online')?.code ?? null).toBe(online)
    expect(maySourceAnyCopy(facts)?.code ?? null).toBe(offline)
  })

  it.each([
    ['standard', disk({ mapping: mscsMapping })],
    ['snapshot', { ...snapshotDisk(), mapping: mscsMapping }],
  ])('that is an MSCS shared disk (%s) is refused in the vendors’ words', (_, shared) => {
    const refusal = maySource(shared, 'online')
    if (!refusal) throw new Error('allowed')
    expect(textIn('en').reason(refusal).detail).toBe(
      'The operation cannot complete because the selected virtual disk is not a source virtual disk candidate.',
    )
    expect(textIn('de').reason(refusal).detail).toBe(
      'Der Vorgang kann nicht abgeschlossen werden, da das ausgewählte virtuelle Laufwerk nicht als virtuelles Quelllaufwerk geeignet ist.',
    )
  })
})

const source = disk({ id: 'source', name: 'Source', capacityBytes: 1 << 20 })

const TARGETS: [string, DiskRelations, RefusalCode | null][] = [
  ['standard, as large', disk(), null],
  ['standard, larger', disk({ capacityBytes: 1 << 30 }), null],
  ['mapped', disk({ mapping }), null],
  ['the source itself', source, 'copy_target_same'],
  ['a repository', repositoryDisk, 'copy_target_repository'],
  ['a snapshot', snapshotDisk(), 'copy_target_snapshot'],
  ['missing', disk({ status: 'missing' }), 'copy_target_missing'],
  ['in a missing pool', disk({ pool: missingPool }), 'copy_target_missing'],
  ['failed', disk({ status: 'failed' }), 'copy_target_failed'],
  ['another pair’s target', disk({ copyOnto: pair('offline', 'completed') }), 'copy_target_taken'],
  ['being copied', disk({ copiesFrom: [pair('online', 'inProgress')] }), 'copy_target_is_source'],
  ['waiting to be copied', disk({ copiesFrom: [pair('online', 'pending')] }), 'copy_target_is_source'],
  ['a failed offline copy’s source', disk({ copiesFrom: [pair('offline', 'failed')] }), 'copy_target_is_source'],
  ['a failed online copy’s source', disk({ copiesFrom: [pair('online', 'failed')] }), null],
  ['a completed copy’s source', disk({ copiesFrom: [pair('offline', 'completed')] }), null],
  ['shown by a snapshot', disk({ snapshots: [shown] }), 'copy_target_has_snapshots'],
  ['source of a disabled snapshot', disk({ snapshots: [{ ...shown, status: 'disabled' }] }), null],
  ['smaller by a sector', disk({ capacityBytes: (1 << 20) - 512 }), 'copy_target_too_small'],
  ['read-only', disk({ readOnly: true }), 'copy_target_read_only'],
]

describe('a target', () => {
  it.each(TARGETS)('that is %s', (_, facts, expected) => {
    expect(mayTarget(facts, source)?.code ?? null).toBe(expected)
  })

  it('that a snapshot shows may be overwritten once that is said, but never by that very snapshot', () => {
    const snapped = disk({ snapshots: [shown] })
    expect(mayTarget(snapped, source, true)).toBeNull()
    expect(warningsOfTarget(snapped)).toMatchObject([{ code: 'copy_target_snapshots_fail' }])
    expect(warningsOfTarget(disk({ snapshots: [{ ...shown, status: 'failed' }] }))).toEqual([])
    const own = { ...snapshotDisk({ sourceId: snapped.id }), id: 'own snapshot' }
    expect(mayTarget(snapped, own, true)).toMatchObject({ code: 'copy_target_of_own_snapshot' })
  })

  it('that is too small is refused with both sizes, exactly where they look alike', () => {
    const refusal = mayTarget(disk({ capacityBytes: (1 << 20) - 512 }), source)
    if (!refusal) throw new Error('allowed')
    expect(textIn('en').reason(refusal).detail).toBe(
      '“Disk” has 1,023 KiB (1,048,064 B), less than the 1 MiB of “Source”.',
    )
  })
})
