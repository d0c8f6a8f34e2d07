import type { Prisma } from '../../database/generated/client'
import { defineQuery, type QueryContext } from '../door/command'
import { byId, nameKey } from '../door/fields'
import { listOf } from '../door/lists'
import { type ListOrder, paging } from '../door/paging'
import { firstRefusal, type Verdict } from '../door/refusals'
import { whyNot } from '../door/why-not'
import { mayStartSomehow, pairsOf, surroundingsOf } from '../instant-copies/fit'
import { instantCopyStatus } from '../instant-copies/schema'
import { maySplit, type Splitting, splittingsOf } from '../instant-copies/splitting'
import { isActive } from '../instant-copies/states'
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
    return page(rows, total, (shown) => shownGroups(context, shown))
  },
})

export const getConsistencyGroup = defineQuery({
  name: 'getConsistencyGroup',
  role: 'viewer',
  summary: 'One consistency group.',
  input: byId,
  output: consistencyGroup,
  async handler(context, { id }) {
    const [shown] = await shownGroups(context, [await groupRow(context.array, id)])
    if (!shown) throw new Error('One row is shown as one consistency group.')
    return shown
  },
})

async function shownGroups(context: QueryContext, rows: readonly GroupRow[]): Promise<ConsistencyGroup[]> {
  const members = rows.flatMap(({ instantCopies }) => instantCopies)
  const [surroundings, splittings] = await Promise.all([
    surroundingsOf(context.array, members),
    splittingsOf(context.array, members.filter(({ status }) => isActive(instantCopyStatus.parse(status)))),
  ])
  return rows.map((row) => toGroup(context, row, { ...surroundings, splittings }))
}

type Shown = Awaited<ReturnType<typeof surroundingsOf>> & { splittings: readonly Splitting[] }

function toGroup(context: QueryContext, row: GroupRow, surroundings: Shown): ConsistencyGroup {
  const { instantCopies } = row
  const facts = groupFacts(row)
  const restore = instantCopies.some((member) => member.restore)
  const fit = () => mayStartSomehow(pairsOf(instantCopies, surroundings.disks), restore, surroundings)
  const mayStart = (event: 'prepare' | 'start') => mayDrive(facts, event) ?? fit()
  const split = surroundings.splittings.filter((splitting) => splitting.row.groupId === row.id)
  const why = (verdict: Verdict) => whyNot(context, 'operator', verdict)
  return {
    id: row.id,
    name: row.name,
    autoDelete: row.autoDelete,
    mappingIds: row.instantCopies.map(({ id }) => id),
    status: statusOfGroup(facts),
    createdAt: row.createdAt.toISOString(),
    actions: {
      prepare: why(mayStart('prepare')),
      start: why(mayStart('start')),
      prepareAndStart: why(mayStart('prepare')),
      stop: why(mayDrive(facts, 'stop')),
      split: why(firstRefusal(mayDrive(facts, 'split'), ...split.map(maySplit))),
      regroup: why(mayRegroup(facts)),
      delete: why(mayDeleteGroup(facts, false)),
    },
  }
}
