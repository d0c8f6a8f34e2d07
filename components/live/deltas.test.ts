import { describe, expect, it } from 'vitest'
import { newest, recordDelta } from './deltas'

describe('newest', () => {
  it('keeps a delta over an answer that was asked for before it', () => {
    recordDelta('copy', 'a', { id: 'a', status: 'completed' }, 1_000)
    expect(newest('copy', 'a', { id: 'a', status: 'inProgress' }, 999)).toEqual({ id: 'a', status: 'completed' })
  })

  it('takes an answer that was asked for after it', () => {
    recordDelta('copy', 'b', { id: 'b', status: 'inProgress' }, 1_000)
    expect(newest('copy', 'b', { id: 'b', status: 'completed' }, 1_001)).toEqual({ id: 'b', status: 'completed' })
  })

  it('knows that an object is gone', () => {
    recordDelta('copy', 'c', null, 1_000)
    expect(newest('copy', 'c', { id: 'c' }, 500)).toBeNull()
  })

  it('tells nouns apart', () => {
    recordDelta('host', 'd', { id: 'd', name: 'new' }, 1_000)
    expect(newest('copy', 'd', { id: 'd' }, 500)).toEqual({ id: 'd' })
  })

  it('forgets what is too old to matter', () => {
    recordDelta('copy', 'e', { id: 'e', status: 'completed' }, 1_000)
    recordDelta('copy', 'f', { id: 'f' }, 100_000)
    expect(newest('copy', 'e', { id: 'e', status: 'inProgress' }, 999)).toEqual({ id: 'e', status: 'inProgress' })
  })
})
