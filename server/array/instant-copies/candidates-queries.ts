import { defineQuery } from '../door/command'
import { listOf } from '../door/lists'
import { firstRefusal } from '../door/refusals'
import { mayBearContentOf } from '../lineage/dangers'
import { originalFor, readWorld } from '../lineage/read-world'
import { diskCandidate } from '../virtual-disks/candidate'
import { candidates } from '../virtual-disks/candidates'
import { type DiskRelations, diskRelations, mappingOf } from '../virtual-disks/relations'
import { maySource, mayTarget, warningsOfTarget } from './rules'
import { instantCopySourcesInput, instantCopyTargetsInput } from './schema'
import { treeOf } from './tree'

export const listInstantCopySources = defineQuery({
  name: 'listInstantCopySources',
  role: 'viewer',
  summary: 'Every virtual disk of the array, whether it can be the source of an instant copy, and if not, why.',
  input: instantCopySourcesInput,
  output: listOf(diskCandidate),
  handler: (context, input) => candidates(context, input, maySource),
})

export const listInstantCopyTargets = defineQuery({
  name: 'listInstantCopyTargets',
  role: 'viewer',
  summary: 'Every virtual disk of the array, whether it can be the target of an instant copy of the given source, and if not, why.',
  input: instantCopyTargetsInput,
  output: listOf(diskCandidate),
  async handler(context, input) {
    const { array } = context
    const source = await diskRelations(array, input.sourceId, 'sourceId')
    const original = await originalFor(array, source.id)
    const mayBear = mayBearContentOf(await readWorld(array, [original]), original)
    const edges = await array.database.instantCopy.findMany({ select: { id: true, sourceId: true, targetId: true } })
    const sizeWith = (disk: DiskRelations) => treeOf(edges, [source.id, disk.id]).length + 1
    const rule = (disk: DiskRelations) => firstRefusal(mayTarget(disk, source, sizeWith(disk)), mayBear(disk, mappingOf(disk)))
    return candidates(context, input, rule, (disk) => warningsOfTarget(disk, false))
  },
})
