import type { Prisma } from '../../database/generated/client'
import { copyInclude, type CopyRow, copySubject } from '../copies/rows'
import { progressOf } from '../copies/queries'
import { mayMove } from '../copies/rules'
import { copyPriority, copyStatus } from '../copies/schema'
import { defineQuery, type QueryContext } from '../door/command'
import { listOf } from '../door/lists'
import { pageOfAll } from '../door/slices'
import { whyNot } from '../door/why-not'
import { shownInstantCopies } from '../instant-copies/queries'
import { instantCopyInclude } from '../instant-copies/rows'
import { shownRollback } from '../rollbacks/queries'
import { mayMoveRollback } from '../rollbacks/rules'
import { relationsOf, relationsSelect } from '../virtual-disks/relations'
import { listOperationsInput, type Operation, operation } from './schema'

const ACTIVE = ['inProgress', 'pending'] as const

export const listOperations = defineQuery({
  name: 'listOperations',
  role: 'viewer',
  summary: 'What runs now or waits to run, of every noun.',
  input: listOperationsInput,
  output: listOf(operation),
  async handler(context, input) {
    const [instantCopies, rollbacks, copies] = await Promise.all([
      instantCopyOperations(context, {}),
      context.array.database.rollback.findMany({ include: rollbackInclude, orderBy: { startedAt: 'asc' } }),
      context.array.database.copy.findMany({
        where: { status: { in: [...ACTIVE] } },
        include: copyInclude,
        // inProgress comes before pending, and those that wait in the order in which they will start.
        orderBy: [{ status: 'asc' }, { queuedAt: 'asc' }, { id: 'asc' }],
      }),
    ])
    const ordered = [...instantCopies, ...rollbacks.map((row) => rollbackOperation(context, row)), ...copies.map((row) => copyOperation(context, row))]
    return pageOfAll(input.sort === '-startedAt' ? ordered.reverse() : ordered, input)
  },
})

/** null when the object is neither worked on nor waiting. */
export async function findOperation(context: QueryContext, id: string): Promise<Operation | null> {
  const copy = await context.array.database.copy.findFirst({
    where: { id, status: { in: [...ACTIVE] } },
    include: copyInclude,
  })
  if (copy) return copyOperation(context, copy)
  const rollback = await context.array.database.rollback.findUnique({ where: { snapshotId: id }, include: rollbackInclude })
  if (rollback) return rollbackOperation(context, rollback)
  const [instantCopy] = await instantCopyOperations(context, { id })
  return instantCopy ?? null
}

/** Those that work in the background, or wait for their pool to go on. One with a copy rate of 0 does nothing until it stops. */
async function instantCopyOperations(context: QueryContext, where: Prisma.InstantCopyWhereInput): Promise<Operation[]> {
  const works: Prisma.InstantCopyWhereInput = {
    OR: [{ status: { in: ['stopping', 'suspended'] } }, { status: 'copying', copyRate: { gt: 0 } }],
  }
  const rows = await context.array.database.instantCopy.findMany({
    where: { AND: [where, works] },
    include: instantCopyInclude,
    orderBy: { startedAt: 'asc' },
  })
  return (await shownInstantCopies(context, rows)).map(({ id, name, status, progress, copyRate, actions }) => ({
    id,
    kind: 'instantCopy',
    subject: { noun: 'instantCopy', id, name },
    status: status === 'suspended' ? 'paused' : 'inProgress',
    progress,
    priority: null,
    copyRate,
    cancellable: actions.stop === null,
    cancel: actions.stop,
  }))
}

const rollbackInclude = { snapshot: { select: { virtualDisk: { select: relationsSelect } } } } as const
type RollbackRow = Prisma.RollbackGetPayload<{ include: typeof rollbackInclude }>

function rollbackOperation(context: QueryContext, row: RollbackRow): Operation {
  const disk = relationsOf(row.snapshot.virtualDisk)
  const { status, priority, progress } = shownRollback(context, row, disk.capacityBytes)
  const cancel = whyNot(context, 'operator', mayMoveRollback(disk, 'cancel'))
  return {
    id: row.snapshotId,
    kind: 'snapshotRollback',
    subject: { noun: 'snapshot', id: row.snapshotId, name: disk.name },
    status,
    progress,
    priority,
    copyRate: null,
    cancellable: cancel === null,
    cancel,
  }
}

function copyOperation(context: QueryContext, row: CopyRow): Operation {
  const status = copyStatus.parse(row.status)
  const cancel = whyNot(context, 'operator', mayMove(status, 'stop'))
  return {
    id: row.id,
    kind: 'virtualDiskCopy',
    subject: { noun: 'copy', ...copySubject(row) },
    status: status === 'inProgress' ? 'inProgress' : 'pending',
    progress: progressOf(context.array, row),
    priority: copyPriority.parse(row.priority),
    copyRate: null,
    cancellable: cancel === null,
    cancel,
  }
}
