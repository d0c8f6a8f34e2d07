import type { InstantCopyFacts } from '../../engine/contract'
import type { Prisma } from '../../database/generated/client'
import { factsOfGroups } from '../consistency-groups/rows'
import { type GroupFacts, mayRegroup } from '../consistency-groups/rules'
import { shownProgress } from '../copies/progress'
import { defineQuery, type QueryContext } from '../door/command'
import { byId, nameKey } from '../door/fields'
import { listOf } from '../door/lists'
import { type ListOrder, paging } from '../door/paging'
import { firstRefusal, type Verdict } from '../door/refusals'
import { whyNot } from '../door/why-not'
import { isFailureCode } from '../snapshots/image-status'
import { maySynthesize, maySynthesizeTarget } from '../identities/rules'
import type { DiskRelations } from '../virtual-disks/relations'
import { mayStartSomehow, pairsOf, type Surroundings as StartSurroundings, surroundingsOf } from './fit'
import { factsOf, instantCopyInclude, type InstantCopyRow, instantCopyRow } from './rows'
import { mayDelete, mayMove, standsAlone } from './rules'
import { grainBytes, type InstantCopy, instantCopy, instantCopyStatus, listInstantCopiesInput } from './schema'
import { maySplit, type Splitting, splittingsOf } from './splitting'
import { isActive } from './states'

const ORDER: ListOrder<
  InstantCopyRow,
  Prisma.InstantCopyWhereInput,
  Prisma.InstantCopyOrderByWithRelationInput,
  'name' | 'createdAt' | 'status'
> = {
  sorts: {
    name: { kind: 'text', value: (row) => row.nameKey, where: (key) => ({ nameKey: key }), order: (by) => ({ nameKey: by }) },
    createdAt: {
      kind: 'date',
      value: (row) => row.createdAt,
      where: (createdAt) => ({ createdAt }),
      order: (createdAt) => ({ createdAt }),
    },
    status: {
      kind: 'text',
      value: (row) => row.status,
      where: (status) => ({ status }),
      order: (status) => ({ status }),
    },
  },
  tie: { kind: 'text', value: (row) => row.id, where: (id) => ({ id }), order: (id) => ({ id }) },
  byDefault: '-createdAt',
}

export const listInstantCopies = defineQuery({
  name: 'listInstantCopies',
  role: 'viewer',
  summary: 'Lists the instant copies: mappings of a source onto an existing disk, which is readable the moment they start.',
  input: listInstantCopiesInput,
  output: listOf(instantCopy),
  async handler(context, input) {
    const { instantCopy: table } = context.array.database
    const { seek, page, ...plan } = paging(ORDER, input)
    const { virtualDiskId } = input
    const where: Prisma.InstantCopyWhereInput = {
      ...(input.status && { status: { in: input.status } }),
      ...(input.sourceId && { sourceId: input.sourceId }),
      ...(input.targetId && { targetId: input.targetId }),
      ...(input.consistencyGroupId && { groupId: input.consistencyGroupId }),
      ...(input.q && { nameKey: { contains: nameKey(input.q) } }),
      ...(virtualDiskId && { OR: [{ sourceId: virtualDiskId }, { targetId: virtualDiskId }] }),
    }
    const [rows, total] = await Promise.all([
      table.findMany({ where: { AND: [where, seek ?? {}] }, include: instantCopyInclude, ...plan }),
      table.count({ where }),
    ])
    return page(rows, total, (shown) => shownInstantCopies(context, shown))
  },
})

export const getInstantCopy = defineQuery({
  name: 'getInstantCopy',
  role: 'viewer',
  summary: 'One instant copy.',
  input: byId,
  output: instantCopy,
  async handler(context, { id }) {
    const row = await instantCopyRow(context.array, id)
    const [shown] = await shownInstantCopies(context, [row])
    if (!shown) throw new Error('One row is shown as one instant copy.')
    return shown
  },
})

/** Asks the engine once for all of them. */
export async function shownInstantCopies(context: QueryContext, rows: readonly InstantCopyRow[]): Promise<InstantCopy[]> {
  if (rows.length === 0) return []
  const [starting, facts, splittings, groups] = await Promise.all([
    surroundingsOf(context.array, rows),
    factsOf(context.array, rows),
    splittingsOf(context.array, rows.filter(({ status }) => isActive(instantCopyStatus.parse(status)))),
    factsOfGroups(context.array, rows.flatMap(({ groupId }) => groupId ?? [])),
  ])
  const surroundings: Surroundings = {
    ...starting,
    byTarget: new Map(starting.tree.map((row) => [row.targetId, row])),
    splittings: new Map(splittings.map((splitting) => [splitting.row.id, splitting])),
    groups,
  }
  return rows.map((row) => {
    const last = facts.find(({ instantCopyId }) => instantCopyId === row.id) ?? null
    return toInstantCopy(context, row, last, surroundings)
  })
}

