import { expect, it } from 'vitest'
import { MemoryVolume } from '../test-support/memory-volume'
import { cdbOf, RawInitiator } from './test-support/raw-initiator'
import { CONFLICT, keysOf, reserveOut, reserveOutFields } from './test-support/reserve-out'
import { MIB, serve } from './test-support/serve'

it('a node that is fenced off by PREEMPT AND ABORT does not come back by what it sent before', async () => {
  const served = await serve([new MemoryVolume('disk', MIB)])
  const [survivor, fenced] = [await RawInitiator.enter(served.port), await RawInitiator.enter(served.port, { isid: 2 })]
  for (const [client, key] of [[survivor, 1n], [fenced, 2n]] as const) {
    await client.command({ cdb: cdbOf.testUnitReady() })
    await reserveOut(client, 'register', { second: key })
  }
  await reserveOut(fenced, 'reserve', { key: 2n })
  let save: () => void = () => undefined
  const saved = new Promise<void>((resolve) => {
    save = resolve
  })
  const saving = new Promise<void>((resolve) => {
    served.beforeSave = () => {
      resolve()
      return saved
    }
  })
  // Something that takes its time, behind which both wait.
  const slow = survivor.begin(reserveOutFields('register', { key: 1n, second: 1n, persistent: true }))
  await saving
  const preempt = survivor.begin(reserveOutFields('preemptAndAbort', { key: 1n, second: 2n }))
  await survivor.command({ cdb: cdbOf.inquiry(null), read: 96 })
  fenced.begin(reserveOutFields('registerAndIgnore', { second: 2n }))
  fenced.begin(reserveOutFields('preemptAndAbort', { key: 2n, second: 1n }))
  await fenced.command({ cdb: cdbOf.inquiry(null), read: 96 })
  save()
  expect(await survivor.end(slow)).toMatchObject({ status: 0 })
  expect(await survivor.end(preempt)).toMatchObject({ status: 0 })
  expect(await keysOf(survivor)).toEqual(['0000000000000001'])
  expect(await fenced.command({ cdb: cdbOf.testUnitReady() })).toMatchObject({ sense: '06/2a/05' })
  expect(await fenced.command({ cdb: cdbOf.write10(0, 1), write: Buffer.alloc(512) })).toMatchObject({ status: CONFLICT })
  for (const client of [survivor, fenced]) client.destroy()
})
