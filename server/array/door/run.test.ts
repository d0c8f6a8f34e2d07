import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'

import { EngineError } from '../../engine/engine-error'
import { cutEvents } from '../events/log'
import { listEvents } from '../events/queries'
import { updateArray } from '../facts/queries'
import { createHost, updateHost } from '../hosts/commands'
import { createPool, updatePool } from '../pools/commands'
import { listPools } from '../pools/queries'
import { administrator, operator, TestArray, viewer } from '../testing'
import { createVirtualDisk } from '../virtual-disks/commands'
import { auditWrongToken, tellRefusals } from './audit'
import { runCommand } from './run'
import { textIn } from './text'

let test: TestArray
beforeAll(async () => {
  test = await TestArray.start()
})
afterEach(() => {
  test.engine.before = () => {}
})
afterAll(() => test.remove())

describe('the door', () => {
  it('asks for the role before it looks at the input', async () => {
    for (const actor of [viewer, operator]) {
      const problem = await test.refused(createPool, 'nonsense', actor)
      expect(problem).toMatchObject({ status: 403, code: 'role_required', detail: 'This needs the role administrator.' })
    }
    expect((await test.query(listPools, {}, viewer)).ok).toBe(true)
  })

  it('names every field that is wrong, with its value and what would be accepted', async () => {
    const problem = await test.refused(createVirtualDisk, { name: '  ', capacityBytes: 1_048_577, size: 1 })
    expect(problem).toMatchObject({ status: 400, code: 'bad_input', type: 'urn:lunette:problem:bad_input' })
    expect(problem.errors).toEqual([
      { path: 'name', message: 'This must not be empty.' },
      { path: 'poolId', message: 'This is required.' },
      { path: 'capacityBytes', message: '1048577 is not a multiple of 512.' },
      { path: 'size', message: 'There is no such field here.' },
    ])
    expect(problem.detail).toContain('capacityBytes: 1048577 is not a multiple of 512.')
  })

  it('never says a secret again', async () => {
    const psk = 'not hexadecimal at all'
    const problem = await test.refused(createHost, { name: 'h', os: 'linux', ports: [{ type: 'nbd', identifier: 'h', psk }] })
    expect(problem.errors).toEqual([
      { path: 'ports.0.psk', message: 'The key is not accepted: 16 to 64 bytes in hexadecimal are.' },
    ])
    expect(JSON.stringify(problem)).not.toContain('hexadecimal at all')
  })

  it('speaks the reader’s language', async () => {
    const asker = { actor: administrator, text: textIn('de') }
    const outcome = await runCommand(test.array, updatePool, asker, { id: 'nothing', name: 'x' })
    expect(outcome).toMatchObject({
      ok: false,
      problem: { status: 404, title: 'Nicht gefunden', detail: 'Pool mit der Kennung „nothing“ gibt es nicht.' },
    })
  })

  it('says that the disk under a pool is full, whatever the step', async () => {
    const pool = await test.pool('Full')
    test.engine.before = (name) => {
      if (name === 'disk.create') throw new EngineError('noSpace', 'ENOSPC')
      if (name === 'pool.rename') throw new EngineError('noSpace', 'ENOSPC')
    }
    const disk = { name: 'D', poolId: pool.id, capacityBytes: 1 << 20 }
    expect(await test.refused(createVirtualDisk, disk)).toMatchObject({ status: 507, code: 'no_space' })
    expect(await test.refused(updatePool, { id: pool.id, name: 'Other' })).toMatchObject({ status: 507, code: 'no_space_left' })
    test.engine.before = () => {}
    await test.do(createVirtualDisk, disk)
  })

  it('logs what nobody foresaw under a reference, and tells no more of it', async () => {
    test.engine.before = () => {
      throw new EngineError('internal', 'a secret of the engine')
    }
    const problem = await test.refused(createPool, { name: 'P', path: `${test.directory}/unforeseen` })
    expect(problem).toMatchObject({ status: 500, code: 'internal' })
    expect(JSON.stringify(problem)).not.toContain('secret of the engine')
    const reference = /under (\w+)\./.exec(problem.detail)?.[1]
    expect(test.errors.splice(0)).toEqual([expect.stringContaining(`createPool (${reference})`)])
  })

  it('refuses while the array is not ready', async () => {
    test.array.state = 'stopping'
    expect(await test.refused(createPool, { name: 'P', path: '/p' })).toMatchObject({ status: 503, code: 'not_ready' })
    test.array.state = 'ready'
  })
})