interface Surroundings extends StartSurroundings {
  /** Instant copies that hang together with those that are shown, by their targets. */
  byTarget: ReadonlyMap<string, InstantCopyRow>
  disks: ReadonlyMap<string, DiskRelations>
  /** Of those that are active. */
  splittings: ReadonlyMap<string, Splitting>
  groups: ReadonlyMap<string, GroupFacts>
}

function toInstantCopy(
  context: QueryContext,
  row: InstantCopyRow,
  last: InstantCopyFacts | null,
  surroundings: Surroundings,
): InstantCopy {
  const { byTarget, disks, splittings, groups } = surroundings
  const status = instantCopyStatus.parse(row.status)
  const totalBytes = Number(row.source.capacityBytes)
  // A start that failed was a run of its own, of which the engine knows nothing.
  const facts = last?.run === row.run ? last : null
  const running = context.array.instantCopies.get(row.id)
  const copiedBytes = facts === null ? 0 : Math.max(facts.copiedBytes, running?.copiedBytes ?? 0)
  const progress = shownProgress(copiedBytes, totalBytes, isActive(status) ? (running?.bytesPerSecond ?? 0) : 0)
  const { dependsOn, dependents, dependentSnapshots } = isActive(status) ? looksThrough(facts, byTarget) : NOBODY
  const target = disks.get(row.targetId)
  const splitting = splittings.get(row.id)
  const fit = isActive(status) ? null : mayStartSomehow(pairsOf([row], disks), row.restore, surroundings)
  const why = (verdict: Verdict) => whyNot(context, 'operator', verdict)
  const alone = standsAlone(row.name, row.group)
  const group = row.groupId === null ? undefined : groups.get(row.groupId)
  return {
    id: row.id,
    name: row.name,
    sourceId: row.sourceId,
    sourceName: row.source.name,
    targetId: row.targetId,
    targetName: row.target.name,
    consistencyGroupId: row.groupId,
    consistencyGroupName: row.group?.name ?? null,
    copyRate: row.copyRate,
    cleanRate: row.cleanRate,
    grainBytes: grainBytes.parse(row.grainBytes),
    incremental: row.incremental,
    autoDelete: row.autoDelete,
    status,
    restore: row.restore,
    progress,
    progressPercent: progress.percent,
    cleanProgressPercent: running?.cleanedBytes == null ? null : shownProgress(running.cleanedBytes, totalBytes, 0).percent,
    differenceBytes: last?.differenceBytes ?? totalBytes,
    startedAt: row.startedAt?.toISOString() ?? null,
    completedAt: row.completedAt?.toISOString() ?? null,
    dependsOn,
    dependents,
    dependentSnapshots,
    failure: isFailureCode(row.failureCode) ? context.text.failure(row.failureCode) : null,
    createdAt: row.createdAt.toISOString(),
    actions: {
      prepare: why(firstRefusal(alone, mayMove(status, 'prepare', row.name), fit)),
      start: why(firstRefusal(alone, mayMove(status, 'start', row.name), fit)),
      prepareAndStart: why(firstRefusal(alone, mayMove(status, 'prepare', row.name), fit)),
      stop: why(firstRefusal(alone, mayMove(status, 'stop', row.name))),
      split: why(firstRefusal(alone, splitting ? maySplit(splitting) : mayMove(status, 'split', row.name))),
      synthesize: why(firstRefusal(maySynthesizeTarget({ ...row, status }), target ? maySynthesize(target) : null)),
      regroup: why(firstRefusal(mayMove(status, 'regroup', row.name), group ? mayRegroup(group) : null)),
      delete: why(mayDelete(row, false)),
      deleteForced: why(mayDelete(row, true)),
    },
  }
}

const NOBODY = { dependsOn: [], dependents: [], dependentSnapshots: [] }

/** The engine tells disks; a target is known by its instant copy, any other dependent is a snapshot, which has its disk's identifier. */
function looksThrough(
  facts: InstantCopyFacts | null,
  byTarget: ReadonlyMap<string, InstantCopyRow>,
): { dependsOn: string[]; dependents: string[]; dependentSnapshots: string[] } {
  if (facts === null) return NOBODY
  const instantCopies = (diskIds: string[]) => diskIds.flatMap((diskId) => byTarget.get(diskId)?.id ?? [])
  return {
    dependsOn: instantCopies(facts.dependsOn),
    dependents: instantCopies(facts.dependents),
    dependentSnapshots: facts.dependents.filter((diskId) => !byTarget.has(diskId)),
  }
}
