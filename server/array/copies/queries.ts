import type { Prisma } from '../../database/generated/client'
import { defineQuery, type QueryContext } from '../door/command'
import { byId, nameKey } from '../door/fields'
import { listOf } from '../door/lists'
import { type ListOrder, paging } from '../door/paging'
import type { Verdict } from '../door/refusals'
import { whyNot } from '../door/why-not'
import { isFailureCode } from '../snapshots/image-status'
import type { StorageArray } from '../storage-array'
import { recopyVerdicts } from './fit'
import { shownProgress } from './progress'
import { copyInclude, type CopyRow, copyRow } from './rows'
import { mayMove, maySetTargetReadOnly } from './rules'
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
