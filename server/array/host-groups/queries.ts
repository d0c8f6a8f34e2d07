import type { Prisma } from '../../database/generated/client'
import { defineQuery, type QueryContext } from '../door/command'
import { byId, nameKey } from '../door/fields'
import { listOf } from '../door/lists'
import { type ListOrder, paging } from '../door/paging'
import { RefusalError, refuse } from '../door/refusals'
import { whyNot } from '../door/why-not'
import type { StorageArray } from '../storage-array'
import { mayDeleteHostGroup } from './rules'
import { clusterType, type HostGroup, hostGroup, listHostGroupsInput } from './schema'

const include = {
  hosts: { select: { id: true, name: true }, orderBy: { nameKey: 'asc' } },
  _count: { select: { mappings: true } },
} as const satisfies Prisma.HostGroupInclude
type HostGroupRow = Prisma.HostGroupGetPayload<{ include: typeof include }>

const ORDER: ListOrder<
  HostGroupRow,
  Prisma.HostGroupWhereInput,
  Prisma.HostGroupOrderByWithRelationInput,
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

export const listHostGroups = defineQuery({
  name: 'listHostGroups',
  role: 'viewer',
  summary: 'Lists the host groups.',
  input: listHostGroupsInput,
  output: listOf(hostGroup),
  async handler(context, input) {
    const { hostGroup: table } = context.array.database
    const { seek, page, ...plan } = paging(ORDER, input)
    const where: Prisma.HostGroupWhereInput = {
      ...(input.cluster && { cluster: input.cluster }),
      ...(input.q && { nameKey: { contains: nameKey(input.q) } }),
    }
    const [rows, total] = await Promise.all([
      table.findMany({ where: { AND: [where, seek ?? {}] }, include, ...plan }),
      table.count({ where }),
    ])
    return page(rows, total, (shown) => Promise.resolve(shown.map((row) => toHostGroup(context, row))))
  },
})

export const getHostGroup = defineQuery({
  name: 'getHostGroup',
  role: 'viewer',
  summary: 'One host group.',
  input: byId,
  output: hostGroup,
  handler: async (context, { id }) => toHostGroup(context, await hostGroupRow(context.array, id)),
})

/** @throws {RefusalError} not_found */
export async function hostGroupRow(array: StorageArray, id: string): Promise<HostGroupRow> {
  const row = await array.database.hostGroup.findUnique({ where: { id }, include })
  if (row === null) throw new RefusalError(refuse('not_found', { noun: 'hostGroup', id }))
  return row
}

function toHostGroup(context: QueryContext, row: HostGroupRow): HostGroup {
  const mappingCount = row._count.mappings
  return {
    id: row.id,
    name: row.name,
    cluster: clusterType.parse(row.cluster),
    hostIds: row.hosts.map(({ id }) => id),
    hosts: row.hosts,
    mappingCount,
    createdAt: row.createdAt.toISOString(),
    actions: {
      update: whyNot(context, 'administrator', null),
      delete: whyNot(context, 'administrator', mayDeleteHostGroup({ name: row.name, mappingCount })),
    },
  }
}
