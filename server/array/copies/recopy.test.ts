import { afterEach, beforeEach, expect, it } from 'vitest'

import { MiB } from '../door/fields'
import { createHost } from '../hosts/commands'
import { createMapping, deleteMapping } from '../mappings/commands'
import { operator } from '../testing'
import { forgetOrigin } from '../virtual-disks/commands'
import { createCopy, recopyCopy } from './commands'
import { listCopies } from './queries'
import { CopyTest } from './testing'

let copies: CopyTest
beforeEach(async () => {
  copies = await CopyTest.start()
})
afterEach(() => copies.end())

it('a completed copy is not offered again while hosts that see its target would come to see its source twice', async () => {
  const { test } = copies
  const [sourceId, targetId, otherId] = [await copies.disk('Source'), await copies.disk('Target'), await copies.disk('Other', 2 * MiB)]
  const { id } = await test.do(createCopy, { sourceId, targetId, type: 'offline' })
  const unseen = await test.do(createCopy, { sourceId, targetId: otherId, type: 'offline' })
  for (const one of [id, unseen.id]) await copies.reached(one, 'completed')
  expect(await copies.get(id)).toMatchObject({ actions: { recopy: null } })

  // A host has given the target other identifiers, so that both may be mapped to it.
  await test.do(forgetOrigin, { id: targetId })
  const host = await test.do(createHost, { name: 'win', os: 'windows' })
  await test.do(createMapping, { virtualDiskId: sourceId, hostId: host.id })
  const { id: mappingId } = await test.do(createMapping, { virtualDiskId: targetId, hostId: host.id })

  const { code, detail } = await test.refused(recopyCopy, { id })
  expect(code).toBe('image_beside_original_windows')
  expect(await copies.get(id)).toMatchObject({ status: 'completed', actions: { recopy: { code, detail } } })
  const { items } = await test.ask(listCopies, {}, operator)
  expect(new Map(items.map((item) => [item.id, item.actions.recopy?.code]))).toEqual(new Map([[id, code], [unseen.id, undefined]]))

  await test.do(deleteMapping, { id: mappingId })
  expect(await copies.get(id)).toMatchObject({ actions: { recopy: null } })
  await test.do(recopyCopy, { id })
  await copies.reached(id, 'completed')
})
