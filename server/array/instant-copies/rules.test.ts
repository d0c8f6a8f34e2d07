import { describe, expect, it } from 'vitest'

import { mayBeOverwritten, maySourceAnyCopy } from '../copies/candidates'
import { mayRollBack } from '../rollbacks/rules'
import { maySnapshot } from '../snapshots/rules'
import { disk, instantPair, missingPool, mscsMapping, pair, repositoryDisk, snapshotDisk } from '../testing-facts'
import type { DiskRelations } from '../virtual-disks/relations'
import { mayDelete, mayGrow } from '../virtual-disks/rules'
import { type Beside, grainFor, mayHaveGrain, mayOverwrite, maySource, mayTarget, NOTHING_BESIDE, standsAlone, warningsOfTarget } from './rules'
import { INSTANT_COPY_STATUSES } from './states'

const source = disk({ id: 'source', name: 'Source' })
const rollbackTo = { id: 'snapshot', name: 'Snapshot' }
const showing = { id: 'snapshot', name: 'Snapshot', status: 'optimal', copyId: null } as const
const disabled = { ...showing, status: 'disabled' } as const

describe('the source of an instant copy', () => {
  it.each([
    ['a snapshot', snapshotDisk(), 'instant_copy_source_not_standard'],
    ['a repository', repositoryDisk, 'instant_copy_source_not_standard'],
    ['in a missing pool', disk({ pool: missingPool }), 'disk_missing'],
    ['failed', disk({ status: 'failed' }), 'disk_failed'],
    ['the source of 256 already', disk({ instantCopiesFrom: Array(256).fill(instantPair('idle')) }), 'instant_copy_source_limit'],
  ])('is not one that is %s', (_, facts, code) => {
    expect(maySource(facts)?.code).toBe(code)
  })

  it.each([
    ['mapped to a cluster as its shared disk', disk({ mapping: mscsMapping })],
    ['the target of another instant copy', disk({ instantCopyOnto: instantPair('copying') })],
    ['the source of 255', disk({ instantCopiesFrom: Array(255).fill(instantPair('copying')) })],
  ])('may be one that is %s', (_, facts) => {
    expect(maySource(facts)).toBeNull()
  })
})

describe('the target of an instant copy', () => {
  it.each([
    ['the source itself', source, 'instant_copy_target_same'],
    ['a snapshot', snapshotDisk(), 'instant_copy_target_not_standard'],
    ['missing', disk({ status: 'missing' }), 'disk_missing'],
    ['in another pool', disk({ pool: { id: 'other', name: 'Other pool', status: 'optimal' } }), 'instant_copy_other_pool'],
    ['a sector larger', disk({ capacityBytes: source.capacityBytes + 512 }), 'instant_copy_size_differs'],
    ['a sector smaller', disk({ capacityBytes: source.capacityBytes - 512 }), 'instant_copy_size_differs'],
    ['the target of another', disk({ instantCopyOnto: instantPair('idle') }), 'instant_copy_target_taken'],
    ['the target of a virtual disk copy', disk({ copyOnto: pair('offline', 'completed') }), 'disk_is_copy_target'],
  ])('is not %s', (_, facts, code) => {
    expect(mayTarget(facts, source, 1)?.code).toBe(code)
  })

  it('may be the source of others, up to 256 that hang together', () => {
    const facts = disk({ instantCopiesFrom: [instantPair('copying')] })
    expect(mayTarget(facts, source, 256)).toBeNull()
    expect(mayTarget(facts, source, 257)?.code).toBe('instant_copy_tree_limit')
  })
})

describe('the grain of an instant copy', () => {
  const large = instantPair('idle', { grainBytes: 262_144 })
  it('is that of the others on either disk', () => {
    expect(grainFor(undefined, source, disk())).toBe(65_536)
    expect(grainFor(undefined, disk({ instantCopiesFrom: [large] }), disk())).toBe(262_144)
    expect(grainFor(undefined, source, disk({ instantCopiesFrom: [large] }))).toBe(262_144)
    expect(grainFor(undefined, disk({ instantCopyOnto: large }), disk())).toBe(262_144)
  })

  it('can’t be another', () => {
    expect(mayHaveGrain(65_536, disk({ instantCopiesFrom: [large] }), disk())).toMatchObject({
      code: 'instant_copy_grain_differs',
      path: 'grainBytes',
    })
    expect(mayHaveGrain(262_144, disk({ instantCopiesFrom: [large] }), disk())).toBeNull()
    expect(mayHaveGrain(262_144, source, disk())).toBeNull()
  })
})

