import type { ReservationFacts } from '../../engine/contract'
import { defineQuery } from '../door/command'
import { byId } from '../door/fields'
import { demand, refuse } from '../door/refusals'
import { whyNot } from '../door/why-not'
import { engineStep, isFault } from '../engine-step'
import type { StorageArray } from '../storage-array'
import { type DiskRelations, diskRelations } from '../virtual-disks/relations'
import { mayUse } from '../virtual-disks/rules'
import { mayClear, ownerOf } from './rules'
import { type OwnerNode, type Registrant, reservations } from './schema'

export const getReservations = defineQuery({
  name: 'getReservations',
  role: 'viewer',
  summary: 'Which iSCSI initiators have registered with a virtual disk, and which of them holds it.',
  input: byId,
  output: reservations,
  async handler(context, { id }) {
    const disk = await diskRelations(context.array, id)
    const { kind, persistent, generation, version, registrants } = await reservationsOf(context.array, disk)
    return {
      virtualDiskId: id,
      kind,
      persistent,
      generation,
      version,
      registrants,
      ownerNode: ownerOf(registrants),
      actions: { clear: whyNot(context, 'administrator', mayClear(disk.name, registrants)) },
    }
  },
})

type Found = Omit<ReservationFacts, 'registrants'> & { registrants: Registrant[] }

/** @throws {RefusalError} disk_missing, disk_failed, reservations_unreadable */
export async function reservationsOf(array: StorageArray, disk: DiskRelations): Promise<Found> {
  demand(mayUse(disk))
  const facts = await engineStep(array.engine.call('targets.reservations', { diskId: disk.id }), {
    diskDamaged: () => refuse('reservations_unreadable', { disk: disk.name }),
  })
  return withHosts(array, facts)
}

/** By disk, the nodes that hold them; disks that nobody holds, or that can't be asked now, are left out. */
export async function ownersOf(array: StorageArray, diskIds: readonly string[]): Promise<Map<string, OwnerNode>> {
  const owners = await Promise.all(
    diskIds.map(async (diskId): Promise<[string, OwnerNode][]> => {
      try {
        const { registrants } = await withHosts(array, await array.engine.call('targets.reservations', { diskId }))
        const owner = ownerOf(registrants)
        return owner ? [[diskId, owner]] : []
      } catch (error) {
        if (isFault(error, 'diskNotFound', 'diskDamaged', 'io')) return []
        throw error
      }
    }),
  )
  return new Map(owners.flat())
}

async function withHosts(array: StorageArray, facts: ReservationFacts): Promise<Found> {
  const ports = await array.database.hostPort.findMany({
    where: { type: 'iscsi', identifier: { in: facts.registrants.map(({ initiatorName }) => initiatorName) } },
    select: { identifier: true, host: { select: { id: true, name: true } } },
  })
  const hosts = new Map(ports.map(({ identifier, host }) => [identifier, host]))
  const registrants = facts.registrants.map((registrant) => {
    const host = hosts.get(registrant.initiatorName)
    return { ...registrant, hostId: host?.id ?? null, hostName: host?.name ?? null }
  })
  return { ...facts, registrants }
}
