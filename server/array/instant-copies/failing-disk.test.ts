import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

import { createConsistencyGroup, prepareConsistencyGroup, startConsistencyGroup } from '../consistency-groups/commands'
import { getVirtualDisk } from '../virtual-disks/queries'
import { prepareInstantCopy, startInstantCopy, stopInstantCopy } from './drive-commands'
import { InstantCopyTest } from './testing'

let copies: InstantCopyTest
beforeEach(async () => {
  copies = await InstantCopyTest.start()
})
afterEach(() => copies.end())

const REFUSALS = { EIO: { status: 409, code: 'instant_copy_disk_error' }, ENOSPC: { status: 507, code: 'no_space' } } as const
type Code = keyof typeof REFUSALS

/** From now on a call on files of the target fails. */
function fail(call: 'read' | 'write' | 'sync', code: Code, file = ''): void {
  const { files } = copies.test.engine
  files.faults = (asked, at) => (asked === call && at.includes(copies.targetId) && at.endsWith(file) ? code : null)
}

function mend(): void {
  copies.test.engine.files.faults = () => null
}

async function idle(id: string): Promise<void> {
  await vi.waitFor(async () => expect((await copies.get(id)).status).toBe('idle'))
}

const accessOfTarget = async () => (await copies.test.ask(getVirtualDisk, { id: copies.targetId })).hostAccess

describe('a start for which the disk of the target fails', () => {
  it.each([
    ['read', 'EIO'],
    ['write', 'EIO'],
    ['sync', 'EIO'],
    ['write', 'ENOSPC'],
    ['sync', 'ENOSPC'],
  ] as const)('at a %s with %s is refused and says so, and is made up for when that is mended', async (call, code) => {
    const { test } = copies
    const { id } = await copies.create()
    await test.do(prepareInstantCopy, { id })
    fail(call, code)
    const problem = await test.refused(startInstantCopy, { id })
    expect(problem).toMatchObject(REFUSALS[code])
    expect(problem.detail).toContain('“Pool”')
    expect((await copies.get(id)).status).toBe('prepared')
    expect(await accessOfTarget()).toMatchObject({ read: false, write: false })
    mend()
    expect((await test.do(startInstantCopy, { id })).status).toBe('copying')
  })

  it.each(['EIO', 'ENOSPC'] as const)('with %s can be given up: the target is what it was', async (code) => {
    const { test } = copies
    const { id } = await copies.create()
    await test.do(prepareInstantCopy, { id })
    fail('sync', code)
    await test.refused(startInstantCopy, { id })
    mend()
    expect((await test.do(stopInstantCopy, { id })).status).toBe('idle')
    expect(await accessOfTarget()).toMatchObject({ read: true, write: true })
  })

  it.each(['EIO', 'ENOSPC'] as const)('with %s is made up for while a host holds the target open', async (code) => {
    const { test, targetId } = copies
    const { id } = await copies.create({ copyRate: 150 })
    await test.do(startInstantCopy, { id, prepare: true })
    await idle(id)
    await test.engine.asHost(targetId, async () => {
      await test.do(prepareInstantCopy, { id })
      fail('sync', code, '/split')
      expect(await test.refused(startInstantCopy, { id })).toMatchObject(REFUSALS[code])
      mend()
      await test.do(startInstantCopy, { id })
      await idle(id)
    })
  })

  it.each(['EIO', 'ENOSPC'] as const)('with %s keeps its whole group from starting', async (code) => {
    const { test } = copies
    const { id } = await test.do(createConsistencyGroup, { name: 'Group' })
    const [sourceId, targetId] = [await copies.disk('Second'), await copies.disk('Second target')]
    const members = [await copies.create({ consistencyGroupId: id, sourceId, targetId }), await copies.create({ consistencyGroupId: id })]
    await test.do(prepareConsistencyGroup, { id })
    fail('sync', code)
    expect(await test.refused(startConsistencyGroup, { id })).toMatchObject(REFUSALS[code])
    for (const member of members) expect((await copies.get(member.id)).status).toBe('prepared')
    mend()
    expect((await test.do(startConsistencyGroup, { id })).status).toBe('copying')
  })
})
