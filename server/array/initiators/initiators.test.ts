import { afterEach, beforeEach, expect, it } from 'vitest'

import { RawInitiator } from '../../engine/targets/iscsi/test-support/raw-initiator'
import { createHost } from '../hosts/commands'
import { TestArray } from '../testing'
import { listUnknownInitiators } from './queries'

const NAME = 'iqn.2026-01.test:new-server'

let test: TestArray
beforeEach(async () => {
  test = await TestArray.start()
})
afterEach(async () => {
  expect(test.errors).toEqual([])
  await test.remove()
})

it('tells which initiators came and belong to no host, if a host’s port could be called so', async () => {
  const [address] = test.array.iscsiListening
  if (address?.kind !== 'tcp') throw new Error('nobody is served over iSCSI')
  for (const name of ['<script>', NAME]) await expect(RawInitiator.enter(address.port, { name })).rejects.toThrow(/login status/)
  const { items } = await test.ask(listUnknownInitiators, {})
  expect(items).toEqual([{ identifier: NAME, address: '127.0.0.1', fate: 'noHost', attempts: 1, lastSeenAt: expect.any(String) }])
  expect((await test.ask(listUnknownInitiators, { q: 'elsewhere' })).items).toEqual([])
  await test.do(createHost, { name: 'new-server', os: 'linux', ports: [{ type: 'iscsi', identifier: NAME }] })
  expect((await test.ask(listUnknownInitiators, {})).items).toEqual([])
})
