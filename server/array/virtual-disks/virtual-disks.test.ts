import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { z } from 'zod'

import { MAX_DISK_BYTES, MiB, TiB } from '../door/fields'
import { createHost } from '../hosts/commands'
import { createMapping } from '../mappings/commands'
import { administrator, operator, TestArray, viewer } from '../testing'
import { createVirtualDisk, deleteVirtualDisk, updateVirtualDisk } from './commands'
import { getVirtualDisk, getVirtualDiskStatistics, listVirtualDisks } from './queries'
import type { listVirtualDisksInput } from './schema'

let test: TestArray
let poolId: string
beforeEach(async () => {
  test = await TestArray.start()
  poolId = (await test.pool()).id
})
afterEach(async () => {
  expect(test.errors).toEqual([])
  await test.remove()
})

describe('a virtual disk', () => {
  it('has a WWID of the array’s own, NAA 6, and takes no space to speak of', async () => {
    const one = await test.disk(poolId, 'One', 16 * TiB)
    const two = await test.disk(poolId, 'Two', MiB)
    expect(one).toMatchObject({
      kind: 'standard',
      capacityBytes: 16 * TiB,
      status: 'optimal',
      readOnly: false,
      mappedTo: null,
      hostAccess: { read: true, write: true, reason: null, until: null },
    })
    const { wwidPrefix } = test.array.identity
    expect(wwidPrefix).toMatch(/^6[0-9a-f]{15}$/)
    for (const disk of [one, two]) expect(disk.wwid).toMatch(new RegExp(`^${wwidPrefix}[0-9a-f]{16}$`))
    expect(one.wwid).not.toBe(two.wwid)
    expect(one.allocatedBytes).toBeLessThan(MiB)
  })

  it.each([
    ['name', undefined],
    ['name', null],
    ['name', 7],
    ['name', ''],
    ['name', ' \t '],
    ['name', 'x'.repeat(64)],
    ['name', 'a/b'],
    ['name', 'a\\b'],
    ['name', 'line\nbreak'],
    ['name', 'nul\0'],
    ['name', 'right\u202Eleft'],
    ['capacityBytes', undefined],
    ['capacityBytes', '1048576'],
    ['capacityBytes', 0],
    ['capacityBytes', -MiB],
    ['capacityBytes', 512],
    ['capacityBytes', MiB + 1],
    ['capacityBytes', MiB + 0.5],
    ['capacityBytes', MAX_DISK_BYTES + 512],
    ['capacityBytes', 1e300],
    ['poolId', undefined],
    ['poolId', ''],
    ['poolId', {}],
    ['poolId', 'x'.repeat(1000)],
  ])('is refused with %s %j', async (field, value) => {
    const problem = await test.refused(createVirtualDisk, { name: 'D', poolId, capacityBytes: MiB, [field]: value })
    expect(problem).toMatchObject({ status: 400, code: 'bad_input' })
    expect(problem.errors?.map((error) => error.path)).toEqual([field])
    expect(await test.array.database.virtualDisk.count()).toBe(0)
  })

  it('is refused in a pool that there isn’t, and by a name that is taken in any case', async () => {
    const disk = { name: 'Disk', poolId, capacityBytes: MiB }
    const problem = await test.refused(createVirtualDisk, { ...disk, poolId: 'none' })
    expect(problem).toMatchObject({ status: 404, code: 'not_found', errors: [{ path: 'poolId' }] })
    await test.do(createVirtualDisk, disk)
    for (const name of ['disk', 'DISK ', 'Disk']) {
      expect(await test.refused(createVirtualDisk, { ...disk, name })).toMatchObject({ status: 409, code: 'name_taken' })
    }
    // The same letter, composed and decomposed.
    await test.do(createVirtualDisk, { ...disk, name: '\u00e9' })
    expect(await test.refused(createVirtualDisk, { ...disk, name: 'e\u0301' })).toMatchObject({ code: 'name_taken' })
  })

  it('is renamed, enlarged and protected in one change, or not at all', async () => {
    const { id } = await test.disk(poolId, 'Disk', MiB)
    await test.disk(poolId, 'Taken')
    const refused = await test.refused(updateVirtualDisk, { id, name: 'taken', readOnly: true, capacityBytes: 2 * MiB })
    expect(refused.code).toBe('name_taken')
    expect(await test.refused(updateVirtualDisk, { id, name: 'New', capacityBytes: 512 * 1024 })).toMatchObject({ status: 400 })
    expect(await test.ask(getVirtualDisk, { id })).toMatchObject({ name: 'Disk', readOnly: false, capacityBytes: MiB })
    const changed = await test.do(updateVirtualDisk, { id, name: 'New', readOnly: true, capacityBytes: 2 * MiB })
    expect(changed).toMatchObject({
      name: 'New',
      readOnly: true,
      capacityBytes: 2 * MiB,
      hostAccess: { read: true, write: false, reason: { code: 'disk_read_only' } },
    })
    expect(await test.refused(updateVirtualDisk, { id, capacityBytes: MiB })).toMatchObject({ status: 409, code: 'disk_shrinks' })
    expect(await test.refused(updateVirtualDisk, { id })).toMatchObject({ status: 400, code: 'bad_input' })
    await test.do(updateVirtualDisk, { id, readOnly: false })
    expect((await test.events()).slice(-4)).toEqual([
      'virtual_disk_grown',
      'virtual_disk_renamed',
      'virtual_disk_read_only_set',
      'virtual_disk_read_only_cleared',
    ])
    await test.restart()
    expect(await test.ask(getVirtualDisk, { id })).toMatchObject({ name: 'New', readOnly: false, capacityBytes: 2 * MiB })
    expect((await test.events()).at(-1)).toBe('array_started')
  })

  it('says nothing of a change that changes nothing', async () => {
    const { id } = await test.disk(poolId, 'Disk', MiB)
    const before = await test.events()
    await test.do(updateVirtualDisk, { id, name: 'Disk', readOnly: false, capacityBytes: MiB })
    expect(await test.events()).toEqual(before)
  })

  it('is deleted only when no host has it', async () => {
    const { id } = await test.disk(poolId, 'Disk')
    const host = await test.do(createHost, { name: 'host', os: 'linux' })
    const mapping = await test.do(createMapping, { virtualDiskId: id, hostId: host.id })
    expect(await test.refused(deleteVirtualDisk, { id })).toMatchObject({
      status: 409,
      code: 'disk_mapped',
      detail: expect.stringContaining('“host”'),
    })
    expect((await test.ask(getVirtualDisk, { id }, administrator)).actions.delete).toMatchObject({ code: 'disk_mapped' })
    expect((await test.ask(getVirtualDisk, { id }, viewer)).actions.delete).toMatchObject({ code: 'role_required' })
    expect((await test.ask(getVirtualDisk, { id }, operator)).actions).toMatchObject({
      copy: null,
      map: { code: 'mapping_exists' },
      grow: { code: 'role_required' },
    })
    await test.array.database.mapping.delete({ where: { id: mapping.id } })
    await test.do(deleteVirtualDisk, { id })
    expect(await test.refused(deleteVirtualDisk, { id })).toMatchObject({ status: 404 })
    expect(await test.query(getVirtualDisk, { id })).toMatchObject({ ok: false, problem: { status: 404, code: 'not_found' } })
  })

  it('has statistics', async () => {
    const { id } = await test.disk(poolId, 'Disk')
    expect(await test.ask(getVirtualDiskStatistics, { id })).toMatchObject({ readOperations: 0, copyOnWriteOperations: 0 })
  })
})

