import { z } from 'zod'

import { type CommandContext, defineCommand } from '../door/command'
import { byId } from '../door/fields'
import { demand, refuse } from '../door/refusals'
import { engineStep } from '../engine-step'
import { newId, newWwid } from '../identity'
import { createDisks, deleteDisks, type NewDisk } from '../intents'
import { leaveImages, takeIdentitiesOfHost } from '../lineage/record-origin'
import { diskByName, nameIsFree } from '../names'
import { poolRow } from '../pools/queries'
import { mayHoldDisks } from '../pools/rules'
import { measureFill } from '../snapshots/fill'
import { setGates, whileKept } from './gates'
import { growDisk } from './grow'
import { newDiskRow } from './new-disk'
import { getVirtualDisk } from './queries'
import { type DiskRelations, diskRelations } from './relations'
import { renameDisk } from './rename'
import { mayDelete, mayForgetOrigin, mayGrowTo, mayRename, maySetReadOnly } from './rules'
import { createVirtualDiskInput, updateVirtualDiskInput, virtualDisk } from './schema'

export const createVirtualDisk = defineCommand({
  name: 'createVirtualDisk',
  role: 'administrator',
  summary: 'Creates a standard virtual disk. It takes space in its pool only as hosts write to it.',
  input: createVirtualDiskInput,
  output: virtualDisk,
  events: ['virtual_disk_created'],
  async handler(context, { name, poolId, capacityBytes }) {
    const { array } = context
    const pool = await poolRow(array, poolId, 'poolId')
    demand(mayHoldDisks(pool))
    demand(await nameIsFree(diskByName(array), name))
    const disk: NewDisk = {
      diskId: newId(),
      poolId,
      name,
      wwid: newWwid(array.identity.wwidPrefix),
      kind: 'standard',
      capacityBytes,
      snapshotOf: null,
    }
    await engineStep(
      createDisks(
        array,
        [disk],
        () => Promise.resolve(),
        () => [array.database.virtualDisk.create({ data: newDiskRow(array, disk) })],
      ),
      { noSpace: () => refuse('no_space', { pool: pool.name }) },
    )
    await setGates(array, [disk.diskId])
    await context.record('virtual_disk_created', { id: disk.diskId, name }, { disk: name, capacity: capacityBytes, pool: pool.name })
    array.changes.publish('pool', poolId)
    return getVirtualDisk.handler(context, { id: disk.diskId })
  },
})

export const updateVirtualDisk = defineCommand({
  name: 'updateVirtualDisk',
  role: 'administrator',
  summary: 'Renames a virtual disk, enlarges it while hosts use it, or protects it from hosts’ writes.',
  input: updateVirtualDiskInput,
  output: virtualDisk,
  events: [
    'virtual_disk_renamed',
    'virtual_disk_grown',
    'virtual_disk_read_only_set',
    'virtual_disk_read_only_cleared',
  ],
  async handler(context, { id, name, readOnly, capacityBytes }) {
    const { array } = context
    const disk = await diskRelations(array, id)
    // All rules first: a refused command changes nothing.
    if (name !== undefined) demand(mayRename(disk))
    if (name !== undefined) demand(await nameIsFree(diskByName(array), name, id))
    if (readOnly !== undefined) demand(maySetReadOnly(disk))
    if (capacityBytes !== undefined) demand(mayGrowTo(disk, capacityBytes))
    if (capacityBytes !== undefined && capacityBytes !== disk.capacityBytes) await grow(context, disk, capacityBytes)
    if (name !== undefined && name !== disk.name) await rename(context, disk, name)
    if (readOnly !== undefined && readOnly !== disk.readOnly) await setReadOnly(context, disk, readOnly)
    return getVirtualDisk.handler(context, { id })
  },
})

async function grow(
  { array, record }: CommandContext<'virtual_disk_grown'>,
  disk: DiskRelations,
  capacityBytes: number,
): Promise<void> {
  await growDisk(array, disk, capacityBytes)
  await record('virtual_disk_grown', disk, { disk: disk.name, from: disk.capacityBytes, to: capacityBytes })
  if (disk.repositoryOf) await measureFill(array, disk.repositoryOf.id)
}

async function rename(
  { array, record }: CommandContext<'virtual_disk_renamed'>,
  disk: DiskRelations,
  name: string,
): Promise<void> {
  await renameDisk(array, disk.id, name)
  await record('virtual_disk_renamed', { id: disk.id, name }, { from: disk.name, to: name })
}

async function setReadOnly(
  { array, record }: CommandContext<'virtual_disk_read_only_set' | 'virtual_disk_read_only_cleared'>,
  disk: DiskRelations,
  readOnly: boolean,
): Promise<void> {
  await whileKept(array, readOnly ? [{ disk, from: 'writing' }] : [], async () => {
    await array.database.virtualDisk.update({ where: { id: disk.id }, data: { readOnly } })
    await setGates(array, [disk.id])
  })
  const type = readOnly ? 'virtual_disk_read_only_set' : 'virtual_disk_read_only_cleared'
  await record(type, disk, { disk: disk.name })
}

export const forgetOrigin = defineCommand({
  name: 'forgetOrigin',
  role: 'administrator',
  summary: 'Notes that a host gave a copied virtual disk identifiers of its own, so that it may be seen beside its original.',
  input: byId,
  output: virtualDisk,
  events: ['virtual_disk_origin_forgotten'],
  async handler(context, { id }) {
    const { array } = context
    const disk = await diskRelations(array, id)
    demand(mayForgetOrigin(disk))
    await array.database.$transaction(await takeIdentitiesOfHost(array, id))
    await context.record('virtual_disk_origin_forgotten', disk, { disk: disk.name, original: disk.origin?.name ?? '' })
    array.changes.publish('virtualDisk', id)
    return getVirtualDisk.handler(context, { id })
  },
})

export const deleteVirtualDisk = defineCommand({
  name: 'deleteVirtualDisk',
  role: 'administrator',
  summary: 'Deletes a virtual disk and what is on it.',
  input: byId,
  output: z.null(),
  events: ['virtual_disk_deleted'],
  async handler({ array, record }, { id }) {
    const disk = await diskRelations(array, id)
    demand(mayDelete(disk))
    await engineStep(deleteDisks(array, [disk], [...(await leaveImages(array, id)), array.database.virtualDisk.delete({ where: { id } })]), {
      diskInUse: () => refuse('disk_in_use', { disk: disk.name }),
    })
    await record('virtual_disk_deleted', disk, { disk: disk.name })
    array.changes.publish('virtualDisk', id)
    array.changes.publish('pool', disk.pool.id)
    array.changes.publish('condition', id)
    return null
  },
})
