import type { Prisma } from '../../database/generated/client'
import { defineQuery, type QueryContext } from '../door/command'
import { byId, nameKey } from '../door/fields'
import { listOf } from '../door/lists'
import { type ListOrder, paging } from '../door/paging'
import { RefusalError, refuse } from '../door/refusals'
import { whyNot } from '../door/why-not'
import type { StorageArray } from '../storage-array'
import { mayDeleteHost, mayRemoveChapSecret } from './rules'
import { type Host, host, type HostPort, hostSystem, listHostsInput } from './schema'
import { sessionCounts } from './sessions'

const include = {
  ports: { orderBy: [{ type: 'asc' }, { identifier: 'asc' }] },
  hostGroup: { select: { name: true, _count: { select: { mappings: true } } } },
  _count: { select: { mappings: true } },
} as const satisfies Prisma.HostInclude
export type HostRow = Prisma.HostGetPayload<{ include: typeof include }>

const ORDER: ListOrder<
  HostRow,
  Prisma.HostWhereInput,
  Prisma.HostOrderByWithRelationInput,
  'name' | 'createdAt' | 'os'
> = {
  sorts: {
    name: { kind: 'text', value: (row) => row.nameKey, where: (key) => ({ nameKey: key }), order: (by) => ({ nameKey: by }) },
    createdAt: {
      kind: 'date',
      value: (row) => row.createdAt,
      where: (createdAt) => ({ createdAt }),
      order: (createdAt) => ({ createdAt }),
    },
    os: { kind: 'text', value: (row) => row.os, where: (os) => ({ os }), order: (os) => ({ os }) },
  },
  tie: { kind: 'text', value: (row) => row.id, where: (id) => ({ id }), order: (id) => ({ id }) },
  byDefault: 'name',
}

export const listHosts = defineQuery({
  name: 'listHosts',
  role: 'viewer',
  summary: 'Lists the hosts that the array knows.',
  input: listHostsInput,
  output: listOf(host),
  async handler(context, input) {
    const { host: table } = context.array.database
    const { seek, page, ...plan } = paging(ORDER, input)
    const where: Prisma.HostWhereInput = {
      ...(input.os && { os: { in: input.os } }),
      ...(input.hostGroupId && { hostGroupId: input.hostGroupId }),
      ...(input.q && {
        OR: [
          { nameKey: { contains: nameKey(input.q) } },
          { ports: { some: { identifier: { contains: input.q } } } },
        ],
      }),
    }
    const [rows, total, sessions] = await Promise.all([
      table.findMany({ where: { AND: [where, seek ?? {}] }, include, ...plan }),
      table.count({ where }),
      sessionCounts(context.array),
    ])
    return page(rows, total, (shown) => Promise.resolve(shown.map((row) => toHost(context, row, sessions))))
  },
})

export const getHost = defineQuery({
  name: 'getHost',
  role: 'viewer',
  summary: 'One host.',
  input: byId,
  output: host,
  async handler(context, { id }) {
    return toHost(context, await hostRow(context.array, id), await sessionCounts(context.array))
  },
})

/** @throws {RefusalError} not_found */
export async function hostRow(array: StorageArray, id: string, path?: string): Promise<HostRow> {
  const row = await array.database.host.findUnique({ where: { id }, include })
  if (row === null) throw new RefusalError(refuse('not_found', { noun: 'host', id }, path))
  return row
}

function toHost(context: QueryContext, row: HostRow, sessions: ReadonlyMap<string, number>): Host {
  const ownMappings = row._count.mappings
  return {
    id: row.id,
    name: row.name,
    os: hostSystem.parse(row.os),
    hostGroupId: row.hostGroupId,
    hostGroupName: row.hostGroup?.name ?? null,
    ports: row.ports.map((port) => toPort(context, port)),
    mappingCount: ownMappings + (row.hostGroup?._count.mappings ?? 0),
    sessionCount: sessions.get(row.id) ?? 0,
    createdAt: row.createdAt.toISOString(),
    actions: {
      update: whyNot(context, 'administrator', null),
      delete: whyNot(context, 'administrator', mayDeleteHost({ name: row.name, ownMappings })),
    },
  }
}

function toPort(context: QueryContext, port: HostRow['ports'][number]): HostPort {
  const { type, identifier, chapUser, chapSecret, mutualChapUser, mutualChapSecret, pskHex } = port
  if (type !== 'iscsi') return { type: 'nbd', identifier, hasSecret: pskHex !== null }
  const removal = mayRemoveChapSecret(identifier, context.array.iscsiListening)
  return {
    type,
    identifier,
    chapUser,
    hasSecret: chapSecret !== null,
    mutualChapUser,
    hasMutualSecret: mutualChapSecret !== null,
    actions: { removeChapSecret: whyNot(context, 'administrator', removal) },
  }
}
