import type { Prisma } from '../../database/generated/client'
import { defineQuery, type QueryContext } from '../door/command'
import { byId, nameKey } from '../door/fields'
import { listOf } from '../door/lists'
import { type ListOrder, paging } from '../door/paging'
import { RefusalError, refuse } from '../door/refusals'
import { whyNot } from '../door/why-not'
import { engineStep, isFault } from '../engine-step'
import type { StorageArray } from '../storage-array'
import { mayCreateAt, mayDeletePool, mayImportFrom, mayRenamePool } from './rules'
import { inspectPathInput, listPoolsInput, pathFacts, type Pool, pool, poolStatus } from './schema'

const include = { _count: { select: { virtualDisks: true } } } as const satisfies Prisma.PoolInclude
type Row = Prisma.PoolGetPayload<{ include: typeof include }>

const ORDER: ListOrder<Row, Prisma.PoolWhereInput, Prisma.PoolOrderByWithRelationInput, 'name' | 'createdAt'> = {
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

export const listPools = defineQuery({
  name: 'listPools',
  role: 'viewer',
  summary: 'Lists the pools of the array.',
  input: listPoolsInput,
  output: listOf(pool),
  async handler(context, input) {
    const { pool: table } = context.array.database
    const { seek, page, ...plan } = paging(ORDER, input)
    const where: Prisma.PoolWhereInput = { ...(input.q && { nameKey: { contains: nameKey(input.q) } }) }
    const [rows, total] = await Promise.all([
      table.findMany({ where: { AND: [where, seek ?? {}] }, include, ...plan }),
      table.count({ where }),
    ])
    return page(rows, total, (shown) => Promise.all(shown.map((row) => toPool(context, row))))
  },
})

export const getPool = defineQuery({
  name: 'getPool',
  role: 'viewer',
  summary: 'One pool.',
  input: byId,
  output: pool,
  handler: async (context, { id }) => toPool(context, await poolRow(context.array, id)),
})

/** @throws {RefusalError} not_found */
export async function poolRow(array: StorageArray, id: string, path?: string): Promise<Row> {
  const row = await array.database.pool.findUnique({ where: { id }, include })
  if (row === null) throw new RefusalError(refuse('not_found', { noun: 'pool', id }, path))
  return row
}

async function toPool(context: QueryContext, row: Row): Promise<Pool> {
  const status = poolStatus.parse(row.status)
  const virtualDiskCount = row._count.virtualDisks
  const space = status === 'missing' ? null : await spaceOf(context.array, row.id)
  return {
    id: row.id,
    name: row.name,
    driver: 'directory',
    path: row.path,
    capacityBytes: space?.capacityBytes ?? 0,
    usedBytes: space?.usedBytes ?? 0,
    status,
    virtualDiskCount,
    createdAt: row.createdAt.toISOString(),
    actions: {
      rename: whyNot(context, 'administrator', mayRenamePool(row)),
      delete: whyNot(context, 'administrator', mayDeletePool({ name: row.name, virtualDiskCount })),
    },
  }
}

/** null when the engine has closed it meanwhile. */
async function spaceOf(array: StorageArray, poolId: string) {
  try {
    return await array.engine.call('pool.usage', { poolId })
  } catch (error) {
    if (isFault(error, 'poolNotFound', 'io')) return null
    throw error
  }
}

export const inspectPath = defineQuery({
  name: 'inspectPath',
  role: 'administrator',
  summary: 'What a path is good for, before a pool is made or imported there.',
  input: inspectPathInput,
  output: pathFacts,
  async handler({ array, text }, { path }) {
    const facts = await inspect(array, path)
    const use = mayCreateAt(facts) === null ? 'create' : mayImportFrom(facts) === null ? 'import' : 'none'
    const verdict = use === 'none' ? mayCreateAt(facts) : null
    return {
      path: facts.path,
      use,
      reason: text.whyNot(verdict),
      freeBytes: facts.freeBytes,
      capacityBytes: facts.capacityBytes,
    } as const
  },
})

export function inspect(array: StorageArray, path: string) {
  return engineStep(array.engine.call('pool.inspect', { path }), {
    io: (detail) => refuse('path_unusable', { path, detail }, 'path'),
  })
}
