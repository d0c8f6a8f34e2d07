import { describe, expect, it } from 'vitest'
import { MemoryVolume } from '../test-support/memory-volume'
import { MOST_STRANGERS, Strangers } from './strangers'
import { INITIATOR, RawInitiator } from './test-support/raw-initiator'
import { initiator, MIB, serve, tableOf } from './test-support/serve'

const STRANGER = 'iqn.2026-01.test:stranger'

describe('initiators that belong to no host', () => {
  it('are remembered with what they tried, until a host has them', async () => {
    const volumes = [new MemoryVolume('disk', MIB)]
    const { server, port, openPort } = await serve(volumes)
    const refused = (client: Promise<RawInitiator>) => expect(client).rejects.toThrow(/login status/)
    await refused(RawInitiator.enter(port, { name: STRANGER.toUpperCase().replace('IQN', 'iqn') }))
    expect(server.strangers()).toEqual([{ name: STRANGER, address: '127.0.0.1', fate: 'noHost', attempts: 1, lastSeenAt: expect.any(Number) }])

    const discovering = await RawInitiator.enter(port, { name: STRANGER, discovery: true })
    expect(server.strangers()).toMatchObject([{ fate: 'discovery', attempts: 2 }])
    discovering.destroy()
    await refused(RawInitiator.enter(openPort, { name: STRANGER, chap: { user: STRANGER, secret: 'whatever it may be' } }))
    expect(server.strangers()).toMatchObject([{ fate: 'authentication', attempts: 3 }])
    await refused(RawInitiator.enter(port, { target: 'iqn.2026-01.test:elsewhere' }))
    expect(server.strangers()).toHaveLength(1)

    await server.setTable(tableOf(volumes, [initiator(INITIATOR), initiator(STRANGER, 'beta')]))
    expect(server.strangers()).toEqual([])
  })

  it('are so many at most, and the longest unseen are forgotten', () => {
    let now = 0
    const strangers = new Strangers(() => (now += 1))
    const name = (number: number) => `iqn.2026-01.test:${number}`
    for (let number = 0; number < MOST_STRANGERS; number += 1) strangers.note(name(number), '192.0.2.1', 'noHost')
    strangers.note(name(0), '192.0.2.2', 'noHost')
    strangers.note(name(MOST_STRANGERS), '192.0.2.1', 'noHost')
    const names = strangers.list().map((each) => each.name)
    expect(names).toHaveLength(MOST_STRANGERS)
    expect(names.slice(0, 2)).toEqual([name(MOST_STRANGERS), name(0)])
    expect(names).not.toContain(name(1))
  })
})
