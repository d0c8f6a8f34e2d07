import { z } from 'zod'

import { defineCommand } from '../door/command'
import { byId, nameKey } from '../door/fields'
import { demand } from '../door/refusals'
import { hostRow } from '../hosts/queries'
import { newId } from '../identity'
import { withGroup } from '../lineage/changes'
import { demandSafe } from '../lineage/read-world'
import { setExports } from '../mappings/exports'
import { demandJoin } from '../mappings/joining'
import { nameIsFree } from '../names'
import type { StorageArray } from '../storage-array'
import { getHostGroup, hostGroupRow } from './queries'
import { mayDeleteHostGroup } from './rules'
import { clusterType, createHostGroupInput, hostGroup, updateHostGroupInput } from './schema'

function byName(array: StorageArray): (key: string) => Promise<{ id: string } | null> {
  return (key) => array.database.hostGroup.findUnique({ where: { nameKey: key }, select: { id: true } })
}

export const createHostGroup = defineCommand({
  name: 'createHostGroup',
  role: 'administrator',
  summary: 'Makes a host group: hosts that see the same virtual disks.',
  input: createHostGroupInput,
  output: hostGroup,
  events: ['host_group_created'],
  async handler(context, { name, cluster, hostIds }) {
    const { array } = context
    demand(await nameIsFree(byName(array), name))
    for (const [index, id] of hostIds.entries()) await hostRow(array, id, `hostIds.${index}`)
    const id = newId()
    await demandSafe(array, withGroup({ id, name, cluster }, hostIds), 'hostIds')
    await array.database.hostGroup.create({
      data: {
        id,
        name,
        nameKey: nameKey(name),
        cluster,
        createdAt: array.now(),
        hosts: { connect: hostIds.map((host) => ({ id: host })) },
      },
    })
    await setExports(array)
    await context.record('host_group_created', { id, name }, { hostGroup: name })
    array.changes.publish('hostGroup', id)
    array.changes.publish('host', ...hostIds)
    return getHostGroup.handler(context, { id })
  },
})

export const updateHostGroup = defineCommand({
  name: 'updateHostGroup',
  role: 'administrator',
  summary: 'Changes a host group: its name, whether it is a cluster, its members.',
  input: updateHostGroupInput,
  output: hostGroup,
  events: ['host_group_updated'],
  async handler(context, { id, name, cluster, hostIds }) {
    const { array } = context
    const row = await hostGroupRow(array, id)
    const members = row.hosts.map((host) => host.id)
    if (name !== undefined) demand(await nameIsFree(byName(array), name, id))
    const leftGroups: string[] = []
    for (const [index, hostId] of (hostIds ?? []).entries()) {
      const path = `hostIds.${index}`
      const host = await hostRow(array, hostId, path)
      if (host.hostGroupId === id) continue
      await demandJoin(array, host, id, path)
      if (host.hostGroupId !== null) leftGroups.push(host.hostGroupId)
    }
    const after = { id, name: name ?? row.name, cluster: cluster ?? clusterType.parse(row.cluster) }
    const joins = hostIds?.some((hostId) => !members.includes(hostId)) ?? false
    await demandSafe(array, withGroup(after, hostIds), joins ? 'hostIds' : 'cluster')
    await array.database.hostGroup.update({
      where: { id },
      data: {
        ...(name !== undefined && { name, nameKey: nameKey(name) }),
        ...(cluster !== undefined && { cluster }),
        ...(hostIds !== undefined && { hosts: { set: hostIds.map((host) => ({ id: host })) } }),
      },
    })
    await setExports(array)
    const shown = name ?? row.name
    await context.record('host_group_updated', { id, name: shown }, { hostGroup: shown })
    array.changes.publish('hostGroup', id, ...leftGroups)
    array.changes.publish('host', ...new Set([...members, ...(hostIds ?? [])]))
    await publishMappedDisks(array, id)
    return getHostGroup.handler(context, { id })
  },
})

/** Whether a disk is an MSCS shared disk depends on its group. */
async function publishMappedDisks(array: StorageArray, hostGroupId: string): Promise<void> {
  const mappings = await array.database.mapping.findMany({ where: { hostGroupId } })
  array.changes.publish('virtualDisk', ...mappings.map(({ virtualDiskId }) => virtualDiskId))
  array.changes.publish('mapping', ...mappings.map(({ id }) => id))
}

export const deleteHostGroup = defineCommand({
  name: 'deleteHostGroup',
  role: 'administrator',
  summary: 'Removes a host group that has no mappings. Its hosts stay.',
  input: byId,
  output: z.null(),
  events: ['host_group_deleted'],
  async handler({ array, record }, { id }) {
    const row = await hostGroupRow(array, id)
    demand(mayDeleteHostGroup({ name: row.name, mappingCount: row._count.mappings }))
    await array.database.hostGroup.delete({ where: { id } })
    await setExports(array)
    await record('host_group_deleted', row, { hostGroup: row.name })
    array.changes.publish('hostGroup', id)
    array.changes.publish('host', ...row.hosts.map((host) => host.id))
    return null
  },
})
