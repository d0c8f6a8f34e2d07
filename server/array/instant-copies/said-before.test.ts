/** What is said of instant copies before a command is what the command then does. */
import { renameSync } from 'node:fs'
import path from 'node:path'

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

import { MiB } from '../door/fields'
import { lookAtPools } from '../pools/presence'
import { administrator, TestArray } from '../testing'
import { createInstantCopy, deleteInstantCopy } from './commands'
import { prepareInstantCopy, startInstantCopy } from './drive-commands'
import { previewInstantCopy } from './preview'
import { getInstantCopy } from './queries'

const BYTES = 4 * MiB

let test: TestArray
let poolId: string
let sourceId: string
let targetId: string
beforeEach(async () => {
  test = await TestArray.start()
  poolId = (await test.pool()).id
  sourceId = (await test.disk(poolId, 'Source', BYTES)).id
  targetId = (await test.disk(poolId, 'Target', BYTES)).id
})
afterEach(async () => {
  expect(test.errors).toEqual([])
  await test.remove()
})

const create = (more: object = {}) => test.do(createInstantCopy, { sourceId, targetId, copyRate: 0, ...more })
const found = (id: string) => test.ask(getInstantCopy, { id }, administrator)
const pool = () => path.join(test.directory, 'Pool')
const elsewhere = () => path.join(test.directory, 'elsewhere')
const look = () => test.array.exclusive(() => lookAtPools(test.array))

describe('what is said before', () => {
  it('a start of what is prepared to give a content back is what the start then does', async () => {
    const { id: onto } = await create()
    await test.do(startInstantCopy, { id: onto, prepare: true })
    const { id } = await create({ sourceId: targetId, targetId: sourceId })
    await test.do(prepareInstantCopy, { id, restore: true })
    expect(await test.ask(previewInstantCopy, { id, action: 'start' })).toMatchObject({ allowed: null, needs: [], items: [{ id, becomes: 'copying' }] })
    expect(await test.do(startInstantCopy, { id })).toMatchObject({ status: 'copying', restore: true })
  })

  it('of a deletion, while the pool is away, is why not', async () => {
    const { id } = await create()
    renameSync(pool(), elsewhere())
    await look()
    const code = 'pool_missing'
    expect((await test.refused(deleteInstantCopy, { id })).code).toBe(code)
    expect(await test.ask(previewInstantCopy, { id, action: 'delete' })).toMatchObject({ allowed: { code }, items: [] })
    expect((await found(id)).actions).toMatchObject({ delete: { code }, deleteForced: { code } })
    renameSync(elsewhere(), pool())
    await look()
    await test.do(deleteInstantCopy, { id })
  })

  it('of the difference is not forgotten by a start that fails', async () => {
    const { id } = await create({ copyRate: 150, incremental: true })
    await test.do(startInstantCopy, { id, prepare: true })
    await vi.waitFor(async () => expect((await found(id)).status).toBe('idle'))
    test.engine.before = (name) => {
      if (name === 'instantCopy.start') throw Object.assign(new Error('full'), { name: 'EngineError', code: 'noSpace', detail: 'full' })
    }
    expect((await test.refused(startInstantCopy, { id, prepare: true })).code).toBe('no_space')
    test.engine.before = () => {}
    expect((await found(id)).differenceBytes).toBe(0)
  })
})
