/** What preparing and starting an instant copy of two disks would meet, before it is created. */
import { showingSnapshots } from '../copies/candidates'
import { defineQuery, type QueryContext } from '../door/command'
import { type DiskRelations, diskRelations } from '../virtual-disks/relations'
import { demandFit, type Pair } from './fit'
import { disksInUse, NOTHING, refusalOf, warningsBeside } from './preview'
import { type Preview, preview, previewPairInput } from './preview-schema'
import { grainFor, warningsOfTarget } from './rules'
import { type DiskUse, mayDisturb, usesOf, warningsOfSource } from './use'

export const previewInstantCopyPair = defineQuery({
  name: 'previewInstantCopyPair',
  role: 'viewer',
  summary:
    'Who uses the disks of an instant copy that is not created yet, what to do on their hosts, and what has to be said before it starts. Without a target only the source is looked at.',
  input: previewPairInput,
  output: preview,
  async handler(context, { sourceId, targetId }) {
    const source = await diskRelations(context.array, sourceId, 'sourceId')
    if (targetId === undefined) return ofSource(context, source)
    return ofPair(context, source, await diskRelations(context.array, targetId, 'targetId'))
  },
})

const NOBODY: DiskUse = { sessions: [], hosts: [], mounted: 'unknown' }

async function ofSource(context: QueryContext, source: DiskRelations): Promise<Preview> {
  const uses = await usesOf(context.array, [source])
  const ofDisk = ({ id }: DiskRelations) => uses.get(id) ?? NOBODY
  return {
    ...NOTHING,
    allowed: null,
    warnings: warningsOfSource(source, ofDisk(source)).map((warning) => context.text.warning(warning)),
    disks: await disksInUse(context, [{ role: 'source', disk: source }], ofDisk),
  }
}

async function ofPair(context: QueryContext, source: DiskRelations, target: DiskRelations): Promise<Preview> {
  const { array, text } = context
  const uses = await usesOf(array, [source, target])
  const ofDisk = ({ id }: DiskRelations) => uses.get(id) ?? NOBODY
  const pair: Pair = {
    row: { id: '', sourceId: source.id, targetId: target.id, grainBytes: grainFor(undefined, source, target) },
    source,
    target,
  }
  const hard = await refusalOf(demandFit(array, [pair], { restore: false, failTargetSnapshots: true }))
  const showing = showingSnapshots(target)
  const soft = showing.length === 0 ? null : await refusalOf(demandFit(array, [pair], { restore: false, failTargetSnapshots: false }))
  const disturbed = mayDisturb(target, ofDisk(target), false)
  const warnings = [
    ...warningsOfTarget(target, false),
    ...warningsOfSource(source, ofDisk(source)),
    ...(await warningsBeside(array, [pair])),
  ]
  return {
    ...NOTHING,
    allowed: text.whyNot(hard),
    needs: [
      ...(soft?.path === 'failTargetSnapshots' ? [{ field: soft.path, reason: text.reason(soft) } as const] : []),
      ...(disturbed ? [{ field: 'overrideInUse', reason: text.reason(disturbed) } as const] : []),
    ],
    warnings: warnings.map((warning) => text.warning(warning)),
    failingSnapshots: showing.map(({ id, name }) => ({ id, name })),
    disks: await disksInUse(
      context,
      [
        { role: 'source', disk: source },
        { role: 'target', disk: target },
      ],
      ofDisk,
    ),
  }
}
