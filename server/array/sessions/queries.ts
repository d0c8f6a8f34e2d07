import { z } from 'zod'

import type { SessionFacts } from '../../engine/contract'
import { defineCommand, defineQuery } from '../door/command'
import { byId } from '../door/fields'
import { listOf } from '../door/lists'
import { RefusalError, refuse } from '../door/refusals'
import { pageOfAll } from '../door/slices'
import { openSessions } from '../hosts/sessions'
import type { StorageArray } from '../storage-array'
import { endedSession, listEndedSessionsInput, listSessionsInput, type Session, session } from './schema'

export const listSessions = defineQuery({
  name: 'listSessions',
  role: 'viewer',
  summary: 'Hosts’ connections that are open now, and when each last read and wrote.',
  input: listSessionsInput,
  output: listOf(session),
  async handler({ array }, input) {
    const all = await openSessions(array)
    const wanted = all.filter(
      ({ hostId, diskId }) =>
        (input.hostId === undefined || hostId === input.hostId) &&
        (input.virtualDiskId === undefined || diskId === input.virtualDiskId),
    )
    const descending = input.sort === '-connectedAt' ? -1 : 1
    wanted.sort((a, b) => descending * (a.connectedAt - b.connectedAt))
    const page = pageOfAll(wanted, input)
    return { ...page, items: await toSessions(array, page.items) }
  },
})

export const listEndedSessions = defineQuery({
  name: 'listEndedSessions',
  role: 'viewer',
  summary: 'Hosts that were connected to a virtual disk within the last day and are not now, and when each last read and wrote.',
  input: listEndedSessionsInput,
  output: listOf(endedSession),
  async handler({ array }, input) {
    const open = await openSessions(array)
    const isOpen = (ended: SessionFacts) => open.some(({ hostId, diskId }) => hostId === ended.hostId && diskId === ended.diskId)
    const wanted = array.endedSessions
      .recent(array.now().getTime())
      .filter((ended) => (input.virtualDiskId === undefined || ended.diskId === input.virtualDiskId) && !isOpen(ended))
    if (input.sort === 'endedAt') wanted.reverse()
    const page = pageOfAll(wanted, input)
    const shown = await toSessions(array, page.items)
    return { ...page, items: shown.map((each, index) => ({ ...each, endedAt: new Date(page.items[index]?.endedAt ?? 0).toISOString() })) }
  },
})

export async function findSession(array: StorageArray, id: string): Promise<Session | null> {
  const facts = (await openSessions(array)).filter(({ sessionId }) => sessionId === id)
  const [found] = await toSessions(array, facts)
  return found ?? null
}

async function toSessions(array: StorageArray, facts: SessionFacts[]): Promise<Session[]> {
  const { host, virtualDisk } = array.database
  const named = { id: true, name: true } as const
  const [hosts, disks] = await Promise.all([
    host.findMany({ where: { id: { in: facts.map(({ hostId }) => hostId) } }, select: named }),
    virtualDisk.findMany({ where: { id: { in: facts.map(({ diskId }) => diskId) } }, select: named }),
  ])
  const nameIn = (rows: { id: string; name: string }[], id: string) => rows.find((row) => row.id === id)?.name ?? id
  const time = (millis: number | null) => (millis === null ? null : new Date(millis).toISOString())
  return facts.map((fact) => ({
    id: fact.sessionId,
    protocol: fact.protocol,
    hostId: fact.hostId,
    hostName: nameIn(hosts, fact.hostId),
    virtualDiskId: fact.diskId,
    virtualDiskName: nameIn(disks, fact.diskId),
    exportName: fact.exportName,
    remoteAddress: fact.remoteAddress,
    identity: fact.identity,
    connectedAt: new Date(fact.connectedAt).toISOString(),
    commands: fact.commands,
    readBytes: fact.readBytes,
    writtenBytes: fact.writtenBytes,
    lastReadAt: time(fact.lastReadAt),
    lastWriteAt: time(fact.lastWriteAt),
    iscsi: fact.iscsi,
  }))
}

export const closeSession = defineCommand({
  name: 'closeSession',
  role: 'operator',
  summary: 'Closes a host’s connection. The host may connect again for as long as it has the mapping.',
  input: byId,
  output: z.null(),
  events: ['session_closed_by_user'],
  async handler({ array, record }, { id }) {
    const found = await findSession(array, id)
    if (found === null) throw new RefusalError(refuse('not_found', { noun: 'session', id }))
    await array.engine.call('targets.disconnect', { sessionId: id })
    const subject = { id, name: found.exportName }
    await record('session_closed_by_user', subject, { host: found.hostName, disk: found.virtualDiskName })
    return null
  },
})
