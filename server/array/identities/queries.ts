import { randomUUID } from 'node:crypto'

import type { IdentityFacts } from '../../engine/contract'
import { defineQuery, type QueryContext } from '../door/command'
import { demand, refuse } from '../door/refusals'
import { warn } from '../door/warnings'
import { engineStep } from '../engine-step'
import { type DiskRelations, diskRelations } from '../virtual-disks/relations'
import { mayUse } from '../virtual-disks/rules'
import { allChange } from './rules'
import { type Identities, identities, identitiesInput, type IdentityStructure } from './schema'

export const getIdentities = defineQuery({
  name: 'getIdentities',
  role: 'viewer',
  summary: 'What a virtual disk is known by to hosts, and what `synthesize` with the same seed would write instead. Nothing is changed.',
  input: identitiesInput,
  output: identities,
  async handler(context, { id, seed = newSeed() }) {
    const disk = await diskRelations(context.array, id)
    demand(disk.kind === 'repository' ? refuse('contents_repository', { disk: disk.name }) : mayUse(disk))
    const found = await engineStep(context.array.engine.call('disk.identities', { diskId: id, seed }), wordsFor(disk))
    return shown(context, disk, seed, found)
  },
})

/** From chance, so that nobody makes the same identifiers twice who doesn't ask for it. */
export const newSeed = (): string => randomUUID()

/** What the engine's faults are called where a disk is looked at for its identifiers. */
export function wordsFor({ name, pool }: DiskRelations) {
  const unreadable = () => refuse('contents_unreadable', { disk: name })
  return {
    io: unreadable,
    imageDamaged: unreadable,
    imageState: unreadable,
    imageNotFound: unreadable,
    diskInUse: () => refuse('disk_in_use', { disk: name }),
    noSpace: () => refuse('no_space', { pool: pool.name }),
  }
}

export function shown({ text }: QueryContext, disk: DiskRelations, seed: string, found: readonly IdentityFacts[]): Identities {
  const structures = found.map(
    ({ notes, refusal, ...structure }): IdentityStructure => ({
      ...structure,
      description: text.contents(structure.what),
      notes: notes.map((note) => text.identityNote(note)),
      refusal: refusal && text.identityRefusal(refusal.code, refusal.detail),
    }),
  )
  const isChanged = found.some((each) => each.identities.length > 0)
  const warnings = isChanged ? [text.warning(warn('identities_system_disk', { disk: disk.name }))] : []
  return { seed, structures, complete: allChange(found), warnings }
}
