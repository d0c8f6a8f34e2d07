/**
 * What threatens data where hosts see disks that bear the same content. Pure: a world in, dangers out; every change of
 * hosts, host groups, mappings and copies is judged by the same function, so there is no other way round.
 *
 * - An image of an MSCS shared disk may be mapped to one node of the cluster, never to the host group, nor may such
 *   images be spread over several nodes (seed 000; reference 1.15: "map that snapshot to one node only; mapping to the
 *   host group or both nodes risks corruption").
 * - A Windows host must not see two disks of the same content: it takes one of them offline because the signatures
 *   collide, or writes a new signature into it (reference 1.14). The exception is the documented way of copying an MSCS
 *   shared disk: its image beside it on one node, about which is only warned.
 * - An MSCS shared disk is not copied directly, so a disk that is being copied doesn't become one.
 * - Other hosts are warned: file systems and volume groups of the same identifiers, with the steps that help.
 */
import { type Refusal, refuse, type Verdict } from '../door/refusals'
import { type Warning, warn } from '../door/warnings'
import { withMapping, withOrigin } from './changes'
import { originalOf, type Presented, presentedTogether, type World, type WorldGroup, type WorldHost, type WorldMapping } from './world'

export type Danger = {
  /** Tells a danger that is new from one that was there before. */
  key: string
  /** The disk whose mapping brings the danger: the image, or the one that is being copied. */
  diskId: string
} & ({ kind: 'refused'; refusal: Refusal } | { kind: 'warned'; warning: Warning })

export function dangersIn(world: World): Danger[] {
  return [...presentedTogether(world).flatMap((set) => [...ofClusters(set), ...ofHosts(set)]), ...ofCopies(world)]
}

/** What a change brings that was not there before. */
export function newDangers(before: World, after: World): Danger[] {
  const known = new Set(dangersIn(before).map(({ key }) => key))
  return dangersIn(after).filter(({ key }) => !known.has(key))
}

/** Why a change may not be made: it brings a danger that is refused. */
export function mayChange(before: World, change: (world: World) => World): Verdict {
  const danger = newDangers(before, change(before)).find(({ kind }) => kind === 'refused')
  return danger?.kind === 'refused' ? danger.refusal : null
}

/** As much of a world as a change is judged by that touches these originals and what bears their content only. */
export function ofOriginals(world: World, originalIds: readonly string[]): World {
  return { ...world, mappings: world.mappings.filter(({ virtualDiskId }) => originalIds.includes(originalOf(world.disks, virtualDiskId))) }
}

/**
 * Why a disk may not get an original's content where it is mapped, for each of many disks: only the original's own set
 * is looked at.
 */
export function mayBearContentOf(world: World, originalId: string): (disk: { id: string; name: string }, mapping: WorldMapping | null) => Verdict {
  const before = ofOriginals(world, [originalId])
  const { mappings } = before
  return (disk, mapping) => {
    if (!mapping) return null
    const isMember = mappings.some(({ virtualDiskId }) => virtualDiskId === disk.id)
    return mayChange(before, (now) => withOrigin(disk, originalId)(isMember ? now : { ...now, mappings: [...mappings, mapping] }))
  }
}

/** What mapping a disk to a host brings that was not there before, for each of many disks: only the disk's own set is looked at. */
export function dangersOfMapping(world: World, hostId: string): (virtualDiskId: string) => Danger[] {
  const sets = new Map<string, WorldMapping[]>()
  for (const mapping of world.mappings) {
    const original = originalOf(world.disks, mapping.virtualDiskId)
    sets.set(original, [...(sets.get(original) ?? []), mapping])
  }
  return (virtualDiskId) => {
    const before = { ...world, mappings: sets.get(originalOf(world.disks, virtualDiskId)) ?? [] }
    return before.mappings.length === 0 ? [] : newDangers(before, withMapping({ virtualDiskId, hostId, hostGroupId: null })(before))
  }
}

function isShared(presented: Presented): boolean {
  return presented.group?.cluster === 'mscs'
}

