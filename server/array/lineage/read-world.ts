import type { Prisma } from '../../database/generated/client'
import { readsDirectly } from '../copies/candidates'
import { RefusalError } from '../door/refusals'
import { clusterType } from '../host-groups/schema'
import { hostSystem } from '../hosts/schema'
import type { StorageArray } from '../storage-array'
import { pairFacts, relationsSelect } from '../virtual-disks/relations'
import { mayChange } from './dangers'
import { originalOf, type World, type WorldDisk } from './world'

/**
 * Every host and host group, every disk that is or has an image, and where those disks are mapped.
 * @param also further disks, which are about to be one
 */
export async function readWorld(array: StorageArray, also: readonly string[] = []): Promise<World> {
  const { host, hostGroup, mapping } = array.database
  const [hosts, groups, disks, mappings] = await Promise.all([
    host.findMany({ select: { id: true, name: true, os: true, hostGroupId: true } }),
    hostGroup.findMany({ select: { id: true, name: true, cluster: true } }),
    readDisks(array, also),
    mapping.findMany({
      where: { virtualDisk: amongImages(also) },
      select: { virtualDiskId: true, hostId: true, hostGroupId: true },
    }),
  ])
  return {
    hosts: new Map(hosts.map((row) => [row.id, { ...row, os: hostSystem.parse(row.os) }])),
    groups: new Map(groups.map((row) => [row.id, { ...row, cluster: clusterType.parse(row.cluster) }])),
    disks,
    mappings,
  }
}

function amongImages(also: readonly string[]): Prisma.VirtualDiskWhereInput {
  return {
    OR: [
      { originId: { not: null } },
      { images: { some: {} } },
      { snapshot: { isNot: null } },
      { snapshots: { some: {} } },
      { copiesFrom: { some: {} } },
      { id: { in: [...also] } },
    ],
  }
}

async function readDisks(array: StorageArray, also: readonly string[] = []): Promise<ReadonlyMap<string, WorldDisk>> {
  const rows = await array.database.virtualDisk.findMany({
    where: amongImages(also),
    select: {
      id: true,
      name: true,
      originId: true,
      ownIdentities: true,
      snapshot: { select: { sourceId: true } },
      copiesFrom: relationsSelect.copiesFrom,
    },
  })
  return new Map(
    rows.map(({ id, name, originId, ownIdentities, snapshot, copiesFrom }) => {
      const ofSource = snapshot && !ownIdentities ? snapshot.sourceId : null
      const copy = copiesFrom.map((pair) => pairFacts(pair, pair.target)).find(readsDirectly)
      return [id, { id, name, originId: originId ?? ofSource, copiedTo: copy?.other.name ?? null }]
    }),
  )
}

/**
 * Every change of who sees what passes here before anything is changed.
 * @param change the world as it would be
 * @param path the input field that the refusal is about
 * @param also disks of the change that may be no image of anything yet
 * @throws {RefusalError} the change would bring a danger that is refused
 */
export async function demandSafe(
  array: StorageArray,
  change: (world: World) => World,
  path?: string,
  also: readonly string[] = [],
): Promise<void> {
  const refusal = mayChange(await readWorld(array, also), change)
  if (refusal) throw new RefusalError({ ...refusal, ...(path !== undefined && { path }) })
}

/** The original whose identifiers a disk bears, itself if it bears its own. */
export async function originalFor(array: StorageArray, diskId: string): Promise<string> {
  return originalOf(await readDisks(array), diskId)
}
