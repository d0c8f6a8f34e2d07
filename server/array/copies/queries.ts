import type { Prisma } from '../../database/generated/client'
import { defineQuery, type QueryContext } from '../door/command'
import { byId, nameKey } from '../door/fields'
import { listOf } from '../door/lists'
import { type ListOrder, paging } from '../door/paging'
import type { Verdict } from '../door/refusals'
import { whyNot } from '../door/why-not'
import { withOrigin } from '../lineage/changes'
import { mayChange, ofOriginals } from '../lineage/dangers'
import { readWorld } from '../lineage/read-world'
import { originalOf, type World } from '../lineage/world'
import { isFailureCode } from '../snapshots/image-status'
import type { StorageArray } from '../storage-array'
import { type DiskRelations, relationsOfDisks } from '../virtual-disks/relations'
import { shownProgress } from './progress'
import { copyInclude, type CopyRow, copyRow } from './rows'
import { mayMove, mayRecopy, maySetTargetReadOnly } from './rules'
import { type Copy, copy, copyPriority, type CopyProgress, copyStatus, copyType, listCopiesInput } from './schema'

const ORDER: ListOrder<
  CopyRow,
  Prisma.CopyWhereInput,
  Prisma.CopyOrderByWithRelationInput,
  'createdAt' | 'status'
> = {
  sorts: {
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

export const listCopies = defineQuery({
  name: 'listCopies',
  role: 'viewer',
  summary: 'Lists the virtual disk copies: pairs of source and target that last until they are removed.',
  input: listCopiesInput,
  output: listOf(copy),
  async handler(context, input) {
    const { copy: table } = context.array.database
    const { seek, page, ...plan } = paging(ORDER, input)
    const byName = input.q ? { nameKey: { contains: nameKey(input.q) } } : null
    const where: Prisma.CopyWhereInput = {
      ...(input.status && { status: { in: input.status } }),
      ...(input.type && { type: input.type }),
      AND: [
        input.virtualDiskId ? { OR: [{ sourceId: input.virtualDiskId }, { targetId: input.virtualDiskId }] } : {},
        byName ? { OR: [{ source: byName }, { target: byName }] } : {},
      ],
    }
    const [rows, total] = await Promise.all([
      table.findMany({ where: { AND: [where, seek ?? {}] }, include: copyInclude, ...plan }),
      table.count({ where }),
    ])
    return page(rows, total, (shown) => shownCopies(context, shown))
  },
})

export const getCopy = defineQuery({
  name: 'getCopy',
  role: 'viewer',
  summary: 'One virtual disk copy.',
  input: byId,
  output: copy,
  async handler(context, { id }) {
    const row = await copyRow(context.array, id)
    const [shown] = await shownCopies(context, [row])
    if (!shown) throw new Error(`The copy ${id} was found and is not shown.`)
    return shown
  },
})

async function shownCopies(context: QueryContext, rows: readonly CopyRow[]): Promise<Copy[]> {
  // Whatever has to be said for it: the dialog asks for the words.
  const verdicts = await recopyVerdicts(context.array, rows, true)
  return rows.map((row) => toCopy(context, row, verdicts.get(row.id) ?? null))
}

/** Why copies can't run again. Of disks that go at this moment nothing is known. */
export async function recopyVerdicts(array: StorageArray, rows: readonly CopyRow[], failTargetSnapshots: boolean): Promise<ReadonlyMap<string, Verdict>> {
  const verdicts = new Map(rows.map((row) => [row.id, mayMove(copyStatus.parse(row.status), 'recopy')]))
  const resting = rows.filter(({ id }) => verdicts.get(id) === null)
  if (resting.length === 0) return verdicts
  const ids = [...new Set(resting.flatMap(({ sourceId, targetId }) => [sourceId, targetId]))]
  const disks = new Map((await relationsOfDisks(array, ids)).map((disk) => [disk.id, disk]))
  const isSeen = resting.some(({ targetId }) => disks.get(targetId)?.mapping)
  const world = isSeen ? await readWorld(array, ids) : null
  for (const row of resting) {
    const [source, target] = [disks.get(row.sourceId), disks.get(row.targetId)]
    if (!source || !target) continue
    const fit = mayRecopy(copyStatus.parse(row.status), copyType.parse(row.type), source, target, failTargetSnapshots)
    verdicts.set(row.id, fit ?? (world && mayBear(world, target, source.id)))
  }
  return verdicts
}

/** Hosts that see the target may not come to see two disks of one content. */
function mayBear(world: World, target: DiskRelations, sourceId: string): Verdict {
  const original = originalOf(world.disks, sourceId)
  return mayChange(ofOriginals(world, [original, originalOf(world.disks, target.id)]), withOrigin(target, original))
}

export function progressOf(array: StorageArray, row: CopyRow): CopyProgress {
  const rate = row.status === 'inProgress' ? array.rates.get(row.id) : null
  return shownProgress(rate?.copiedBytes ?? Number(row.copiedBytes), Number(row.totalBytes), rate?.bytesPerSecond ?? 0)
}

function toCopy(context: QueryContext, row: CopyRow, recopy: Verdict): Copy {
  const status = copyStatus.parse(row.status)
  return {
    id: row.id,
    sourceId: row.sourceId,
    sourceName: row.source.name,
    targetId: row.targetId,
    targetName: row.target.name,
    type: copyType.parse(row.type),
    priority: copyPriority.parse(row.priority),
    status,
    progress: progressOf(context.array, row),
    targetReadOnly: row.targetReadOnly,
    snapshotId: row.snapshotId,
    startedAt: row.startedAt?.toISOString() ?? null,
    completedAt: row.completedAt?.toISOString() ?? null,
    failure: isFailureCode(row.failureCode) ? context.text.failure(row.failureCode) : null,
    createdAt: row.createdAt.toISOString(),
    actions: {
      stop: whyNot(context, 'operator', mayMove(status, 'stop')),
      recopy: whyNot(context, 'operator', recopy),
      remove: whyNot(context, 'operator', mayMove(status, 'remove')),
      setPriority: whyNot(context, 'operator', null),
      setTargetReadOnly: whyNot(context, 'operator', maySetTargetReadOnly(status)),
    },
  }
}