describe('the images of a disk', () => {
  const large = disk({ instantCopiesFrom: [instantPair('copying', { grainBytes: 262_144 })] })
  it('have grains of one size, snapshots and instant copies alike', () => {
    expect(maySnapshot(large)?.code).toBe('disk_grain_differs')
    expect(maySnapshot(disk({ instantCopiesFrom: [instantPair('idle', { grainBytes: 262_144 })] }))).toBeNull()
    expect(mayHaveGrain(262_144, disk({ snapshots: [showing] }), disk())).toMatchObject({ code: 'disk_grain_differs', path: 'grainBytes' })
    const plain = { restore: false, failTargetSnapshots: false }
    expect(mayOverwrite(disk({ snapshots: [showing] }), disk(), plain, NOTHING_BESIDE, 262_144)?.code).toBe('disk_grain_differs')
    expect(mayOverwrite(disk({ snapshots: [showing] }), disk(), plain, NOTHING_BESIDE, 65_536)).toBeNull()
  })
})

describe('a start', () => {
  const plain = { restore: false, failTargetSnapshots: false }
  const code = (from: DiskRelations, onto: DiskRelations, consents = plain, beside: Partial<Beside> = {}) =>
    mayOverwrite(from, onto, consents, { ...NOTHING_BESIDE, ...beside }, 65_536)?.code ?? null

  it.each([
    ['the source is missing', disk({ status: 'missing' }), disk(), 'disk_missing'],
    ['the target is missing', source, disk({ pool: missingPool }), 'disk_missing'],
    ['the source holds a part of an image', disk({ instantCopyOnto: instantPair('stopped') }), disk(), 'disk_is_instant_copy_part'],
    ['the source is about to be overwritten', disk({ instantCopyOnto: instantPair('prepared') }), disk(), 'disk_is_instant_copy_part'],
    ['the source is rolled back', disk({ rollbackTo }), disk(), 'disk_rolling_back'],
    ['the target is rolled back', source, disk({ rollbackTo }), 'disk_rolling_back'],
    ['the source is being copied offline', disk({ copiesFrom: [pair('offline', 'inProgress')] }), disk(), 'disk_copy_running'],
    ['the source is being copied onto', disk({ copyOnto: pair('online', 'pending') }), disk(), 'disk_copy_running'],
    ['the source is a copy that failed', disk({ copyOnto: pair('online', 'failed') }), disk(), 'copy_source_incomplete_target'],
    ['the target is being copied offline', source, disk({ copiesFrom: [pair('offline', 'pending')] }), 'disk_copy_running'],
    ['the target is read-only', source, disk({ readOnly: true }), 'copy_target_read_only'],
    ['others look through the target', source, disk({ instantCopiesFrom: [instantPair('copying')] }), 'instant_copy_target_is_source'],
    ['snapshots show the target', source, disk({ snapshots: [disabled, showing] }), 'instant_copy_target_has_snapshots'],
  ])('is refused when %s', (_, from, onto, expected) => {
    expect(code(from, onto)).toBe(expected)
  })

  it.each([
    ['the source is being copied online', disk({ copiesFrom: [pair('online', 'inProgress')] }), disk()],
    ['the source is itself an image', disk({ instantCopyOnto: instantPair('copying') }), disk()],
    ['the source is read-only', disk({ readOnly: true }), disk()],
    ['the target’s own instant copies are idle', source, disk({ instantCopiesFrom: [instantPair('idle')] })],
    ['the target’s snapshots show nothing', source, disk({ snapshots: [disabled] })],
  ])('is allowed when %s', (_, from, onto) => {
    expect(code(from, onto)).toBeNull()
  })

  it('lets snapshots fail only when that is said', () => {
    expect(code(source, disk({ snapshots: [showing] }), { ...plain, failTargetSnapshots: true })).toBeNull()
  })

  it('gives a content back while others look through the target and snapshots show it, one at a time', () => {
    const target = disk({ instantCopiesFrom: [instantPair('copying')], snapshots: [showing] })
    expect(code(source, target, { ...plain, restore: true })).toBeNull()
    expect(code(source, target, { ...plain, restore: true }, { restoring: 'Another' })).toBe('instant_copy_restore_running')
    expect(code(source, disk(), plain, { restoring: 'Another' })).toBeNull()
  })

  it('gives a disk back what an image of it shows still, by itself and in one step', () => {
    const target = disk({ id: 'target', instantCopiesFrom: [instantPair('copying')] })
    const image = disk({ instantCopyOnto: instantPair('copying', { other: { id: 'target', name: 'Target' } }) })
    const restore = { ...plain, restore: true }
    expect(code(image, target, restore)).toBeNull()
    expect(code(image, target, restore, { through: 'Between' })).toBe('instant_copy_restore_indirect')
    expect(code(image, target, restore, { together: true })).toBe('instant_copy_restore_together')
    expect(code(source, target, restore, { together: true })).toBeNull()
    expect(code(image, target)).toBe('instant_copy_target_is_source')
  })

  it('says beforehand that the target’s content is lost, and which snapshots fail', () => {
    const target = disk({ snapshots: [disabled, showing] })
    expect(warningsOfTarget(target, false).map((warning) => warning.code)).toEqual([
      'instant_copy_target_lost',
      'instant_copy_target_snapshots_fail',
    ])
    expect(warningsOfTarget(target, true).map((warning) => warning.code)).toEqual(['instant_copy_target_lost'])
  })

  it('of a member is the group’s', () => {
    expect(standsAlone('One', null)).toBeNull()
    expect(standsAlone('One', { name: 'Group' })?.code).toBe('instant_copy_in_group')
  })
})