/** For each cluster, the member of the set that it shares as its disk: the original if that is one, else any. */
function sharedByCluster(set: readonly Presented[]): Map<WorldGroup, Presented> {
  const shared = new Map<WorldGroup, Presented>()
  for (const member of set) {
    if (member.group && isShared(member) && (member.isOriginal || !shared.has(member.group))) shared.set(member.group, member)
  }
  return shared
}

function ofClusters(set: readonly Presented[]): Danger[] {
  return [...sharedByCluster(set)].flatMap(([cluster, shared]) => ofCluster(set, cluster, shared))
}

function ofCluster(set: readonly Presented[], cluster: WorldGroup, shared: Presented): Danger[] {
  const dangers: Danger[] = []
  let first: { image: Presented; node: WorldHost } | null = null
  for (const image of set) {
    if (image === shared) continue
    const names = { image: image.disk.name, original: shared.disk.name, cluster: cluster.name }
    if (image.group?.id === cluster.id) {
      dangers.push(refused('mscs_image_to_cluster', image, [cluster.id], refuse('mscs_image_to_cluster', names)))
      continue
    }
    for (const node of image.hosts.filter((host) => host.hostGroupId === cluster.id)) {
      if (!first) {
        first = { image, node }
        dangers.push(warned('mscs_image_beside_original', image, [node.id], warn('mscs_image_beside_original', { ...names, host: node.name })))
      } else if (first.node.id !== node.id) {
        const params = { ...names, host: node.name, other: first.image.disk.name, otherHost: first.node.name }
        dangers.push(refused('mscs_image_second_node', image, [cluster.id, node.id], refuse('mscs_image_second_node', params)))
      }
    }
  }
  return dangers
}

function ofHosts(set: readonly Presented[]): Danger[] {
  const dangers: Danger[] = []
  for (const [index, one] of set.entries()) {
    for (const other of set.slice(index + 1)) {
      // What cluster and image are to one another is told above.
      if (isShared(one) || isShared(other)) continue
      const [original, image] = other.isOriginal ? [other, one] : [one, other]
      for (const host of image.hosts) if (original.hosts.includes(host)) dangers.push(sameHost(original, image, host))
    }
  }
  return dangers
}

function sameHost(original: Presented, image: Presented, host: WorldHost): Danger {
  const params = { image: image.disk.name, original: original.disk.name, host: host.name }
  const about = [original.disk.id, host.id]
  switch (host.os) {
    case 'windows':
      return refused('image_beside_original_windows', image, about, refuse('image_beside_original_windows', params))
    case 'linux':
      return warned('image_beside_original_linux', image, about, warn('image_beside_original_linux', params))
    case 'esxi':
      return warned('image_beside_original_esxi', image, about, warn('image_beside_original_esxi', params))
    case 'other':
      return warned('image_beside_original_other', image, about, warn('image_beside_original_other', params))
  }
}

function ofCopies({ mappings, disks, groups }: World): Danger[] {
  return mappings.flatMap(({ virtualDiskId, hostGroupId }) => {
    const [disk, group] = [disks.get(virtualDiskId), hostGroupId === null ? undefined : groups.get(hostGroupId)]
    if (!disk || disk.copiedTo === null || group?.cluster !== 'mscs') return []
    const params = { disk: disk.name, target: disk.copiedTo, cluster: group.name }
    return [refused('mscs_shared_being_copied', { disk }, [group.id], refuse('mscs_shared_being_copied', params))]
  })
}

type About = Pick<Presented, 'disk'>

const keyOf = (code: string, { disk }: About, about: readonly string[]) => [code, disk.id, ...about].join(' ')

function refused(code: string, image: About, about: readonly string[], refusal: Refusal): Danger {
  return { kind: 'refused', key: keyOf(code, image, about), diskId: image.disk.id, refusal }
}

function warned(code: string, image: About, about: readonly string[], warning: Warning): Danger {
  return { kind: 'warned', key: keyOf(code, image, about), diskId: image.disk.id, warning }
}
