import { afterEach, beforeEach, expect, it } from 'vitest'

import type { SessionFacts } from '../../engine/contract'
import { createHost } from '../hosts/commands'
import { TestArray } from '../testing'
import { EndedSessions } from './ended'
import { listEndedSessions } from './queries'

const DAY = 24 * 60 * 60 * 1_000

const facts = (hostId: string, diskId: string, sessionId = 'session'): SessionFacts => ({
  sessionId,
  protocol: 'nbd',
  hostId,
  exportName: 'alpha/0',
  diskId,
  remoteAddress: '127.0.0.1:1',
  identity: null,
  connectedAt: 1_000,
  iscsi: null,
  commands: 1,
  readBytes: 0,
  writtenBytes: 4096,
  lastReadAt: null,
  lastWriteAt: 2_000,
})

let test: TestArray
beforeEach(async () => {
  test = await TestArray.start()
})
afterEach(() => test.remove())

it('tells of each host’s last connection to a disk that has ended, with its last I/O, and forgets it after a day', async () => {
  const { id: poolId } = await test.pool()
  const disk = await test.disk(poolId, 'Data')
  const { id: hostId } = await test.do(createHost, { name: 'alpha', os: 'linux' })
  test.engine.emit({ type: 'sessionClosed', session: facts(hostId, disk.id, 'first') })
  test.engine.emit({ type: 'sessionClosed', session: facts(hostId, disk.id, 'second') })
  const ended = { id: 'second', hostName: 'alpha', virtualDiskName: 'Data', lastReadAt: null, lastWriteAt: new Date(2_000).toISOString(), endedAt: expect.any(String) }
  expect((await test.ask(listEndedSessions, { virtualDiskId: disk.id })).items).toEqual([expect.objectContaining(ended)])
  expect((await test.ask(listEndedSessions, { virtualDiskId: poolId })).items).toEqual([])
})

it('remembers the latest of many, for a day', () => {
  const sessions = new EndedSessions()
  for (let host = 0; host < 1_500; host += 1) sessions.note(facts(`host-${host}`, 'disk'), host)
  const recent = sessions.recent(1_500)
  expect([recent.length, recent[0]?.hostId, recent.at(-1)?.hostId]).toEqual([1_000, 'host-1499', 'host-500'])
  expect(sessions.recent(DAY + 1_000)).toHaveLength(499)
})