describe('the list', () => {
  type Asked = z.input<typeof listVirtualDisksInput>
  const page = (input: Asked) => test.ask(listVirtualDisks, input)
  const names = async (input: Asked) => (await page(input)).items.map(({ name }) => name)

  it('sorts, searches, filters and pages', async () => {
    const sizes: Record<string, number> = { delta: 4, Alpha: 1, charlie: 3, Bravo: 2, echo: 2 }
    for (const [name, size] of Object.entries(sizes)) await test.disk(poolId, name, size * MiB)
    const other = await test.pool('Other')
    await test.disk(other.id, 'elsewhere')
    expect(await names({ poolId })).toEqual(['Alpha', 'Bravo', 'charlie', 'delta', 'echo'])
    expect(await names({ poolId, sort: '-name' })).toEqual(['echo', 'delta', 'charlie', 'Bravo', 'Alpha'])
    expect(await names({ poolId, sort: 'createdAt' })).toEqual(['delta', 'Alpha', 'charlie', 'Bravo', 'echo'])
    expect(await names({ q: 'LPH' })).toEqual(['Alpha'])
    expect(await names({ kind: ['snapshot'] })).toEqual([])
    expect(await page({ poolId, limit: 2, page: 2 })).toMatchObject({ total: 5, items: [{ name: 'charlie' }, { name: 'delta' }] })
    expect(await names({ mapped: 'true' })).toEqual([])
    expect((await names({ mapped: 'false' })).length).toBe(6)
  })

  it.each(['name', '-capacityBytes', 'createdAt', '-kind'] as const)('walks by cursor through everything once, sorted by %s', async (sort) => {
    // Equal sizes and kinds: the identifier decides between them.
    for (let number = 0; number < 7; number += 1) await test.disk(poolId, `Disk ${number}`, MiB * (1 + (number % 2)))
    const whole = await names({ sort })
    const walked: string[] = []
    let cursor: string | null = null
    do {
      const found: Awaited<ReturnType<typeof page>> = await page({ sort, limit: 2, ...(cursor && { cursor }) })
      expect(found.total).toBe(7)
      walked.push(...found.items.map(({ name }) => name))
      cursor = found.nextCursor
    } while (cursor !== null)
    expect(walked).toEqual(whole)
    expect(new Set(walked).size).toBe(7)
  })

  it('refuses a cursor that it did not give, and numbers that make no sense', async () => {
    for (const cursor of ['x', Buffer.from('[1,2,3]').toString('base64url'), Buffer.from('["name","a"]').toString('base64url')]) {
      expect(await test.query(listVirtualDisks, { cursor })).toMatchObject({ ok: false, problem: { code: 'bad_cursor' } })
    }
    const bySize = Buffer.from('["capacityBytes","x","y"]').toString('base64url')
    expect(await test.query(listVirtualDisks, { cursor: bySize, sort: 'capacityBytes' })).toMatchObject({
      ok: false,
      problem: { code: 'bad_cursor' },
    })
    for (const input of [{ limit: 0 }, { limit: 1001 }, { limit: 'x' }, { page: 0 }, { sort: 'wwid' }, { kind: 'thin' }, { foo: 1 }]) {
      const problem = await test.query(listVirtualDisks, input)
      expect([input, problem.ok ? null : problem.problem.code]).toEqual([input, 'bad_input'])
    }
  })
})
