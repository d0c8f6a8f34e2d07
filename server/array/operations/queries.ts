import { copyInclude, type CopyRow, copySubject } from '../copies/rows'
import { progressOf } from '../copies/queries'
import { mayMove } from '../copies/rules'
import { copyPriority, copyStatus } from '../copies/schema'
import { defineQuery, type QueryContext } from '../door/command'
import { listOf } from '../door/lists'
import { pageOfAll } from '../door/slices'
import { whyNot } from '../door/why-not'
import { listOperationsInput, type Operation, operation } from './schema'

const ACTIVE = ['inProgress', 'pending'] as const

export const listOperations = defineQuery({
  name: 'listOperations',
  role: 'viewer',
  summary: 'What runs now or waits to run, of every noun.',
  input: listOperationsInput,
  output: listOf(operation),
  async handler(context, input) {
    const rows = await context.array.database.copy.findMany({
      where: { status: { in: [...ACTIVE] } },
      include: copyInclude,
      // inProgress comes before pending, and those that wait in the order in which they will start.
      orderBy: [{ status: 'asc' }, { queuedAt: 'asc' }, { id: 'asc' }],
    })
    const ordered = input.sort === '-startedAt' ? rows.reverse() : rows
    return pageOfAll(
      ordered.map((row) => toOperation(context, row)),
      input,
    )
  },
})

/** null when the copy neither runs nor waits. */
export async function findOperation(context: QueryContext, id: string): Promise<Operation | null> {
  const row = await context.array.database.copy.findFirst({
    where: { id, status: { in: [...ACTIVE] } },
    include: copyInclude,
  })
  return row && toOperation(context, row)
}

function toOperation(context: QueryContext, row: CopyRow): Operation {
  const status = copyStatus.parse(row.status)
  const cancel = whyNot(context, 'operator', mayMove(status, 'stop'))
  return {
    id: row.id,
    kind: 'virtualDiskCopy',
    subject: { noun: 'copy', ...copySubject(row) },
    status: status === 'inProgress' ? 'inProgress' : 'pending',
    progress: progressOf(context.array, row),
    priority: copyPriority.parse(row.priority),
    cancellable: cancel === null,
    cancel,
  }
}
