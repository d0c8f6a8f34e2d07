import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { BufferPool } from '../transport/buffer-pool'
import { MemoryVolume } from '../test-support/memory-volume'
import { cdbOf, RawInitiator } from './test-support/raw-initiator'
import { MIB, serve, tableOf } from './test-support/serve'

describe('a session', () => {
  it('has one successor, however many logins of its initiator port wait for its end', async () => {
    const volume = new MemoryVolume('disk', MIB)
    const served = await serve([volume])
    const first = await RawInitiator.enter(served.port)
    await first.command({ cdb: cdbOf.testUnitReady() })
    const begun = gate()
    const storage = gate()
    volume.intercept = () => {
      begun.open()
      return storage.opened
    }
    first.begin({ cdb: cdbOf.write10(0, 1), write: Buffer.alloc(512) })
    await begun.opened
    const again = [await RawInitiator.connect(served.port), await RawInitiator.connect(served.port)]
    const logins = again.map((client) => client.login().then(() => client, () => null))
    await first.untilClosed()
    // Both have come when a third that is nobody's successor has its answer.
    const beside = await RawInitiator.enter(served.port, { isid: 2 })
    volume.intercept = null
    storage.open()
    const entered = (await Promise.all(logins)).filter((client) => client !== null)
    expect(entered).toHaveLength(1)
    await served.server.setTable(tableOf([volume], []))
    for (const client of [...entered, beside]) await client.untilClosed()
    expect(served.held).toEqual([])
  })

  it('that ends while a disk is opened for it leaves no memory in use', async () => {
    const take = vi.spyOn(BufferPool.prototype, 'take')
    onTestFinished(() => take.mockRestore())
    const served = await serve([new MemoryVolume('disk', MIB)])
    const begun = gate()
    const opening = gate()
    served.beforeOpen = () => {
      begun.open()
      return opening.opened
    }
    const client = await RawInitiator.enter(served.port)
    // Longer than what is received at a time, so that it is gathered.
    client.begin({ cdb: cdbOf.write10(0, 256), write: Buffer.alloc(128 * 1024) })
    await begun.opened
    // Its successor ends it.
    const again = await RawInitiator.enter(served.port)
    opening.open()
    await again.command({ cdb: cdbOf.testUnitReady() })
    for (const each of [client, again]) each.destroy()
    const [pool] = take.mock.contexts
    if (!(pool instanceof BufferPool)) throw new Error('no connection took a buffer')
    await vi.waitFor(() => expect(pool.usedBytes).toBe(0))
  })
})

describe('a disk', () => {
  it('that can’t be made a unit is let go again, and told of once', async () => {
    const served = await serve([new MemoryVolume('disk', MIB)])
    served.damaged = true
    const client = await RawInitiator.enter(served.port)
    for (const _ of [1, 2]) {
      expect(await client.command({ cdb: cdbOf.testUnitReady() })).toMatchObject({ status: 2, sense: '02/04/07' })
    }
    expect(served.held).toEqual([])
    // The host may try as often as it likes.
    expect(served.internalErrors).toHaveLength(1)
    served.damaged = false
    expect(await client.command({ cdb: cdbOf.testUnitReady() })).toMatchObject({ sense: '06/29/00' })
    client.destroy()
  })
})

/** What waits for `opened` goes on when somebody opens it. */
function gate(): { opened: Promise<void>; open: () => void } {
  let open: () => void = () => undefined
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  return { opened, open: () => open() }
}
