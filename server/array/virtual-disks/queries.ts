import type { Prisma } from '../../database/generated/client'
import { maySourceAnyCopy } from '../copies/candidates'
import { defineQuery, type QueryContext } from '../door/command'
import { byId, nameKey } from '../door/fields'
import { listOf } from '../door/lists'
import { type ListOrder, paging } from '../door/paging'
import { RefusalError, refuse } from '../door/refusals'
import { whyNot } from '../door/why-not'
import { maySynthesize } from '../identities/rules'
import { reachedBy } from '../mappings/reach'
import { mayMap } from '../mappings/rules'
import { maySnapshot } from '../snapshots/rules'
import type { StorageArray } from '../storage-array'
import { shownAccess } from './host-access'
import { relationsOf, relationsSelect } from './relations'
import { mayDelete, mayForgetOrigin, mayGrow, mayRename, maySetReadOnly } from './rules'
import { listVirtualDisksInput, type VirtualDisk, virtualDisk, virtualDiskStatistics } from './schema'

const select = {
  ...relationsSelect,
  nameKey: true,
  wwid: true,
  poolId: true,
  createdAt: true,
} as const satisfies Prisma.VirtualDiskSelect

type Row = Prisma.VirtualDiskGetPayload<{ select: typeof select }>
type Where = Prisma.VirtualDiskWhereInput
type Order = Prisma.VirtualDiskOrderByWithRelationInput

const ORDER: ListOrder<Row, Where, Order, 'name' | 'createdAt' | 'capacityBytes' | 'kind' | 'status'> = {
  sorts: {
    name: { kind: 'text', value: (row) => row.nameKey, where: (nameKey) => ({ nameKey }), order: (nameKey) => ({ nameKey }) },
    createdAt: {
      kind: 'date',
      value: (row) => row.createdAt,
      where: (createdAt) => ({ createdAt }),
      order: (createdAt) => ({ createdAt }),
    },
    capacityBytes: {
      kind: 'bigint',
      value: (row) => row.capacityBytes,
      where: (capacityBytes) => ({ capacityBytes }),
      order: (capacityBytes) => ({ capacityBytes }),
    },
    kind: { kind: 'text', value: (row) => row.kind, where: (kind) => ({ kind }), order: (kind) => ({ kind }) },
    status: {
      kind: 'text',
      value: (row) => row.status,
      where: (status) => ({ status }),
      order: (status) => ({ status }),
    },
  },
  tie: { kind: 'text', value: (row) => row.id, where: (id) => ({ id }), order: (id) => ({ id }) },
  byDefault: 'name',
}

/** Every mapping has a LUN. Said so SQLite may begin with the mappings; for "is not null" it looks at every disk. */
const MAPPED = { is: { lun: { gte: 0 } } } satisfies Prisma.VirtualDiskWhereInput['mapping']

export const listVirtualDisks = defineQuery({
  name: 'listVirtualDisks',
  role: 'viewer',
  summary: 'Lists the virtual disks of the array.',
  input: listVirtualDisksInput,
  output: listOf(virtualDisk),
  async handler(context, input) {
    const { virtualDisk: table } = context.array.database
    const { seek, page, ...plan } = paging(ORDER, input)
    const where: Where = {
      ...(input.kind && { kind: { in: input.kind } }),
      ...(input.status && { status: { in: input.status } }),
      ...(input.poolId && { poolId: input.poolId }),
      ...(input.originId && { originId: input.originId }),
      ...(input.q && { nameKey: { contains: nameKey(input.q) } }),
      AND: [
        input.mapped === undefined ? {} : { mapping: input.mapped ? MAPPED : { is: null } },
        input.hostId === undefined ? {} : { mapping: { is: reachedBy(input.hostId) } },
      ],
    }
    const [rows, total] = await Promise.all([
      table.findMany({ where: { AND: [where, seek ?? {}] }, select, ...plan }),
      table.count({ where }),
    ])
    return page(rows, total, (shown) => virtualDisksOf(context, shown))
  },
})

export const getVirtualDisk = defineQuery({
  name: 'getVirtualDisk',
  role: 'viewer',
  summary: 'One virtual disk.',
  input: byId,
  output: virtualDisk,
  async handler(context, { id }) {
    const row = await context.array.database.virtualDisk.findUnique({ where: { id }, select })
    const [found] = row === null ? [] : await virtualDisksOf(context, [row])
    if (found === undefined) throw new RefusalError(refuse('not_found', { noun: 'virtualDisk', id }))
    return found
  },
})

export const getVirtualDiskStatistics = defineQuery({
  name: 'getVirtualDiskStatistics',
  role: 'viewer',
  summary: 'What hosts did with a virtual disk since the array started.',
  input: byId,
  output: virtualDiskStatistics,
  async handler(context, { id }) {
    const disk = await getVirtualDisk.handler(context, { id })
    if (disk.status !== 'optimal') throw new RefusalError(refuse('disk_missing', { disk: disk.name }))
    return context.array.engine.call('disk.statistics', { diskId: id })
  },
})

async function virtualDisksOf(context: QueryContext, rows: Row[]): Promise<VirtualDisk[]> {
  const allocated = await allocatedBytes(
    context.array,
    rows.map((row) => row.id),
  )
  return rows.map((row) => toVirtualDisk(context, row, allocated.get(row.id) ?? 0))
}

async function allocatedBytes(array: StorageArray, diskIds: string[]): Promise<Map<string, number>> {
  const usage = diskIds.length === 0 ? [] : await array.engine.call('disk.usage', { diskIds })
  return new Map(usage.map(({ diskId, allocatedBytes: bytes }) => [diskId, bytes]))
}

function toVirtualDisk(context: QueryContext, row: Row, allocated: number): VirtualDisk {
  const disk = relationsOf(row)
  const { mapping } = disk
  return {
    id: disk.id,
    name: disk.name,
    wwid: row.wwid,
    kind: disk.kind,
    poolId: disk.pool.id,
    poolName: disk.pool.name,
    capacityBytes: disk.capacityBytes,
    allocatedBytes: allocated,
    readOnly: disk.readOnly,
    status: disk.status,
    hostAccess: shownAccess(disk, context.text),
    mappedTo: mapping && {
      mappingId: mapping.id,
      hostId: mapping.hostGroup ? null : mapping.to.id,
      hostGroupId: mapping.hostGroup ? mapping.to.id : null,
      name: mapping.to.name,
      lun: mapping.lun,
    },
    mscsShared: mapping?.cluster === 'mscs',
    sourceId: disk.snapshot?.sourceId ?? disk.repositoryOf?.sourceId ?? null,
    origin: disk.origin,
    rollbackTo: disk.rollbackTo && { snapshotId: disk.rollbackTo.id, name: disk.rollbackTo.name },
    createdAt: row.createdAt.toISOString(),
    actions: {
      rename: whyNot(context, 'administrator', mayRename(disk)),
      grow: whyNot(context, 'administrator', mayGrow(disk)),
      setReadOnly: whyNot(context, 'administrator', maySetReadOnly(disk)),
      map: whyNot(context, 'operator', mayMap(disk)),
      snapshot: whyNot(context, 'operator', maySnapshot(disk)),
      copy: whyNot(context, 'operator', maySourceAnyCopy(disk)),
      forgetOrigin: whyNot(context, 'administrator', mayForgetOrigin(disk)),
      synthesize: whyNot(context, 'operator', maySynthesize(disk)),
      delete: whyNot(context, 'administrator', mayDelete(disk)),
    },
  }
}
