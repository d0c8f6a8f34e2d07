import type { Prisma } from '../../database/generated/client'
import { defineQuery, type QueryContext } from '../door/command'
import { byId, nameKey } from '../door/fields'
import { listOf } from '../door/lists'
import { type ListOrder, paging } from '../door/paging'
import type { Verdict } from '../door/refusals'
import { whyNot } from '../door/why-not'
import { groupFacts, groupInclude, type GroupRow, groupRow } from './rows'
import { mayDeleteGroup, mayDrive, mayRegroup, statusOfGroup } from './rules'
import { type ConsistencyGroup, consistencyGroup, listConsistencyGroupsInput } from './schema'

const ORDER: ListOrder<
  GroupRow,
  Prisma.ConsistencyGroupWhereInput,
  Prisma.ConsistencyGroupOrderByWithRelationInput,
  'name' | 'createdAt'
> = {
  sorts: {
    name: { kind: 'text', value: (row) => row.nameKey, where: (key) => ({ nameKey: key }), order: (by) => ({ nameKey: by }) },
    createdAt: {
      kind: 'date',
      value: (row) => row.createdAt,
      where: (createdAt) => ({ createdAt }),
      order: (createdAt) => ({ createdAt }),
    },
  },
  tie: { kind: 'text', value: (row) => row.id, where: (id) => ({ id }), order: (id) => ({ id }) },
  byDefault: 'name',
}

export const listConsistencyGroups = defineQuery({
  name: 'listConsistencyGroups',
  role: 'viewer',
  summary: 'Lists the consistency groups: instant copies that start at one instant.',
  input: listConsistencyGroupsInput,
  output: listOf(consistencyGroup),
  async handler(context, input) {
    const { consistencyGroup: table } = context.array.database
    const { seek, page, ...plan } = paging(ORDER, input)
    const where: Prisma.ConsistencyGroupWhereInput = { ...(input.q && { nameKey: { contains: nameKey(input.q) } }) }
    const [rows, total] = await Promise.all([
      table.findMany({ where: { AND: [where, seek ?? {}] }, include: groupInclude, ...plan }),
      table.count({ where }),
    ])
    return page(rows, total, (shown) => Promise.resolve(shown.map((row) => toGroup(context, row))))
  },
})

export const getConsistencyGroup = defineQuery({
  name: 'getConsistencyGroup',
  role: 'viewer',
  summary: 'One consistency group.',
  input: byId,
  output: consistencyGroup,
  handler: async (context, { id }) => toGroup(context, await groupRow(context.array, id)),
})

function toGroup(context: QueryContext, row: GroupRow): ConsistencyGroup {
  const facts = groupFacts(row)
  const why = (verdict: Verdict) => whyNot(context, 'operator', verdict)
  return {
    id: row.id,
    name: row.name,
    autoDelete: row.autoDelete,
    mappingIds: row.instantCopies.map(({ id }) => id),
    status: statusOfGroup(facts),
    createdAt: row.createdAt.toISOString(),
    actions: {
      prepare: why(mayDrive(facts, 'prepare')),
      start: why(mayDrive(facts, 'start')),
      prepareAndStart: why(mayDrive(facts, 'prepare')),
      stop: why(mayDrive(facts, 'stop')),
      split: why(mayDrive(facts, 'split')),
      regroup: why(mayRegroup(facts)),
      delete: why(mayDeleteGroup(facts, false)),
    },
  }
}
