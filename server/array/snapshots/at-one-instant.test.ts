import { afterEach, beforeEach, describe, expect, it } from 'vitest'

import { EngineError } from '../../engine/engine-error'
import { GiB, MiB } from '../door/fields'
import { operator, TestArray, viewer } from '../testing'
import { updateVirtualDisk } from '../virtual-disks/commands'
import { listVirtualDisks } from '../virtual-disks/queries'
import { createSnapshot, createSnapshots, disableSnapshot, recreateSnapshot, recreateSnapshots } from './commands'
import { getSnapshot, listSnapshots } from './queries'
import { listSnapshotSources } from './sources-queries'

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

const disks = (...names: string[]) => Promise.all(names.map((name) => test.disk(poolId, name, 16 * MiB)))
const names = async () => (await test.ask(listVirtualDisks, {})).items.map(({ name }) => name)
const starts = () => test.engine.calls.flatMap((call) => (call.name === 'image.start' ? [call.input.images.length] : []))

describe('snapshots of several sources', () => {
  it('are taken by one cut, show one instant, and know one another', async () => {
    const [data, log] = await disks('Data', 'Log')
    const taken = await test.do(
      createSnapshots,
      { snapshots: [{ sourceId: data?.id ?? '' }, { sourceId: log?.id ?? '', name: 'Log before', fullPolicy: 'failSourceWrites' }] },
      operator,
    )
    expect(starts()).toEqual([2])
    expect(taken.items).toMatchObject([
      { name: 'Data-1', sourceName: 'Data', status: 'optimal', fullPolicy: 'failSnapshot' },
      { name: 'Log before', sourceName: 'Log', status: 'optimal', fullPolicy: 'failSourceWrites' },
    ])
    expect(taken.heldMicros).toBeGreaterThan(0)
    for (const { imageAt, instantId } of taken.items) {
      expect([imageAt, instantId]).toEqual([taken.imageAt, taken.instantId])
    }
    expect(taken.instantId).toEqual(expect.any(String))
    const alone = await test.do(createSnapshot, { sourceId: data?.id ?? '' })
    expect(alone.instantId).toBeNull()
    expect((await test.ask(listSnapshots, { instantId: taken.instantId ?? '' })).total).toBe(2)
    expect((await test.events()).slice(-3)).toEqual(['snapshot_created', 'snapshot_created', 'snapshot_created'])

    // The bond is on the disks: a restart that lost the record finds it again.
    await test.restart(async () => {
      await test.test.database.snapshot.updateMany({ data: { instantId: null, status: 'disabled' } })
    })
    expect((await test.ask(listSnapshots, { instantId: taken.instantId ?? '' })).total).toBe(2)
    const [first] = taken.items
    expect(await test.do(disableSnapshot, { id: first?.id ?? '' })).toMatchObject({ instantId: null, imageAt: null })
  })

  it('are all there or none, whichever step fails', async () => {
    const [data, log] = await disks('Data', 'Log')
    const snapshots = [{ sourceId: data?.id ?? '' }, { sourceId: log?.id ?? '' }]
    for (const failing of [1, 2, 3, 4]) {
      let creations = 0
      test.engine.before = (name) => {
        if (name === 'disk.create' && (creations += 1) === failing) throw new EngineError('noSpace', 'ENOSPC')
      }
      expect(await test.refused(createSnapshots, { snapshots })).toMatchObject({ status: 507, code: 'no_space' })
      expect(await names()).toEqual(['Data', 'Log'])
    }
    test.engine.before = (name) => {
      if (name === 'image.start') throw new EngineError('noSpace', 'ENOSPC')
    }
    expect(await test.refused(createSnapshots, { snapshots })).toMatchObject({ status: 507 })
    test.engine.before = () => {}
    const taken = await test.do(createSnapshots, { snapshots })
    expect(taken.items.map(({ name }) => name)).toEqual(['Data-1', 'Log-1'])
  })

  it('leave nothing behind when the array dies in the middle', async () => {
    const [data, log] = await disks('Data', 'Log')
    const snapshots = [{ sourceId: data?.id ?? '' }, { sourceId: log?.id ?? '' }]
    for (const when of ['before', 'after'] as const) {
      for (const call of [1, 3, 4]) {
        test.engine.dieAt(call, when)
        void test.command(createSnapshots, { snapshots })
        await test.engine.death
        await test.restartAfterDeath()
        expect(await names(), `${when} call ${call}`).toEqual(['Data', 'Log'])
      }
    }
  })

  it('are refused whole, with the field that is wrong', async () => {
    const [data, log] = await disks('Data', 'Log')
    const good = { sourceId: data?.id ?? '' }
    const taken = await test.do(createSnapshot, { sourceId: log?.id ?? '', name: 'Taken' })
    const refused = async (snapshots: unknown) => {
      const { status, code, errors } = await test.refused(createSnapshots, { snapshots })
      return [status, code, errors?.map(({ path }) => path)]
    }
    expect(await refused([good, good])).toEqual([400, 'snapshot_source_twice', ['snapshots.1.sourceId']])
    expect(await refused([good, { sourceId: taken.id }])).toEqual([409, 'snapshot_source_not_standard', ['snapshots.1.sourceId']])
    expect(await refused([good, { sourceId: 'nowhere' }])).toEqual([404, 'not_found', ['snapshots.1.sourceId']])
    expect(await refused([{ ...good, name: 'taken' }])).toEqual([409, 'name_taken', ['snapshots.0.name']])
    expect(await refused([{ ...good, name: 'Same' }, { sourceId: log?.id, name: 'same' }])).toEqual([409, 'name_taken', ['snapshots.1.name']])
    expect(await refused([good, { sourceId: log?.id, repositoryPercent: 121 }])).toEqual([400, 'bad_input', ['snapshots.1.repositoryPercent']])
    expect(await refused([])).toEqual([400, 'bad_input', ['snapshots']])
    expect(await refused(Array.from({ length: 65 }, () => good))).toEqual([400, 'bad_input', ['snapshots']])
    expect(await test.refused(createSnapshots, { snapshots: [good] }, viewer)).toMatchObject({ status: 403 })
    expect(await names()).toEqual(['Data', 'Log', 'Log-R1', 'Taken'])
  })

  it('are re-created at one instant, or none is', async () => {
    const [data, log] = await disks('Data', 'Log')
    const { items } = await test.do(createSnapshots, { snapshots: [{ sourceId: data?.id ?? '' }, { sourceId: log?.id ?? '' }] })
    const ids = items.map(({ id }) => id)
    const [one = '', two = ''] = ids
    await test.do(disableSnapshot, { id: one })
    expect(await test.refused(recreateSnapshots, { ids })).toMatchObject({
      code: 'snapshot_not_disabled',
      errors: [{ path: 'ids.1' }],
    })
    expect(await test.ask(getSnapshot, { id: one })).toMatchObject({ status: 'disabled' })
    await test.do(disableSnapshot, { id: two })
    expect(await test.refused(recreateSnapshots, { ids: [one, one] })).toMatchObject({ status: 400, code: 'snapshot_twice' })
    expect(await test.refused(recreateSnapshots, { ids: [] })).toMatchObject({ status: 400 })
    expect(await test.refused(recreateSnapshots, { ids: [one, 'nowhere'] })).toMatchObject({ status: 404, errors: [{ path: 'ids.1' }] })

    test.engine.before = (name) => {
      if (name === 'image.start') throw new EngineError('noSpace', 'ENOSPC')
    }
    expect(await test.refused(recreateSnapshots, { ids })).toMatchObject({ status: 507 })
    test.engine.before = () => {}
    for (const id of ids) expect(await test.ask(getSnapshot, { id })).toMatchObject({ status: 'disabled' })

    await test.do(updateVirtualDisk, { id: data?.id ?? '', capacityBytes: 32 * MiB })
    const again = await test.do(recreateSnapshots, { ids }, operator)
    expect(again.items).toMatchObject([
      { id: one, status: 'optimal', instantId: again.instantId, imageAt: again.imageAt },
      { id: two, status: 'optimal', instantId: again.instantId, imageAt: again.imageAt },
    ])
    await test.do(disableSnapshot, { id: one })
    expect(await test.do(recreateSnapshot, { id: one })).toMatchObject({ instantId: null })
  })

  it('answer the same for the same idempotency key', async () => {
    const [data] = await disks('Data')
    const input = { snapshots: [{ sourceId: data?.id ?? '' }] }
    const first = await test.command(createSnapshots, input, operator, 'key')
    expect(await test.command(createSnapshots, input, operator, 'key')).toEqual(first)
    expect((await test.ask(listSnapshots, {})).total).toBe(1)
  })
})

describe('the sources of snapshots', () => {
  it('are every disk, with the names that come by default, or the reason why not', async () => {
    const [data] = await disks('Data', 'Log')
    await test.disk(poolId, 'Large', GiB)
    await test.do(createSnapshot, { sourceId: data?.id ?? '' })
    const { items } = await test.ask(listSnapshotSources, {})
    expect(items.map(({ name, eligible, reason, defaultName, snapshots }) => [name, eligible, reason?.code, defaultName, snapshots])).toEqual([
      ['Data', true, undefined, 'Data-2', 1],
      ['Data-1', false, 'snapshot_source_not_standard', null, 0],
      ['Data-R1', false, 'snapshot_source_not_standard', null, 0],
      ['Large', true, undefined, 'Large-1', 0],
      ['Log', true, undefined, 'Log-1', 0],
    ])
    expect((await test.ask(listSnapshotSources, { eligible: 'true', sort: '-name' })).items.map(({ name }) => name)).toEqual(['Log', 'Large', 'Data'])
    expect((await test.ask(listSnapshotSources, { ids: data?.id ?? '' })).items).toMatchObject([{ defaultRepositoryName: 'Data-R2' }])
  })
})
