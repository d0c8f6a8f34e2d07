/** The changes of who sees what, each as the world that it makes. Pure. */
import { originalOf, type World, type WorldGroup, type WorldHost, type WorldMapping } from './world'

export function withMapping(mapping: WorldMapping): (world: World) => World {
  return (world) => ({ ...world, mappings: [...world.mappings, mapping] })
}

/** A host that is new, or that changes. */
export function withHost(host: WorldHost): (world: World) => World {
  return (world) => ({ ...world, hosts: new Map(world.hosts).set(host.id, host) })
}

/** A host group that is new, or that changes, with its members if they are given. */
export function withGroup(group: WorldGroup, memberIds?: readonly string[]): (world: World) => World {
  return (world) => ({
    ...world,
    groups: new Map(world.groups).set(group.id, group),
    hosts: memberIds ? new Map([...world.hosts.values()].map((host) => [host.id, joined(host, group.id, memberIds)])) : world.hosts,
  })
}

function joined(host: WorldHost, groupId: string, memberIds: readonly string[]): WorldHost {
  if (memberIds.includes(host.id)) return { ...host, hostGroupId: groupId }
  return host.hostGroupId === groupId ? { ...host, hostGroupId: null } : host
}

/** A disk gets what another one bears at that moment: of several changes an earlier one may have given that another original. */
export function withContentOf(disk: { id: string; name: string }, sourceId: string): (world: World) => World {
  return (world) => withOrigin(disk, originalOf(world.disks, sourceId))(world)
}

export function withAll(changes: readonly ((world: World) => World)[]): (world: World) => World {
  return (world) => changes.reduce((changed, change) => change(changed), world)
}

/** A disk gets the content of an original, whoever sees it. Its own images go on bearing what it bore. */
export function withOrigin({ id, name }: { id: string; name: string }, originalId: string): (world: World) => World {
  const originId = originalId === id ? null : originalId
  return (world) => {
    const disks = new Map(world.disks)
    const before = originalOf(disks, id)
    if (before !== originalId) {
      const images = [...disks.values()].filter((other) => other.originId === id)
      const heirId = before === id ? images[0]?.id : before
      for (const image of images) disks.set(image.id, { ...image, originId: image.id === heirId ? null : (heirId ?? null) })
    }
    return { ...world, disks: disks.set(id, { id, name, originId, copiedTo: disks.get(id)?.copiedTo ?? null }) }
  }
}
