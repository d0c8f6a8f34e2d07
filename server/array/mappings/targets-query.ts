import { defineQuery, type QueryContext } from '../door/command'
import { nameKey, type Reason } from '../door/fields'
import { listOf } from '../door/lists'
import { pageOfAll } from '../door/slices'
import { withMapping, withOrigin } from '../lineage/changes'
import { newDangers } from '../lineage/dangers'
import { readWorld } from '../lineage/read-world'
import type { World } from '../lineage/world'
import { diskRelations } from '../virtual-disks/relations'
import { mayMap } from './rules'
import { listMappingTargetsInput, type MappingTarget, mappingTarget } from './schema'

export const listMappingTargets = defineQuery({
  name: 'listMappingTargets',
  role: 'viewer',
  summary: 'Every host and host group, whether the virtual disk may be mapped to it, if not why, and what has to be heeded.',
  input: listMappingTargetsInput,
  output: listOf(mappingTarget),
  async handler(context, input) {
    const { array, text } = context
    const disk = await diskRelations(array, input.id)
    // An image that isn't there yet has no identifier; nobody else's is empty.
    const image = input.imageName === undefined ? null : { id: '', name: input.imageName }
    const anywhere = image ? null : text.whyNot(mayMap(disk))
    const known = await readWorld(array, [disk.id])
    const world = image ? withOrigin(image, disk.id)(known) : known
    const part = input.q === undefined ? '' : nameKey(input.q)
    const all = everyTarget(world).filter(({ name }) => nameKey(name).includes(part))
    all.sort((one, other) => (nameKey(one.name) < nameKey(other.name) ? -1 : 1))
    if (input.sort === '-name') all.reverse()
    const found = pageOfAll(all, input)
    return { ...found, items: found.items.map((target) => judged(context, world, (image ?? disk).id, target, anywhere)) }
  },
})

type Target = Omit<MappingTarget, 'eligible' | 'reason' | 'warnings'>

function everyTarget({ hosts, groups }: World): Target[] {
  return [
    ...[...hosts.values()].map(({ id, name, os, hostGroupId }) => {
      const memberOf = hostGroupId === null ? null : (groups.get(hostGroupId)?.name ?? null)
      return { hostId: id, hostGroupId: null, name, os, cluster: null, memberOf }
    }),
    ...[...groups.values()].map(({ id, name, cluster }) => ({ hostId: null, hostGroupId: id, name, os: null, cluster, memberOf: null })),
  ]
}

function judged({ text }: QueryContext, world: World, virtualDiskId: string, target: Target, anywhere: Reason | null): MappingTarget {
  const { hostId, hostGroupId } = target
  // A disk that can't be mapped anywhere, such as one that is mapped, would be compared with itself.
  const dangers = anywhere ? [] : newDangers(world, withMapping({ virtualDiskId, hostId, hostGroupId })(world))
  const refused = dangers.find((danger) => danger.kind === 'refused')
  const reason = anywhere ?? (refused ? text.reason(refused.refusal) : null)
  const warnings = dangers.flatMap((danger) => (danger.kind === 'warned' ? [text.warning(danger.warning)] : []))
  return { ...target, eligible: reason === null, reason, warnings }
}
