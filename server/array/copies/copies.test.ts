import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

import { TestArray } from '../testing'
import { getVirtualDisk } from '../virtual-disks/queries'
import { createCopy } from './commands'
import { getCopy } from './queries'

let test: TestArray
beforeEach(async () => {
  test = await TestArray.start()
})
afterEach(async () => {
  expect(test.errors).toEqual([])
  await test.remove()
})

describe('an online copy', () => {
  it('completes, disables its snapshot, keeps it, and protects its target', async () => {
    const pool = await test.pool()
    const source = await test.disk(pool.id, 'Source')
    const target = await test.disk(pool.id, 'Target')
    const copy = await test.do(createCopy, { sourceId: source.id, targetId: target.id, type: 'online' })
    expect(copy).toMatchObject({ status: 'inProgress', type: 'online', priority: 'medium' })
    await vi.waitFor(async () => expect((await test.ask(getCopy, { id: copy.id })).status).toBe('completed'))
    expect(await test.ask(getVirtualDisk, { id: target.id })).toMatchObject({
      hostAccess: { read: true, write: false, reason: { code: 'copy_target_read_only' } },
    })
    expect(await test.events()).toEqual([
      'array_started',
      'pool_created',
      'virtual_disk_created',
      'virtual_disk_created',
      'copy_created',
      'copy_started',
      'copy_completed',
    ])
  })
})
