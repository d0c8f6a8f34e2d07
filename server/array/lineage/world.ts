/**
 * Who sees what, for the disks that bear one another's content: which disks are block-identical images of which
 * original, and which hosts reach them. Pure; read-world.ts reads it.
 *
 * An image bears its original's disk signature, partition identifiers, file system identifiers and labels. To a host
 * the two are one disk (reference "virtual disk copy and snapshots" 1.14, "shadow copies, cluster, iSCSI" 8 and 9).
 */
import type { ClusterType } from '../host-groups/schema'
import type { HostSystem } from '../hosts/schema'

export interface WorldHost {
  id: string
  name: string
  os: HostSystem
  hostGroupId: string | null
}

export interface WorldGroup {
  id: string
  name: string
  cluster: ClusterType
}

export interface WorldDisk {
  id: string
  name: string
  /** The disk whose identifiers it bears: a snapshot's source, a copy's original; null when they are its own. */
  originId: string | null
  /** The disk onto which it is being copied directly; null when it isn't. */
  copiedTo: string | null
}

/** Exactly one of host and host group is set. */
export interface WorldMapping {
  virtualDiskId: string
  hostId: string | null
  hostGroupId: string | null
}

export interface World {
  hosts: ReadonlyMap<string, WorldHost>
  groups: ReadonlyMap<string, WorldGroup>
  disks: ReadonlyMap<string, WorldDisk>
  mappings: readonly WorldMapping[]
}

/** As much as has to be known of hosts where a change is of no disk that is mapped. */
export const NOBODY_SEES: World = { hosts: new Map(), groups: new Map(), disks: new Map(), mappings: [] }

/** The original at the end of a chain of origins; an origin that is gone leaves the last one known. */
export function originalOf(disks: ReadonlyMap<string, WorldDisk>, id: string): string {
  const seen = new Set<string>()
  let at = id
  for (;;) {
    seen.add(at)
    const origin = disks.get(at)?.originId
    if (origin == null || seen.has(origin) || !disks.has(origin)) return at
    at = origin
  }
}

/** A disk of an identity set where it is mapped: to one host, or to all hosts of a group. */
export interface Presented {
  disk: WorldDisk
  isOriginal: boolean
  hosts: readonly WorldHost[]
  group: WorldGroup | null
}

/** The mapped disks that bear the same content, set by set; only sets of which more than one disk is mapped. */
export function presentedTogether(world: World): Presented[][] {
  const membersOf = new Map<string, WorldHost[]>()
  for (const host of world.hosts.values()) {
    if (host.hostGroupId === null) continue
    const members = membersOf.get(host.hostGroupId)
    if (members) members.push(host)
    else membersOf.set(host.hostGroupId, [host])
  }
  const sets = new Map<string, Presented[]>()
  for (const { virtualDiskId, hostId, hostGroupId } of world.mappings) {
    const disk = world.disks.get(virtualDiskId)
    if (!disk) continue
    const host = hostId === null ? undefined : world.hosts.get(hostId)
    const group = hostGroupId === null ? null : (world.groups.get(hostGroupId) ?? null)
    const original = originalOf(world.disks, disk.id)
    const presented = {
      disk,
      isOriginal: original === disk.id,
      hosts: host ? [host] : group ? (membersOf.get(group.id) ?? []) : [],
      group,
    }
    const set = sets.get(original)
    if (set) set.push(presented)
    else sets.set(original, [presented])
  }
  return [...sets.values()].filter((set) => set.length > 1)
}