describe('what else is done with the disks of an instant copy', () => {
  it.each(INSTANT_COPY_STATUSES)('is settled by the same facts when it is %s', (status) => {
    const from = disk({ instantCopiesFrom: [instantPair(status)] })
    const onto = disk({ instantCopyOnto: instantPair(status) })
    const active = ['copying', 'stopping', 'suspended'].includes(status)
    const closed = ['preparing', 'prepared', 'stopped'].includes(status) || (active && status !== 'copying')
    const snapshotOf = (facts: DiskRelations) => snapshotDisk({ sourceId: facts.id })

    expect([mayGrow(from)?.code, mayGrow(onto)?.code]).toEqual(['disk_is_instant_copy_source', 'disk_is_instant_copy_target'])
    expect([mayDelete(from)?.code, mayDelete(onto)?.code]).toEqual(['disk_is_instant_copy_source', 'disk_is_instant_copy_target'])
    expect(mayBeOverwritten(onto, source)?.code).toBe('disk_is_instant_copy_target')
    expect(mayBeOverwritten(from, source)?.code).toBe(active ? 'disk_is_instant_copy_source' : undefined)
    expect(maySourceAnyCopy(onto)?.code).toBe(closed ? 'disk_is_instant_copy_part' : undefined)
    expect(maySnapshot(onto)?.code).toBe(closed ? 'disk_is_instant_copy_part' : undefined)
    expect(mayRollBack(snapshotOf(onto), onto)?.code).toBe(status === 'idle' ? undefined : 'disk_is_instant_copy_target')
    expect(mayRollBack(snapshotOf(from), from)?.code).toBe(active ? 'disk_is_instant_copy_source' : undefined)
  })

  it('waits for a disk that is given an earlier content back', () => {
    const given = disk({ instantCopyOnto: instantPair('copying', { restore: true }) })
    const plain = { restore: false, failTargetSnapshots: false }
    const codes = [maySnapshot(given), maySourceAnyCopy(given), mayBeOverwritten(given, source), mayOverwrite(given, disk(), plain, NOTHING_BESIDE, 65_536)]
    expect(codes.map((verdict) => verdict?.code)).toEqual(Array.from({ length: 4 }, () => 'disk_given_back'))
    expect(maySnapshot(disk({ instantCopyOnto: instantPair('idle', { restore: true }) }))).toBeNull()
  })

  it('never escapes the account that an incremental one keeps of changes', () => {
    const kept = instantPair('idle', { incremental: true })
    expect(mayBeOverwritten(disk({ instantCopiesFrom: [kept] }), source)?.code).toBe('disk_is_instant_copy_source')
    const rolledBack = disk({ instantCopyOnto: kept })
    expect(mayRollBack(snapshotDisk({ sourceId: rolledBack.id }), rolledBack)?.code).toBe('disk_is_instant_copy_target')
  })
})
