import { defineQuery } from '../door/command'
import { listOf } from '../door/lists'
import { firstRefusal } from '../door/refusals'
import { mayBearContentOf } from '../lineage/dangers'
import { originalFor, readWorld } from '../lineage/read-world'
import { diskCandidate } from '../virtual-disks/candidate'
import { candidates } from '../virtual-disks/candidates'
import { type DiskRelations, diskRelations, mappingOf } from '../virtual-disks/relations'
import { maySource, maySourceAnyCopy, mayTarget, warningsOfTarget } from './candidates'
import { copySourcesInput, copyTargetsInput } from './schema'

export const listCopySources = defineQuery({
  name: 'listCopySources',
  role: 'viewer',
  summary: 'Every virtual disk of the array, whether it can be a copy’s source, and if not, why.',
  input: copySourcesInput,
  output: listOf(diskCandidate),
  handler: (context, input) =>
    candidates(context, input, (disk) => (input.type ? maySource(disk, input.type) : maySourceAnyCopy(disk))),
})

export const listCopyTargets = defineQuery({
  name: 'listCopyTargets',
  role: 'viewer',
  summary: 'Every virtual disk of the array, whether it can be the target of a copy of the given source, and if not, why.',
  input: copyTargetsInput,
  output: listOf(diskCandidate),
  async handler(context, input) {
    const source = await diskRelations(context.array, input.sourceId, 'sourceId')
    const original = await originalFor(context.array, source.id)
    const mayBear = mayBearContentOf(await readWorld(context.array, [original]), original)
    // What is only asked about can be chosen.
    const rule = (disk: DiskRelations) => firstRefusal(mayTarget(disk, source, true), mayBear(disk, mappingOf(disk)))
    return candidates(context, input, rule, warningsOfTarget)
  },
})
