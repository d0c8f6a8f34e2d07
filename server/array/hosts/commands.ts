import { z } from 'zod'

import type { Prisma } from '../../database/generated/client'
import { defineCommand } from '../door/command'
import { byId, nameKey } from '../door/fields'
import { demand, refuse } from '../door/refusals'
import { newId } from '../identity'
import { withHost } from '../lineage/changes'
import { demandSafe } from '../lineage/read-world'
import { setExports } from '../mappings/exports'
import { demandJoin } from '../mappings/joining'
import { nameIsFree } from '../names'
import type { StorageArray } from '../storage-array'
import { getHost, type HostRow, hostRow } from './queries'
import { mayDeleteHost, mayRemoveChapSecret, type PortSecrets, portsAreUnique, secretsFit } from './rules'
import { createHostInput, host, type HostPortInput, hostSystem, updateHostInput } from './schema'

function byName(array: StorageArray): (key: string) => Promise<{ id: string } | null> {
  return (key) => array.database.host.findUnique({ where: { nameKey: key }, select: { id: true } })
}

export const createHost = defineCommand({
  name: 'createHost',
  role: 'administrator',
  summary: 'Makes a host known to the array, by its ports.',
  input: createHostInput,
  output: host,
  events: ['host_created'],
  async handler(context, { name, os, hostGroupId, ports }) {
    const { array } = context
    demand(await nameIsFree(byName(array), name))
    await demandPorts(array, ports, null)
    demand(secretsFit(os, ports.map((port) => secretsOf(port, null))))
    if (hostGroupId !== null) await demandJoin(array, { id: null, name }, hostGroupId, 'hostGroupId')
    const id = newId()
    if (hostGroupId !== null) await demandSafe(array, withHost({ id, name, os, hostGroupId }), 'hostGroupId')
    await array.database.host.create({
      data: {
        id,
        name,
        nameKey: nameKey(name),
        os,
        hostGroupId,
        createdAt: array.now(),
        ports: { create: ports.map((port) => portRow(port, null)) },
      },
    })
    await setExports(array)
    await context.record('host_created', { id, name }, { host: name })
    publishHost(array, id, hostGroupId)
    return getHost.handler(context, { id })
  },
})

export const updateHost = defineCommand({
  name: 'updateHost',
  role: 'administrator',
  summary: 'Changes a host. Its name is part of its export names, so a new name ends its connections.',
  input: updateHostInput,
  output: host,
  events: ['host_updated', 'host_chap_secret_removed'],
  async handler(context, { id, name, os, hostGroupId, ports }) {
    const { array } = context
    const row = await hostRow(array, id)
    if (name !== undefined) demand(await nameIsFree(byName(array), name, id))
    if (ports !== undefined) {
      await demandPorts(array, ports, id)
      demand(secretsFit(os ?? hostSystem.parse(row.os), ports.map((port) => secretsOf(port, kept(row, port)))))
      for (const [index, port] of ports.entries()) {
        if (!losesSecret(row, port)) continue
        demand(mayRemoveChapSecret(port.identifier, array.iscsiListening, `ports.${index}.chapSecret`))
      }
    }
    if (hostGroupId !== undefined && hostGroupId !== null && hostGroupId !== row.hostGroupId) {
      await demandJoin(array, row, hostGroupId, 'hostGroupId')
    }
    const after = {
      id,
      name: name ?? row.name,
      os: os ?? hostSystem.parse(row.os),
      hostGroupId: hostGroupId === undefined ? row.hostGroupId : hostGroupId,
    }
    await demandSafe(array, withHost(after), after.hostGroupId === row.hostGroupId ? 'os' : 'hostGroupId')
    await array.database.host.update({
      where: { id },
      data: {
        ...(name !== undefined && { name, nameKey: nameKey(name) }),
        ...(os !== undefined && { os }),
        ...(hostGroupId !== undefined && { hostGroupId }),
        ...(ports !== undefined && {
          ports: { deleteMany: {}, create: ports.map((port) => portRow(port, kept(row, port))) },
        }),
      },
    })
    await setExports(array)
    const shown = name ?? row.name
    await context.record('host_updated', { id, name: shown }, { host: shown })
    for (const port of ports ?? []) {
      if (!losesSecret(row, port)) continue
      await context.record('host_chap_secret_removed', { id, name: shown }, { host: shown, identifier: port.identifier })
    }
    publishHost(array, id, row.hostGroupId, hostGroupId ?? null)
    return getHost.handler(context, { id })
  },
})

