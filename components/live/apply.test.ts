import { QueryClient } from '@tanstack/react-query'
import { describe, expect, it } from 'vitest'
import type { Operation } from '@/server/array/operations/schema'
import type { Page } from '@/server/array/door/lists'
import { applyDelta, catchUp } from './apply'
import { recordDelta } from './deltas'
import { listKey, oneKey } from './queries'

function operation(id: string, copiedBytes: number, status: Operation['status'] = 'inProgress'): Operation {
  return {
    id,
    kind: 'virtualDiskCopy',
    subject: { noun: 'copy', id, name: id },
    status,
    progress: { copiedBytes, totalBytes: 100, percent: copiedBytes, bytesPerSecond: 1, etaSeconds: 1 },
    priority: 'medium',
    copyRate: null,
    cancellable: true,
    cancel: null,
  }
}

function setUp() {
  const client = new QueryClient()
  const page: Page<Operation> = { items: [operation('a', 1), operation('b', 2)], nextCursor: null, total: 2 }
  client.setQueryData(listKey('operation', {}), page)
  client.setQueryData(oneKey('operation', 'a'), operation('a', 1))
  const refreshed: string[] = []
  const apply = (id: string, object: Operation | null) =>
    applyDelta(client, { noun: 'operation', id, object, sequence: 1 }, (noun) => refreshed.push(noun))
  const items = () => client.getQueryData<Page<Operation>>(listKey('operation', {}))?.items ?? []
  return { client, apply, items, refreshed }
}

describe('applyDelta', () => {
  it('changes progress in place without asking anew', () => {
    const { client, apply, items, refreshed } = setUp()
    apply('a', operation('a', 50))
    expect(items().map((item) => item.progress.copiedBytes)).toEqual([50, 2])
    expect(client.getQueryData<Operation>(oneKey('operation', 'a'))?.progress.copiedBytes).toBe(50)
    expect(refreshed).toEqual([])
  })

  it('asks anew when more than progress changed', () => {
    const { apply, items, refreshed } = setUp()
    apply('b', operation('b', 2, 'pending'))
    expect(items()[1]?.status).toBe('pending')
    expect(refreshed).toEqual(['operation'])
  })

  it('asks anew for an object that the list does not show', () => {
    const { apply, items, refreshed } = setUp()
    apply('c', operation('c', 3))
    expect(items()).toHaveLength(2)
    expect(refreshed).toEqual(['operation'])
  })

  it('drops what is gone', () => {
    const { apply, items, refreshed } = setUp()
    apply('a', null)
    expect(items().map((item) => item.id)).toEqual(['b'])
    expect(refreshed).toEqual(['operation'])
  })

  it('makes no answer up for what nobody asked for', () => {
    const { client, apply } = setUp()
    apply('b', operation('b', 9))
    expect(client.getQueryData(oneKey('operation', 'b'))).toBeUndefined()
  })
})

describe('catchUp', () => {
  it('applies to an answer only what was told after it was read', () => {
    const { client, items } = setUp()
    recordDelta({ noun: 'operation', id: 'a', object: operation('a', 70), sequence: 5 }, 0)
    recordDelta({ noun: 'operation', id: 'b', object: operation('b', 80), sequence: 7 }, 0)
    catchUp(client, 5)
    expect(items().map((item) => item.progress.copiedBytes)).toEqual([1, 80])
  })
})
