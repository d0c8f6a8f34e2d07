import { describe, expect, it } from 'vitest'

import type { PathFacts } from '../../engine/contract'
import { mayCreateAt, mayDeletePool, mayHoldDisks, mayImportFrom, mayRenamePool } from './rules'

const facts = (state: PathFacts['state'], changed: Partial<PathFacts> = {}): PathFacts => ({
  path: '/p',
  state,
  writable: true,
  freeBytes: 1,
  capacityBytes: 1,
  insidePool: null,
  ...changed,
})

describe('a path', () => {
  it.each([
    ['absentInParent', null, 'path_not_pool'],
    ['emptyDirectory', null, 'path_not_pool'],
    ['absent', 'path_parent_missing', 'path_not_pool'],
    ['notDirectory', 'path_not_directory', 'path_not_pool'],
    ['directory', 'path_not_empty', 'path_not_pool'],
    ['pool', 'path_holds_pool', null],
  ] as const)('that is %s becomes a pool or is imported accordingly', (state, create, importing) => {
    expect(mayCreateAt(facts(state))?.code ?? null).toBe(create)
    expect(mayImportFrom(facts(state))?.code ?? null).toBe(importing)
  })

  it.each(['absentInParent', 'emptyDirectory', 'directory'] as const)('that is %s and not writable is no use', (state) => {
    expect(mayCreateAt(facts(state, { writable: false }))?.code).toBe('path_not_writable')
  })

  it('of a pool that is not writable is not imported', () => {
    expect(mayImportFrom(facts('pool', { writable: false }))?.code).toBe('path_not_writable')
  })

  it.each(['absentInParent', 'emptyDirectory', 'pool'] as const)('inside another pool is no use (%s)', (state) => {
    const inside = facts(state, { insidePool: '/' })
    expect([mayCreateAt(inside)?.code, mayImportFrom(inside)?.code]).toEqual(['path_inside_pool', 'path_inside_pool'])
  })
})

describe('a pool', () => {
  it('that is missing is not renamed and holds no new disk', () => {
    const missing = { name: 'P', status: 'missing' }
    expect([mayRenamePool(missing)?.code, mayHoldDisks(missing)?.code]).toEqual(['pool_missing', 'pool_missing'])
    const full = { name: 'P', status: 'full' }
    expect([mayRenamePool(full), mayHoldDisks(full)]).toEqual([null, null])
  })

  it('is deleted only when it is empty', () => {
    expect(mayDeletePool({ name: 'P', virtualDiskCount: 0 })).toBeNull()
    expect(mayDeletePool({ name: 'P', virtualDiskCount: 1 })?.code).toBe('pool_has_disks')
  })
})