describe('an idempotency key', () => {
  const input = { name: 'idempotent', os: 'linux' }

  it('answers a repeated request as the first one, whatever the order of its fields', async () => {
    const first = await test.command(createHost, input, administrator, 'key-1')
    expect(first.ok).toBe(true)
    const again = await test.command(createHost, { os: 'linux', name: 'idempotent' }, administrator, 'key-1')
    expect(again).toEqual(first)
    expect(await test.array.database.host.count({ where: { name: 'idempotent' } })).toBe(1)
  })

  it.each([
    ['another request', 'key-1', 'idempotency_key_reused'],
    ['nothing', '', 'idempotency_key_invalid'],
    ['what no header can carry', 'ü', 'idempotency_key_invalid'],
    ['more than 255 characters', 'x'.repeat(256), 'idempotency_key_invalid'],
  ])('is refused with %s', async (_, key, code) => {
    const outcome = await test.command(createHost, { ...input, name: 'another' }, administrator, key)
    expect(outcome.ok ? null : outcome.problem.code).toBe(code)
    expect(await test.array.database.host.count({ where: { name: 'another' } })).toBe(0)
  })

  it('is refused with another command, though its input is the same', async () => {
    const { id } = await test.array.database.host.findFirstOrThrow()
    await test.command(updateHost, { id, name: 'renamed' }, administrator, 'key-3')
    const outcome = await test.command(createHost, input, administrator, 'key-3')
    expect(outcome.ok ? null : outcome.problem.code).toBe('idempotency_key_reused')
    await test.command(updateHost, { id, name: input.name })
  })

  it('belongs to who sent it', async () => {
    const outcome = await test.command(createHost, input, { ...administrator, id: 'another' }, 'key-1')
    expect(outcome.ok ? null : outcome.problem.code).toBe('name_taken')
  })

  it('keeps no refusal: what was refused may be tried again', async () => {
    const taken = await test.command(createHost, input, administrator, 'key-2')
    expect(taken.ok ? null : taken.problem.code).toBe('name_taken')
    await test.array.database.host.deleteMany()
    expect((await test.command(createHost, input, administrator, 'key-2')).ok).toBe(true)
  })

  it('is forgotten after a day', async () => {
    await test.array.database.host.deleteMany()
    const old = new Date(test.array.now().getTime() - 25 * 60 * 60 * 1_000)
    await test.array.database.idempotentAnswer.updateMany({ data: { createdAt: old } })
    const made = await test.command(createHost, input, administrator, 'key-2')
    expect(made.ok).toBe(true)
    expect(await test.array.database.host.count()).toBe(1)
  })
})

describe('two administrators at once', () => {
  it('get one object, and one reason', async () => {
    const create = () => test.command(createHost, { name: 'Both', os: 'linux' })
    const outcomes = await Promise.all([create(), create()])
    expect(outcomes.map((outcome) => (outcome.ok ? 'made' : outcome.problem.code))).toEqual(['made', 'name_taken'])
  })

  it('with the same key get the same object', async () => {
    const create = () => test.command(createHost, { name: 'Same', os: 'linux' }, administrator, 'same')
    const [one, other] = await Promise.all([create(), create()])
    expect(one.ok).toBe(true)
    expect(other).toEqual(one)
  })
})

