import { defineQuery } from '../door/command'
import { listOf } from '../door/lists'
import type { Verdict } from '../door/refusals'
import { withHost } from '../lineage/changes'
import { type Danger, dangersOfMapping } from '../lineage/dangers'
import { readWorld } from '../lineage/read-world'
import { diskCandidate } from '../virtual-disks/candidate'
import { candidates } from '../virtual-disks/candidates'
import type { DiskRelations } from '../virtual-disks/relations'
import { mayMap } from './rules'
import { listMappingDisksInput } from './schema'

export const listMappingDisks = defineQuery({
  name: 'listMappingDisks',
  role: 'viewer',
  summary: 'Every virtual disk of the array, whether it may be mapped to a host that is about to be connected, if not why, and what the host would have to heed.',
  input: listMappingDisksInput,
  output: listOf(diskCandidate),
  async handler(context, input) {
    // A host that isn't there yet has no identifier; nobody else's is empty.
    const host = { id: '', name: input.hostName, os: input.os, hostGroupId: input.hostGroupId ?? null }
    const world = withHost(host)(await readWorld(context.array))
    const dangersOf = dangersOfMapping(world, host.id)
    const warnings = (disk: DiskRelations) => dangersOf(disk.id).flatMap((danger) => (danger.kind === 'warned' ? [danger.warning] : []))
    // A disk that is mapped already would be compared with itself.
    const ids = input.virtualDiskId === undefined ? undefined : [input.virtualDiskId]
    return candidates(context, { ...input, ids }, (disk) => mayMap(disk) ?? refusedOf(dangersOf(disk.id)), warnings)
  },
})

function refusedOf(dangers: Danger[]): Verdict {
  const danger = dangers.find(({ kind }) => kind === 'refused')
  return danger?.kind === 'refused' ? danger.refusal : null
}
