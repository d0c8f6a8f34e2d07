import { describe, expect, it } from 'vitest'
import type { Host } from '@/server/array/hosts/schema'
import { deltasSince, lastSequence, newest, recordDelta } from './deltas'

function host(id: string, name: string): Host {
  return {
    id,
    name,
    os: 'linux',
    hostGroupId: null,
    hostGroupName: null,
    ports: [],
    mappingCount: 0,
    sessionCount: 0,
    createdAt: '2026-01-01T00:00:00.000Z',
    actions: { update: null, delete: null },
  }
}

describe('newest', () => {
  it('keeps a delta over an answer that was asked for before it', () => {
    recordDelta({ noun: 'host', id: 'a', object: host('a', 'new'), sequence: 10 }, 0)
    expect(newest('host', 'a', host('a', 'old'), 9)?.name).toBe('new')
  })

  it('takes an answer that was asked for after it', () => {
    recordDelta({ noun: 'host', id: 'b', object: host('b', 'old'), sequence: 20 }, 0)
    expect(lastSequence()).toBe(20)
    expect(newest('host', 'b', host('b', 'new'), 20)?.name).toBe('new')
  })

  it('knows that an object is gone', () => {
    recordDelta({ noun: 'host', id: 'c', object: null, sequence: 30 }, 0)
    expect(newest('host', 'c', host('c', 'old'), 29)).toBeNull()
  })

  it('tells nouns apart', () => {
    recordDelta({ noun: 'hostGroup', id: 'd', object: null, sequence: 40 }, 0)
    expect(newest('host', 'd', host('d', 'there'), 0)?.name).toBe('there')
  })

  it('forgets what is too old to matter', () => {
    recordDelta({ noun: 'host', id: 'e', object: host('e', 'old'), sequence: 50 }, 0)
    recordDelta({ noun: 'host', id: 'f', object: host('f', 'f'), sequence: 51 }, 100_000)
    expect(newest('host', 'e', host('e', 'answered'), 0)?.name).toBe('answered')
  })
})

describe('deltasSince', () => {
  it('answers each object once, as it was told last', () => {
    recordDelta({ noun: 'host', id: 'g', object: host('g', 'first'), sequence: 60 }, 200_000)
    recordDelta({ noun: 'host', id: 'h', object: null, sequence: 61 }, 200_000)
    recordDelta({ noun: 'host', id: 'g', object: host('g', 'second'), sequence: 62 }, 200_000)
    expect(deltasSince(60).map(({ id, object }) => [id, object && 'name' in object ? object.name : null])).toEqual([
      ['h', null],
      ['g', 'second'],
    ])
  })
})