describe('what was refused', () => {
  const eventsOf = async (type: string) => (await test.ask(listEvents, { type, limit: 1000 })).items

  it('is in the event log: who tried what, on which object, from where, and why not', async () => {
    const pool = await test.pool('Audited')
    await test.refused(updatePool, { id: pool.id, name: 'Other' }, viewer)
    const [denied] = await eventsOf('command_denied')
    expect(denied).toMatchObject({
      severity: 'warning',
      subject: { noun: 'pool', id: pool.id, name: 'Audited' },
      actor: { kind: 'user', name: 'viewer@example.com', origin: '192.0.2.1' },
      description: 'The command updatePool was denied: This needs the role administrator.',
      data: { command: 'updatePool', code: 'role_required', count: 1 },
    })
    await test.pool('Taken')
    await test.refused(updatePool, { id: pool.id, name: 'taken' }, { ...administrator, kind: 'token', name: 'script' })
    expect((await eventsOf('command_refused'))[0]).toMatchObject({
      severity: 'info',
      subject: { noun: 'pool', id: pool.id },
      actor: { kind: 'token', name: 'script' },
      data: { code: 'name_taken', fields: 'none' },
    })
  })

  it('names the fields that were wrong and no value, so no secret', async () => {
    const ports = [{ type: 'nbd', identifier: 'h', psk: 'hunter2-hunter2' }]
    await test.refused(createHost, { name: 'secretive', os: 'linux', ports, password: 'hunter2-hunter2' })
    const [event] = await eventsOf('command_refused')
    expect(event).toMatchObject({ data: { command: 'createHost', code: 'bad_input', fields: 'ports.0.psk, password' } })
    expect(event?.description).toContain('(ports.0.psk, password)')
    const all = await test.array.database.event.findMany()
    expect(JSON.stringify(all)).not.toContain('hunter2')
  })

  it('is written at most once a minute, with how often it came', async () => {
    const before = (await eventsOf('command_denied')).length
    const now = test.array.now().getTime()
    for (let round = 0; round < 50; round += 1) await test.refused(createVirtualDisk, {}, viewer)
    const written = (await eventsOf('command_denied')).slice(0, -before || undefined)
    expect(written.length).toBeLessThan(5)
    // The test's clock moves with every look.
    while (test.array.now().getTime() < now + 200_000);
    await tellRefusals(test.array)
    const told = (await eventsOf('command_denied')).filter(({ data }) => data['command'] === 'createVirtualDisk')
    expect(told.map(({ data }) => Number(data['count'])).reduce((sum, count) => sum + count, 0)).toBe(50)
    expect(told[0]?.description).toMatch(/^The command createVirtualDisk was denied \d+ times: /)
  })

  it('pushes nothing that really happened out of the log', async () => {
    await test.do(updateArray, { eventsKept: 1_000 })
    const { event } = test.array.database
    const [template] = await event.findMany({ where: { type: 'command_denied' }, take: 1 })
    if (!template) throw new Error('nothing was denied')
    const { sequence: _sequence, ...row } = template
    const real = await event.count({ where: { type: { notIn: ['command_denied', 'command_refused'] } } })
    await event.createMany({ data: Array.from({ length: 5_000 }, () => row) })
    await cutEvents(test.array)
    expect(await event.count({ where: { type: 'command_denied' } })).toBeLessThanOrEqual(200)
    expect(await event.count({ where: { type: { notIn: ['command_denied', 'command_refused'] } } })).toBe(real)
  })

  it('for a wrong token is one event, whoever sends it how often', async () => {
    for (let round = 0; round < 20; round += 1) await auditWrongToken(test.array, '192.0.2.66')
    const [event, ...more] = await eventsOf('token_refused')
    expect(more).toEqual([])
    expect(event).toMatchObject({
      severity: 'warning',
      actor: { kind: 'token', id: null, name: '', origin: '192.0.2.66' },
      description: 'A request from 192.0.2.66 with an API token that is not valid was refused.',
    })
  })
})
