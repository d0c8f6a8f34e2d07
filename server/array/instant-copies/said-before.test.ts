/** What is said of instant copies before a command is what the command then does. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

import { createConsistencyGroup, startConsistencyGroup, stopConsistencyGroup } from '../consistency-groups/commands'
import type { TestArray } from '../testing'
import { deleteInstantCopy, updateInstantCopy } from './commands'
import { prepareInstantCopy, startInstantCopy, stopInstantCopy } from './drive-commands'
import { previewConsistencyGroup, previewInstantCopy } from './preview'
import { InstantCopyTest } from './testing'

let copies: InstantCopyTest
let test: TestArray
beforeEach(async () => {
  copies = await InstantCopyTest.start()
  test = copies.test
})
afterEach(() => copies.end())

describe('what is said before', () => {
  it('a start of what is prepared to give a content back is what the start then does', async () => {
    const { id: onto } = await copies.create()
    await test.do(startInstantCopy, { id: onto, prepare: true })
    const { id } = await copies.create({ sourceId: copies.targetId, targetId: copies.sourceId })
    await test.do(prepareInstantCopy, { id, restore: true })
    expect(await test.ask(previewInstantCopy, { id, action: 'start' })).toMatchObject({ allowed: null, needs: [], items: [{ id, becomes: 'copying' }] })
    expect(await test.do(startInstantCopy, { id })).toMatchObject({ status: 'copying', restore: true })
  })

  it('of a stop is what the command then answers', async () => {
    const { id: group } = await test.do(createConsistencyGroup, { name: 'Group' })
    const [below, sourceId, targetId] = [await copies.disk('Below'), await copies.disk('From'), await copies.disk('To')]
    const onto = await copies.create()
    const through = await copies.create({ sourceId: copies.targetId, targetId: below })
    const members = [await copies.create({ consistencyGroupId: group, sourceId, targetId }), await copies.create({ consistencyGroupId: group, sourceId, targetId: await copies.disk('Other') })]
    for (const { id } of [onto, through]) await test.do(startInstantCopy, { id, prepare: true })
    await test.do(startConsistencyGroup, { id: group, prepare: true })

    const ends = async (shown: Promise<{ items: { id: string; becomes: string }[] }>) => (await shown).items.map(({ id, becomes }) => [id, becomes])
    const statuses = (ids: string[]) => Promise.all(ids.map(async (id) => [id, (await copies.get(id)).status]))
    expect(await ends(test.ask(previewInstantCopy, { id: onto.id, action: 'stop' }))).toEqual([[onto.id, 'stopping']])
    expect(await ends(test.ask(previewInstantCopy, { id: through.id, action: 'stop' }))).toEqual([[through.id, 'stopped']])
    expect((await test.do(stopInstantCopy, { id: through.id })).status).toBe('stopped')
    expect(await ends(test.ask(previewInstantCopy, { id: onto.id, action: 'stop' }))).toEqual([[onto.id, 'stopped']])
    expect((await test.do(stopInstantCopy, { id: onto.id })).status).toBe('stopped')
    const together = await ends(test.ask(previewConsistencyGroup, { id: group, action: 'stop' }))
    expect(together).toHaveLength(2)
    expect(together.every(([, becomes]) => becomes === 'stopped')).toBe(true)
    expect((await test.do(stopConsistencyGroup, { id: group })).status).toBe('stopped')
    expect(await statuses(members.map(({ id }) => id))).toEqual(members.map(({ id }) => [id, 'stopped']))
  })

  it('of a deletion, while the pool is away, is why not', async () => {
    const { id } = await copies.create()
    copies.hidePool()
    await copies.look()
    const code = 'pool_missing'
    expect((await test.refused(deleteInstantCopy, { id })).code).toBe(code)
    expect(await test.ask(previewInstantCopy, { id, action: 'delete' })).toMatchObject({ allowed: { code }, items: [] })
    expect((await copies.get(id)).actions).toMatchObject({ delete: { code }, deleteForced: { code } })
    await copies.bringPoolBack()
    await test.do(deleteInstantCopy, { id })
  })

  it('of leaving a group is what the group says, while another member is at work', async () => {
    const { id: group } = await test.do(createConsistencyGroup, { name: 'Group' })
    const fast = await copies.create({ consistencyGroupId: group, copyRate: 150 })
    const [sourceId, targetId] = [await copies.disk('From'), await copies.disk('To')]
    const slow = await copies.create({ consistencyGroupId: group, sourceId, targetId })
    await test.do(startConsistencyGroup, { id: group, prepare: true })
    await vi.waitFor(async () => expect((await copies.get(fast.id)).status).toBe('idle'))
    expect((await copies.get(slow.id)).status).toBe('copying')
    const refused = await test.refused(updateInstantCopy, { id: fast.id, consistencyGroupId: null })
    expect(refused.code).toBe('consistency_group_active')
    expect((await copies.get(fast.id)).actions.regroup).toMatchObject({ code: refused.code })
  })

  it('of the difference is not forgotten by a start that fails', async () => {
    const { id } = await copies.create({ copyRate: 150, incremental: true })
    await test.do(startInstantCopy, { id, prepare: true })
    await vi.waitFor(async () => expect((await copies.get(id)).status).toBe('idle'))
    test.engine.before = (name) => {
      if (name === 'instantCopy.start') throw Object.assign(new Error('full'), { name: 'EngineError', code: 'noSpace', detail: 'full' })
    }
    expect((await test.refused(startInstantCopy, { id, prepare: true })).code).toBe('no_space')
    test.engine.before = () => {}
    expect((await copies.get(id)).differenceBytes).toBe(0)
  })
})