export const deleteHost = defineCommand({
  name: 'deleteHost',
  role: 'administrator',
  summary: 'Removes a host that has no mappings of its own.',
  input: byId,
  output: z.null(),
  events: ['host_deleted'],
  async handler({ array, record }, { id }) {
    const row = await hostRow(array, id)
    demand(mayDeleteHost({ name: row.name, ownMappings: row._count.mappings }))
    await array.database.host.delete({ where: { id } })
    await setExports(array)
    await record('host_deleted', row, { host: row.name })
    publishHost(array, id, row.hostGroupId)
    return null
  },
})

/** @param own the host that may have the ports already */
async function demandPorts(array: StorageArray, ports: readonly HostPortInput[], own: string | null): Promise<void> {
  demand(portsAreUnique(ports))
  for (const [index, { type, identifier }] of ports.entries()) {
    const found = await array.database.hostPort.findUnique({
      where: { type_identifier: { type, identifier } },
      select: { hostId: true, host: { select: { name: true } } },
    })
    if (found && found.hostId !== own) {
      demand(refuse('port_taken', { identifier, host: found.host.name }, `ports.${index}.identifier`))
    }
  }
}

type PortRow = HostRow['ports'][number]

function kept(row: HostRow, { type, identifier }: HostPortInput): PortRow | null {
  return row.ports.find((port) => port.type === type && port.identifier === identifier) ?? null
}

function losesSecret(row: HostRow, port: HostPortInput): boolean {
  return port.type === 'iscsi' && port.chapSecret === null && (kept(row, port)?.chapSecret ?? null) !== null
}

/** A secret that isn't given stays as it was. */
function portRow(port: HostPortInput, before: PortRow | null): Prisma.HostPortCreateWithoutHostInput {
  const { type, identifier } = port
  const id = newId()
  if (type === 'nbd') return { id, type, identifier, pskHex: port.psk ?? before?.pskHex ?? null }
  const mutualChapSecret = secretAfter(port.mutualChapSecret, before?.mutualChapSecret)
  return {
    id,
    type,
    identifier,
    chapUser: port.chapUser ?? (port.chapSecret === null ? null : (before?.chapUser ?? null)),
    chapSecret: secretAfter(port.chapSecret, before?.chapSecret),
    mutualChapUser: mutualChapSecret === null ? null : (port.mutualChapUser ?? before?.mutualChapUser ?? null),
    mutualChapSecret,
  }
}

function secretAfter(given: string | null | undefined, before: string | null | undefined): string | null {
  return given === undefined ? (before ?? null) : given
}

function secretsOf(port: HostPortInput, before: PortRow | null): PortSecrets | null {
  if (port.type === 'nbd') return null
  return {
    identifier: port.identifier,
    chapSecret: secretAfter(port.chapSecret, before?.chapSecret),
    mutualChapSecret: secretAfter(port.mutualChapSecret, before?.mutualChapSecret),
    isNew: { chapSecret: port.chapSecret !== undefined, mutualChapSecret: port.mutualChapSecret !== undefined },
  }
}

function publishHost(array: StorageArray, id: string, ...hostGroupIds: (string | null)[]): void {
  array.changes.publish('host', id)
  for (const group of new Set(hostGroupIds)) if (group !== null) array.changes.publish('hostGroup', group)
}
