import { describe, expect, it } from 'vitest'

import type { IdentityFacts } from '../../engine/contract'
import { COPY_STATUSES } from '../copies/schema'
import { INSTANT_COPY_STATUSES } from '../instant-copies/schema'
import { SNAPSHOT_STATUSES } from '../snapshots/schema'
import { disk, instantPair, mapping, missingPool, mscsMapping, pair, repositoryDisk, snapshotDisk } from '../testing-facts'
import { allChange, maySynthesize, maySynthesizeTarget } from './rules'

const codeOf = (facts: Parameters<typeof maySynthesize>[0]) => maySynthesize(facts)?.code ?? null

describe('a virtual disk gets identities of its own', () => {
  it.each([
    ['free', disk(), null],
    ['an image of another', disk({ origin: { id: 'other', name: 'Other' } }), null],
    ['with a snapshot', disk({ snapshots: [{ id: 's', name: 'S', status: 'optimal', copyId: null }] }), null],
    ['missing', disk({ status: 'missing' }), 'disk_missing'],
    ['in a missing pool', disk({ pool: missingPool }), 'disk_missing'],
    ['failed', disk({ status: 'failed' }), 'disk_failed'],
    ['mapped to a host', disk({ mapping }), 'identities_mapped'],
    ['mapped to a cluster', disk({ mapping: mscsMapping }), 'identities_mapped'],
    ['read-only', disk({ readOnly: true }), 'identities_read_only'],
    ['the read-only target of a pair', disk({ copyOnto: pair('offline', 'completed', true) }), null],
    ['being rolled back', disk({ rollbackTo: { id: 's', name: 'S' } }), 'disk_rolling_back'],
    ['the snapshot of an online copy', snapshotDisk({ copyId: 'copy' }), 'snapshot_of_copy'],
    ['a snapshot that its source goes back to', snapshotDisk({ rollback: 'paused' }), 'rollback_uses_snapshot'],
    ['a repository', repositoryDisk, 'contents_repository'],
  ] as const)('or not: %s', (_, facts, expected) => {
    expect(codeOf(facts)).toBe(expected)
  })

  it.each(COPY_STATUSES)('as a copy’s disk: %s', (status) => {
    const isRunning = status === 'pending' || status === 'inProgress'
    expect(codeOf(disk({ copiesFrom: [pair('offline', status)] }))).toBe(isRunning ? 'disk_copy_running' : null)
    const ofTarget = status === 'completed' ? null : isRunning ? 'disk_copy_running' : 'disk_is_copy_target'
    expect(codeOf(disk({ copyOnto: pair('online', status) }))).toBe(ofTarget)
  })

  it.each(INSTANT_COPY_STATUSES)('as an instant copy’s disk: %s', (status) => {
    const isActive = status === 'copying' || status === 'stopping' || status === 'suspended'
    expect(codeOf(disk({ instantCopiesFrom: [instantPair(status)] }))).toBe(isActive ? 'disk_is_instant_copy_source' : null)
    expect(codeOf(disk({ instantCopyOnto: instantPair(status) })) === null).toBe(status === 'idle')
  })

  it.each(SNAPSHOT_STATUSES)('as a snapshot: %s', (status) => {
    const holdsNothing = status === 'disabled' || status === 'failed'
    expect(codeOf(snapshotDisk({ status }))).toBe(holdsNothing ? 'contents_unreadable' : null)
  })
})

describe('the target of an instant copy', () => {
  const finished = { name: 'copy', whole: true, startedAt: new Date(0) }

  it.each(INSTANT_COPY_STATUSES)('is finished only after a run: %s', (status) => {
    expect(maySynthesizeTarget({ ...finished, status })?.code ?? null).toBe(status === 'idle' ? null : 'instant_copy_unfinished')
  })

  it('is not finished when it was never started, or stopped half way', () => {
    expect(maySynthesizeTarget({ ...finished, status: 'idle', startedAt: null })?.code).toBe('instant_copy_unfinished')
    expect(maySynthesizeTarget({ ...finished, status: 'idle', whole: false })?.code).toBe('instant_copy_unfinished')
  })
})

describe('a disk may be seen beside its original', () => {
  type Changed = Pick<IdentityFacts, 'identities' | 'notes' | 'refusal'>
  const changed: Changed = { identities: [{ kind: 'uuid', partition: null, old: 'a', new: 'b' }], notes: ['checksumSeedAdded'], refusal: null }
  const without: Changed = { identities: [], notes: [], refusal: null }
  const refused: Changed = { identities: [], notes: [], refusal: { code: 'useVgimportclone', detail: '' } }

  it('when all that had identities has others', () => {
    expect(allChange([changed])).toBe(true)
    expect(allChange([changed, without])).toBe(true)
  })

  it('never when a structure keeps its own, something is encrypted inside, or nothing changes', () => {
    expect(allChange([changed, refused])).toBe(false)
    expect(allChange([changed, { ...changed, notes: ['encryptedInside'] }])).toBe(false)
    expect(allChange([without])).toBe(false)
    expect(allChange([])).toBe(false)
  })
})
