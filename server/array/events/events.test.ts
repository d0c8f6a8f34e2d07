import { afterEach, beforeEach, describe, expect, it } from 'vitest'

import { MiB } from '../door/fields'
import { createHost } from '../hosts/commands'
import { getArray, updateArray } from '../facts/queries'
import { operator, TestArray } from '../testing'
import { createCopy } from '../copies/commands'
import { appendOwnEvents } from './log'
import { eventRecord } from './record'
import { listEvents } from './queries'

let test: TestArray
beforeEach(async () => {
  test = await TestArray.start()
})
afterEach(async () => {
  expect(test.errors).toEqual([])
  await test.remove()
})

describe('the event log', () => {
  it('says who did what, when, from where, newest first', async () => {
    await test.do(updateArray, { name: 'Cellar' })
    const { items, total } = await test.ask(listEvents, {})
    expect(total).toBe(2)
    expect(items[0]).toMatchObject({
      sequence: 2,
      type: 'array_renamed',
      severity: 'info',
      subject: { noun: 'array', id: test.array.id, name: 'Cellar' },
      actor: { kind: 'user', name: 'administrator@example.com', origin: '192.0.2.1' },
      description: 'The array “Lunette” was renamed to “Cellar”.',
      data: { from: 'Lunette', to: 'Cellar' },
    })
    expect(items[1]).toMatchObject({ sequence: 1, type: 'array_started', actor: { kind: 'array', origin: null } })
    expect(Date.parse(items[0]?.at ?? '')).toBeGreaterThan(Date.parse(items[1]?.at ?? ''))
  })

  it('is filtered by severity, subject, noun, type, actor, time and text', async () => {
    const one = await test.do(createHost, { name: 'web', os: 'linux' })
    await test.do(createHost, { name: 'mail', os: 'linux' })
    const { id: poolId } = await test.pool()
    const [source, target] = [await test.disk(poolId, 'S', MiB), await test.disk(poolId, 'T', MiB)]
    test.engine.holdCopies()
    const copy = await test.do(createCopy, { sourceId: source.id, targetId: target.id, type: 'offline' }, operator)
    test.engine.emit({ type: 'copyFailed', copyId: copy.id, run: 1, fault: { code: 'io', detail: 'EIO' } })
    await test.array.idle()
    const types = async (input: Parameters<typeof listEvents.handler>[1] | object) =>
      (await test.ask(listEvents, input)).items.map(({ type }) => type)
    expect(await types({ severity: ['critical'] })).toEqual(['copy_failed'])
    expect(await types({ subject: one.id })).toEqual(['host_created'])
    expect(await types({ subject: 'host' })).toEqual(['host_created', 'host_created'])
    expect(await types({ type: 'pool_created' })).toEqual(['pool_created'])
    expect(await types({ actor: 'operator@' })).toEqual(['copy_created'])
    expect(await types({ origin: '192.0.2.1', subject: 'pool' })).toEqual(['pool_created'])
    expect(await types({ origin: '192.0.2.2' })).toEqual([])
    expect(await types({ q: 'WEB' })).toEqual(['host_created'])
    expect(await types({ sort: 'sequence', limit: 2 })).toEqual(['array_started', 'host_created'])
    const { items } = await test.ask(listEvents, { subject: 'pool' })
    const at = items[0]?.at ?? ''
    expect((await types({ since: at })).at(-1)).toBe('pool_created')
    expect((await types({ until: at }))[0]).toBe('pool_created')
    const elsewhere = `${new Date(Date.parse(at) + 2 * 3_600_000).toISOString().slice(0, -1)}+02:00`
    expect(await types({ since: elsewhere })).toEqual(await types({ since: at }))
    for (const input of [{ since: 'yesterday' }, { severity: 'loud' }, { subject: '' }]) {
      expect(await test.query(listEvents, input)).toMatchObject({ ok: false, problem: { status: 400 } })
    }
  })

  it('keeps a set number, and cuts the oldest', async () => {
    const { event } = test.array.database
    const { eventsKept } = await test.ask(getArray, {})
    await test.array.database.$executeRaw`
      WITH RECURSIVE copies (number) AS (SELECT 1 UNION ALL SELECT number + 1 FROM copies WHERE number < ${eventsKept + 1_500})
      INSERT INTO "Event" ("at", "severity", "type", "noun", "subjectId", "subjectName", "actorKind", "actorName", "data")
      SELECT "at", "severity", "type", "noun", "subjectId", "subjectName", "actorKind", "actorName", "data"
      FROM "Event", copies WHERE "sequence" = 1`
    const record = eventRecord('array_renamed', test.array.identity, { from: 'a', to: 'b' })
    for (let round = 0; round < 10; round += 1) await appendOwnEvents(test.array, ...Array.from({ length: 100 }, () => record))
    const [count, oldest, newest] = [await event.count(), await event.findFirst({ orderBy: { sequence: 'asc' } }), await event.findFirst({ orderBy: { sequence: 'desc' } })]
    expect(count).toBeLessThan(eventsKept + 1_000)
    expect(count).toBeGreaterThanOrEqual(eventsKept)
    expect((newest?.sequence ?? 0) - (oldest?.sequence ?? 0) + 1).toBe(count)
    const listed = performance.now()
    expect((await test.ask(listEvents, { limit: 100, severity: ['info'] })).items).toHaveLength(100)
    expect(performance.now() - listed).toBeLessThan(2_000)
    await test.do(updateArray, { eventsKept: 1_000 })
    expect(await event.count()).toBeLessThanOrEqual(1_000)
    expect((await test.ask(listEvents, { limit: 1 })).items[0]).toMatchObject({
      type: 'array_settings_changed',
      data: { copies: 8, kept: 1_000 },
    })
  })

  it('is as long as was set, between a thousand and a million', async () => {
    for (const eventsKept of [999, 1_000_001, 1_000.5]) {
      const problem = await test.refused(updateArray, { eventsKept })
      expect(problem.errors?.map(({ path }) => path)).toEqual(['eventsKept'])
    }
    expect(await test.refused(updateArray, {})).toMatchObject({ status: 400 })
    expect(await test.refused(updateArray, { eventsKept: 5_000 }, operator)).toMatchObject({ status: 403 })
    expect(await test.ask(getArray, {})).toMatchObject({ eventsKept: 100_000, maxRunningCopies: 8 })
  })

  it('does not repeat what is wrong with a disk or a stranger more than once a minute', async () => {
    const { id: poolId } = await test.pool()
    const disk = await test.disk(poolId, 'Disk', MiB)
    const fault = { code: 'io', detail: 'EIO' } as const
    for (let round = 0; round < 20; round += 1) {
      test.engine.emit({ type: 'diskError', diskId: disk.id, operation: 'read', fault })
      test.engine.emit({ type: 'diskError', diskId: disk.id, operation: 'write', fault })
      test.engine.emit({ type: 'hostRefused', remoteAddress: `192.0.2.7:${40_000 + round}`, detail: 'no such key' })
    }
    await test.array.idle()
    expect((await test.events()).slice(-3)).toEqual(['virtual_disk_read_error', 'virtual_disk_write_error', 'host_refused'])
  })
})
