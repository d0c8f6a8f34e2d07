import { describe, expect, it } from 'vitest'

import { disk, mapping, missingPool, pair, repositoryDisk, snapshotDisk } from '../testing-facts'
import { MAX_SNAPSHOTS_OF_SOURCE, mayChange, mayDeleteSnapshot, mayExpandTo, mayMove, maySnapshot } from './rules'
import { SNAPSHOT_STATUSES } from './schema'
import { isActive, SNAPSHOT_STATES } from './states'

const shown = { id: 's', name: 'S', status: 'optimal', copyId: null } as const

describe('a snapshot', () => {
  it.each([
    ['a standard disk', disk(), null],
    ['a mapped disk', disk({ mapping }), null],
    ['a snapshot', snapshotDisk(), 'snapshot_source_not_standard'],
    ['a repository', repositoryDisk, 'snapshot_source_not_standard'],
    ['a copy’s target', disk({ copyOnto: pair('offline', 'completed') }), 'snapshot_source_is_target'],
    ['a missing disk', disk({ status: 'missing' }), 'disk_missing'],
    ['a failed disk', disk({ status: 'failed' }), 'disk_failed'],
    ['a disk with all its snapshots', disk({ snapshots: Array.from({ length: MAX_SNAPSHOTS_OF_SOURCE }, () => shown) }), 'snapshot_source_limit'],
  ] as const)('of %s', (_, facts, expected) => {
    expect(maySnapshot(facts)?.code ?? null).toBe(expected)
  })

  it.each(SNAPSHOT_STATUSES)('that is %s is disabled and re-created as the table says', (status) => {
    const facts = snapshotDisk({ status })
    expect(mayMove(facts, 'disable')?.code ?? null).toBe(status === 'disabled' ? 'snapshot_disabled' : null)
    expect(mayMove(facts, 'recreate')?.code ?? null).toBe(isActive(status) ? 'snapshot_not_disabled' : null)
  })

  it('of an online copy is the copy’s alone', () => {
    const facts = snapshotDisk({ copyId: 'copy', status: 'disabled' })
    const verdicts = [mayMove(facts, 'disable'), mayMove(facts, 'recreate'), mayChange(facts), mayDeleteSnapshot(facts)]
    expect(verdicts.map((verdict) => verdict?.code)).toEqual(Array.from({ length: 4 }, () => 'snapshot_of_copy'))
  })

  it('has a repository that grows in every status, and never shrinks', () => {
    const repository = { name: 'R', capacityBytes: 16 }
    for (const status of SNAPSHOT_STATUSES) expect(mayExpandTo(snapshotDisk({ status }), repository, 17)).toBeNull()
    expect(mayExpandTo(snapshotDisk(), repository, 15)).toMatchObject({
      code: 'disk_shrinks',
      path: 'repositoryCapacityBytes',
    })
    expect(mayExpandTo(snapshotDisk({ copyId: 'copy' }), repository, 17)?.code).toBe('snapshot_of_copy')
  })

  it('that is being copied or mapped stays', () => {
    const copied = { ...snapshotDisk(), copiesFrom: [pair('offline', 'inProgress')] }
    expect(mayMove(copied, 'disable')?.code).toBe('snapshot_is_copy_source')
    expect(mayDeleteSnapshot(copied)?.code).toBe('disk_is_copy_source')
    expect(mayDeleteSnapshot({ ...snapshotDisk(), mapping })?.code).toBe('disk_mapped')
    expect(mayDeleteSnapshot({ ...snapshotDisk(), pool: missingPool })?.code).toBe('pool_missing')
    expect(mayDeleteSnapshot(snapshotDisk())).toBeNull()
  })

  it('holds a point in time in every status but disabled and failed, and events of the engine change only those', () => {
    const leadTo = { belowThreshold: 'optimal', overThreshold: 'overThreshold', full: 'full', failed: 'failed' } as const
    for (const event of Object.keys(leadTo) as (keyof typeof leadTo)[]) {
      for (const status of SNAPSHOT_STATUSES) {
        const transition = SNAPSHOT_STATES[event][status]
        if (isActive(status) && status !== leadTo[event]) expect(transition).toEqual({ to: leadTo[event] })
        else expect(transition).toBe('ignored')
      }
    }
  })
})
