import { z } from 'zod'

import type { Prisma } from '../../database/generated/client'
import { defineCommand } from '../door/command'
import { byId } from '../door/fields'
import { demand, RefusalError, refuse } from '../door/refusals'
import { newId } from '../identity'
import { withMapping } from '../lineage/changes'
import { demandSafe } from '../lineage/read-world'
import type { StorageArray } from '../storage-array'
import { diskRelations } from '../virtual-disks/relations'
import { setExports } from './exports'
import { getMapping, mappedTo, mappingRow } from './queries'
import { reachedBy, seenInGroup } from './reach'
import { chooseLun, type LunUse, mayMap } from './rules'
import { createMappingInput, mapping } from './schema'

export const createMapping = defineCommand({
  name: 'createMapping',
  role: 'operator',
  summary: 'Presents a virtual disk to a host, or to every host of a host group, at a LUN.',
  input: createMappingInput,
  output: mapping,
  events: ['mapping_created'],
  async handler(context, input) {
    const { array } = context
    const disk = await diskRelations(array, input.virtualDiskId, 'virtualDiskId')
    const destination = await destinationOf(array, input)
    demand(mayMap(disk))
    const choice = chooseLun(input.lun, destination.used, destination.name)
    if ('code' in choice) throw new RefusalError(choice)
    const id = newId()
    const { hostId, hostGroupId, name } = destination
    await demandSafe(array, withMapping({ virtualDiskId: disk.id, hostId, hostGroupId }), hostId ? 'hostId' : 'hostGroupId', [disk.id])
    await array.database.mapping.create({
      data: { id, virtualDiskId: disk.id, hostId, hostGroupId, lun: choice.lun, createdAt: array.now() },
    })
    await setExports(array)
    await context.record('mapping_created', { id, name: disk.name }, { disk: disk.name, to: name, lun: choice.lun })
    publishMapping(array, { id, virtualDiskId: disk.id, hostId, hostGroupId })
    return getMapping.handler(context, { id })
  },
})

interface Destination {
  hostId: string | null
  hostGroupId: string | null
  name: string
  used: LunUse[]
}

async function destinationOf(
  array: StorageArray,
  { hostId, hostGroupId }: { hostId?: string | null | undefined; hostGroupId?: string | null | undefined },
): Promise<Destination> {
  if (hostGroupId) {
    const group = await array.database.hostGroup.findUnique({ where: { id: hostGroupId } })
    if (!group) throw new RefusalError(refuse('not_found', { noun: 'hostGroup', id: hostGroupId }, 'hostGroupId'))
    const used = await lunUses(array, seenInGroup(hostGroupId))
    return { hostId: null, hostGroupId, name: group.name, used }
  }
  const host = hostId ? await array.database.host.findUnique({ where: { id: hostId } }) : null
  if (!host) throw new RefusalError(refuse('not_found', { noun: 'host', id: hostId ?? '' }, 'hostId'))
  return { hostId: host.id, hostGroupId: null, name: host.name, used: await lunUses(array, reachedBy(host.id)) }
}

async function lunUses(array: StorageArray, where: Prisma.MappingWhereInput): Promise<LunUse[]> {
  const name = { select: { name: true } } as const
  const select = { lun: true, virtualDisk: name, host: name, hostGroup: name } as const
  const rows = await array.database.mapping.findMany({ where, select })
  return rows.map(({ lun, virtualDisk, host, hostGroup }) => ({
    lun,
    disk: virtualDisk.name,
    name: hostGroup?.name ?? host?.name ?? '',
  }))
}

export const deleteMapping = defineCommand({
  name: 'deleteMapping',
  role: 'operator',
  summary: 'Removes a mapping. Hosts lose the virtual disk at once; what is on it stays.',
  input: byId,
  output: z.null(),
  events: ['mapping_deleted'],
  async handler({ array, record }, { id }) {
    const row = await mappingRow(array, id)
    const disk = row.virtualDisk.name
    await array.database.mapping.delete({ where: { id } })
    await setExports(array)
    await record('mapping_deleted', { id, name: disk }, { disk, to: mappedTo(row), lun: row.lun })
    publishMapping(array, row)
    return null
  },
})

function publishMapping(
  array: StorageArray,
  changed: { id: string; virtualDiskId: string; hostId: string | null; hostGroupId: string | null },
): void {
  array.changes.publish('mapping', changed.id)
  array.changes.publish('virtualDisk', changed.virtualDiskId)
  if (changed.hostId !== null) array.changes.publish('host', changed.hostId)
  if (changed.hostGroupId !== null) array.changes.publish('hostGroup', changed.hostGroupId)
}
