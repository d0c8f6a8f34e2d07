import type { IdentityChange, IdentityFacts } from '../../engine/contract'
import { type CommandContext, defineCommand } from '../door/command'
import { demand } from '../door/refusals'
import { engineStep } from '../engine-step'
import { instantCopyRow } from '../instant-copies/rows'
import { instantCopyStatus } from '../instant-copies/schema'
import { takeOwnIdentities } from '../lineage/record-origin'
import { setGates } from '../virtual-disks/gates'
import { diskRelations } from '../virtual-disks/relations'
import { newSeed, shown, wordsFor } from './queries'
import { allChange, maySynthesize, maySynthesizeTarget } from './rules'
import { type Identities, identities, identitiesInput } from './schema'

type Context = CommandContext<'virtual_disk_identities_given'>

export const synthesize = defineCommand({
  name: 'synthesize',
  role: 'operator',
  summary: 'Gives what is on an unmapped virtual disk identifiers of its own, so that a host can use it beside its original. Nothing else on it changes.',
  input: identitiesInput,
  output: identities,
  events: ['virtual_disk_identities_given'],
  handler: (context, { id, seed }) => synthesizeDisk(context, id, seed),
})

export const synthesizeInstantCopy = defineCommand({
  name: 'synthesizeInstantCopy',
  role: 'operator',
  summary: 'Gives what is on the target of a finished instant copy identifiers of its own.',
  input: identitiesInput,
  output: identities,
  events: ['virtual_disk_identities_given'],
  async handler(context, { id, seed }) {
    const copy = await instantCopyRow(context.array, id)
    demand(maySynthesizeTarget({ ...copy, status: instantCopyStatus.parse(copy.status) }))
    return synthesizeDisk(context, copy.targetId, seed)
  },
})

/**
 * The engine makes all of it or nothing, also in a crash. What it made is written down afterwards: until then the disk
 * counts as an image of its original, which forbids more than is needed and never less.
 */
async function synthesizeDisk(context: Context, id: string, seed = newSeed()): Promise<Identities> {
  const { array } = context
  const disk = await diskRelations(array, id)
  demand(maySynthesize(disk))
  const made = await withGateClosed(context, id, () => engineStep(array.engine.call('disk.synthesize', { diskId: id, seed }), wordsFor(disk)))
  if (allChange(made)) await array.database.$transaction(await takeOwnIdentities(array, id))
  const changes = spelled(made)
  if (changes !== '') await context.record('virtual_disk_identities_given', disk, { disk: disk.name, changes })
  array.changes.publish('virtualDisk', id)
  return shown(context, disk, seed, made)
}

/** No host can come to the disk meanwhile: commands run one after another, and it isn't mapped. The engine wants to see it. */
async function withGateClosed<T>({ array }: Context, diskId: string, work: () => Promise<T>): Promise<T> {
  await array.engine.call('disk.setAccess', { gates: [{ diskId, access: { read: false, write: false } }] })
  try {
    return await work()
  } finally {
    await setGates(array, [diskId])
  }
}

/** The terms are those of the structures' own standards, in every language. */
const TERMS: Record<IdentityChange['kind'], string> = {
  diskSignature: 'disk signature',
  diskGuid: 'disk GUID',
  partitionGuid: 'partition GUID',
  uuid: 'UUID',
  serial: 'serial',
  volumeId: 'volume ID',
}

function spelled(made: readonly IdentityFacts[]): string {
  return made.flatMap(({ what, identities: changes }) => changes.map((change) => `${what} ${termOf(change)} ${change.old} → ${change.new}`)).join('; ')
}

function termOf({ kind, partition }: IdentityChange): string {
  return partition === null ? TERMS[kind] : `${TERMS[kind]} ${partition}`
}
