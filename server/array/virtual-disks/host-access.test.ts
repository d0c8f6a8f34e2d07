import { describe, expect, it } from 'vitest'

import { COPY_STATUSES, COPY_TYPES, type CopyStatus, type CopyType } from '../copies/schema'
import { textIn } from '../door/text'
import { LOCALES } from '../../messages/locale'
import { INSTANT_COPY_STATUSES, type InstantCopyStatus } from '../instant-copies/schema'
import { disk, instantPair, missingPool, pair, repositoryDisk, snapshotDisk } from '../testing-facts'
import { accessOf, shownAccess } from './host-access'
import type { DiskRelations } from './relations'

const access = (facts: DiskRelations) => {
  const { read, write } = accessOf(facts)
  return (read ? 'r' : '-') + (write ? 'w' : '-')
}
const code = (facts: DiskRelations) => {
  const verdict = accessOf(facts)
  return verdict.write ? null : verdict.code
}

describe('hosts', () => {
  it('read and write a disk that nothing is wrong with', () => {
    expect(accessOf(disk())).toEqual({ read: true, write: true })
    expect(shownAccess(disk(), textIn('en'))).toEqual({ read: true, write: true, reason: null, until: null })
  })

  /** Vendors' table of access by type and status. */
  const SOURCE: Record<CopyType, Record<CopyStatus, string>> = {
    offline: { pending: 'r-', inProgress: 'r-', failed: 'r-', stopped: 'rw', completed: 'rw' },
    online: { pending: 'rw', inProgress: 'rw', failed: 'rw', stopped: 'rw', completed: 'rw' },
  }
  const TARGET: Record<CopyStatus, string> = { pending: '--', inProgress: '--', failed: '--', stopped: '--', completed: 'rw' }

  describe.each(COPY_TYPES)('of an %s copy', (type) => {
    it.each(COPY_STATUSES)('that is %s, as the table says', (status) => {
      expect(access(disk({ copiesFrom: [pair(type, status)] }))).toBe(SOURCE[type][status])
      expect(access(disk({ copyOnto: pair(type, status) }))).toBe(TARGET[status])
    })
  })

  it('only read the target of a completed copy while its read-only is on', () => {
    expect(code(disk({ copyOnto: pair('offline', 'completed', true) }))).toBe('copy_target_read_only')
    expect(access(disk({ copyOnto: pair('offline', 'completed', true) }))).toBe('r-')
  })

  it('are kept from writing by any of several copies of a source', () => {
    const copies = [pair('offline', 'completed'), pair('online', 'inProgress'), pair('offline', 'failed')]
    expect(code(disk({ copiesFrom: copies }))).toBe('copy_source_failed')
  })

  /** Reference A4. One that is suspended has its disks in a pool that is missing. */
  const INSTANT_TARGET: Record<InstantCopyStatus, string> = {
    idle: 'rw',
    preparing: '--',
    prepared: '--',
    copying: 'rw',
    stopping: '--',
    stopped: '--',
    suspended: '--',
  }
  it.each(INSTANT_COPY_STATUSES)('of an instant copy that is %s, as the table says', (status) => {
    const pool = status === 'suspended' ? { pool: missingPool } : {}
    expect(access(disk({ instantCopyOnto: instantPair(status), ...pool }))).toBe(INSTANT_TARGET[status])
    expect(access(disk({ instantCopiesFrom: [instantPair(status)], ...pool }))).toBe(status === 'suspended' ? '--' : 'rw')
  })

  it('use the target of an instant copy that is stopping, if it is whole', () => {
    expect(access(disk({ instantCopyOnto: instantPair('stopping', { whole: true }) }))).toBe('rw')
  })

  it.each([
    ['missing', disk({ status: 'missing' }), '--', 'disk_missing'],
    ['in a missing pool', disk({ pool: missingPool }), '--', 'disk_missing'],
    ['failed', disk({ status: 'failed' }), '--', 'disk_failed'],
    ['a repository', repositoryDisk, '--', 'repository_internal'],
    ['an online copy’s snapshot', snapshotDisk({ copyId: 'copy' }), '--', 'copy_snapshot_internal'],
    ['a disabled snapshot', snapshotDisk({ status: 'disabled' }), '--', 'snapshot_disabled'],
    ['a failed snapshot', snapshotDisk({ status: 'failed' }), '--', 'snapshot_failed'],
    ['a snapshot', snapshotDisk(), 'rw', null],
    ['a full snapshot', snapshotDisk({ status: 'full' }), 'rw', null],
    ['set to read-only', disk({ readOnly: true }), 'r-', 'disk_read_only'],
    ['read-only and a busy target', disk({ readOnly: true, copyOnto: pair('online', 'pending') }), '--', 'copy_target_busy'],
  ] as const)('find a disk that is %s accordingly', (_, facts, expected, reason) => {
    expect([access(facts), code(facts)]).toEqual([expected, reason])
  })

  it.each(LOCALES)('are told why and until when (%s)', (locale) => {
    const shown = shownAccess(disk({ copyOnto: pair('online', 'inProgress') }), textIn(locale))
    expect(shown.reason).toMatchObject({ code: 'copy_target_busy', detail: expect.stringContaining('Other') })
    expect(shown.until).toMatch(locale === 'en' ? /^until / : /^bis /)
  })
})
