import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

import { MiB } from '../door/fields'
import { textIn } from '../door/text'
import { createHost, deleteHost, updateHost } from '../hosts/commands'
import { createCopy, stopCopy } from '../copies/commands'
import { TestArray, viewer } from '../testing'
import { feed, type FeedMessage } from './feed'

let test: TestArray
const stops: (() => void)[] = []
beforeEach(async () => {
  test = await TestArray.start()
})
afterEach(async () => {
  for (const stop of stops.splice(0)) stop()
  expect(test.errors).toEqual([])
  await test.remove()
})

/** What one reader is sent, in order. */
function read(lastSeen: number | null = null, locale: 'en' | 'de' = 'en'): FeedMessage[] {
  const received: FeedMessage[] = []
  const context = { array: test.array, actor: viewer, text: textIn(locale) }
  stops.push(feed(context, lastSeen, (messages) => received.push(...messages)))
  return received
}

const of = (messages: FeedMessage[], event: FeedMessage['event']) => messages.filter((message) => message.event === event)
const lastId = (messages: FeedMessage[]) => messages.at(-1)?.id ?? 0

describe('a reader of the stream', () => {
  it('is sent each object that changes, as it would GET it, and told when it is gone', async () => {
    const [english, german] = [read(), read(null, 'de')]
    const { id } = await test.do(createHost, { name: 'host', os: 'linux' })
    await vi.waitFor(() => expect(of(english, 'host').at(-1)?.data).toMatchObject({ id, name: 'host' }))
    expect(of(english, 'host').at(-1)?.data).toMatchObject({
      actions: { delete: { code: 'role_required', detail: 'This needs the role administrator.' } },
    })
    expect(of(english, 'event').at(-1)?.data).toMatchObject({ description: 'The host “host” was created.' })
    await vi.waitFor(() => {
      expect(of(german, 'event').at(-1)?.data).toMatchObject({ description: 'Der Host „host“ wurde erstellt.' })
    })
    await test.do(deleteHost, { id })
    await vi.waitFor(() => expect(of(english, 'host').at(-1)?.data).toEqual({ id, deleted: true }))
  })

  it('that comes back is sent what it missed, each object once, as it is now', async () => {
    const first = read()
    const { id } = await test.do(createHost, { name: 'host', os: 'linux' })
    await vi.waitFor(() => expect(of(first, 'host')).not.toEqual([]))
    for (const stop of stops.splice(0)) stop()
    const seen = lastId(first)
    for (const name of ['a', 'b', 'c']) await test.do(updateHost, { id, name })
    const again = read(seen)
    await vi.waitFor(() => expect(of(again, 'host').map(({ data }) => data)).toMatchObject([{ id, name: 'c' }]))
    expect(of(again, 'event')).toHaveLength(3)
    expect(of(again, 'resync')).toEqual([])
    const ids = again.map((message) => message.id)
    expect(ids).toEqual([...ids].sort((a, b) => a - b))
    expect(Math.min(...ids)).toBeGreaterThanOrEqual(seen)
  })

  it('is told to ask anew when too much was missed, or its number is of another start', () => {
    for (const unknown of [0, 1, Number.MAX_SAFE_INTEGER]) {
      expect(of(read(unknown), 'resync')).toHaveLength(1)
    }
    expect(of(read(test.array.changes.sequence), 'resync')).toEqual([])
    test.array.changes.publish('pool', ...Array.from({ length: 20_000 }, (_, index) => `pool ${index}`))
    expect(of(read(test.array.changes.sequence - 19_000), 'resync')).toHaveLength(1)
  })

  it('is told to ask anew when very much changes at once', async () => {
    const received = read()
    test.array.changes.publish('host', ...Array.from({ length: 2_000 }, (_, index) => `host ${index}`))
    await vi.waitFor(() => expect(of(received, 'resync')).toHaveLength(1))
    expect(of(received, 'host')).toEqual([])
  })

  it('is sent a condition when it comes and when it goes', async () => {
    const { id: poolId } = await test.pool()
    const [source, target] = [await test.disk(poolId, 'S', MiB), await test.disk(poolId, 'T', MiB)]
    const received = read()
    test.engine.holdCopies()
    const { id } = await test.do(createCopy, { sourceId: source.id, targetId: target.id, type: 'offline' })
    test.engine.emit({ type: 'copyFailed', copyId: id, run: 1, fault: { code: 'io', detail: 'EIO' } })
    const condition = { id: `copy_failed:${id}` }
    await vi.waitFor(() => expect(of(received, 'condition').at(-1)?.data).toMatchObject(condition))
    await test.do(stopCopy, { id })
    await vi.waitFor(() => expect(of(received, 'condition').at(-1)?.data).toEqual({ ...condition, deleted: true }))
  })

  it('is sent progress at most twice a second', async () => {
    const { id: poolId } = await test.pool()
    const [source, target] = [await test.disk(poolId, 'S', MiB), await test.disk(poolId, 'T', MiB)]
    test.engine.holdCopies()
    const { id } = await test.do(createCopy, { sourceId: source.id, targetId: target.id, type: 'offline' })
    await test.array.idle()
    const received = read()
    for (let copiedBytes = 0; copiedBytes <= 1_000; copiedBytes += 10) {
      test.engine.emit({ type: 'copyProgress', copies: [{ copyId: id, copiedBytes, totalBytes: MiB, bytesPerSecond: 1 }] })
    }
    await vi.waitFor(() => expect(of(received, 'copy')).toHaveLength(1))
    expect(of(received, 'copy')[0]?.data).toMatchObject({ progress: { copiedBytes: 1_000, bytesPerSecond: 1 } })
    expect(of(received, 'operation')[0]?.data).toMatchObject({ kind: 'virtualDiskCopy', status: 'inProgress' })
  })

  it('that has gone is sent nothing more', async () => {
    const received = read()
    const count = received.length
    for (const stop of stops.splice(0)) stop()
    await test.do(createHost, { name: 'host', os: 'linux' })
    const other = read()
    test.array.changes.publish('array', test.array.id)
    await vi.waitFor(() => expect(of(other, 'array')).toHaveLength(1))
    expect(received).toHaveLength(count)
  })
})
