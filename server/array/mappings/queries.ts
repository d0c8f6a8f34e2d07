import type { Prisma } from '../../database/generated/client'
import { defineQuery, type QueryContext } from '../door/command'
import { byId, nameKey, type Reason } from '../door/fields'
import { listOf } from '../door/lists'
import { type ListOrder, paging } from '../door/paging'
import { RefusalError, refuse } from '../door/refusals'
import { whyNot } from '../door/why-not'
import { ownersOf } from '../reservations/queries'
import type { OwnerNode } from '../reservations/schema'
import type { StorageArray } from '../storage-array'
import { dangersIn } from '../lineage/dangers'
import { readWorld } from '../lineage/read-world'
import { exportName, nbdUris } from './nbd-uri'
import { reachedBy } from './reach'
import { listMappingsInput, type Mapping, mapping } from './schema'

const include = {
  virtualDisk: { select: { name: true } },
  host: { select: { name: true } },
  hostGroup: { select: { name: true, cluster: true, hosts: { select: { name: true }, orderBy: { nameKey: 'asc' } } } },
} as const satisfies Prisma.MappingInclude
type MappingRow = Prisma.MappingGetPayload<{ include: typeof include }>

const ORDER: ListOrder<
  MappingRow,
  Prisma.MappingWhereInput,
  Prisma.MappingOrderByWithRelationInput,
  'lun' | 'createdAt'
> = {
  sorts: {
    lun: { kind: 'number', value: (row) => row.lun, where: (lun) => ({ lun }), order: (lun) => ({ lun }) },
    createdAt: {
      kind: 'date',
      value: (row) => row.createdAt,
      where: (createdAt) => ({ createdAt }),
      order: (createdAt) => ({ createdAt }),
    },
  },
  tie: { kind: 'text', value: (row) => row.id, where: (id) => ({ id }), order: (id) => ({ id }) },
  byDefault: 'lun',
}

export const listMappings = defineQuery({
  name: 'listMappings',
  role: 'viewer',
  summary: 'Lists which virtual disks are mapped to which hosts and host groups.',
  input: listMappingsInput,
  output: listOf(mapping),
  async handler(context, input) {
    const { mapping: table } = context.array.database
    const { seek, page, ...plan } = paging(ORDER, input)
    const where: Prisma.MappingWhereInput = {
      ...(input.virtualDiskId && { virtualDiskId: input.virtualDiskId }),
      ...(input.hostGroupId && { hostGroupId: input.hostGroupId }),
      ...(input.q && { virtualDisk: { nameKey: { contains: nameKey(input.q) } } }),
      ...(input.hostId && reachedBy(input.hostId)),
    }
    const [rows, total] = await Promise.all([
      table.findMany({ where: { AND: [where, seek ?? {}] }, include, ...plan }),
      table.count({ where }),
    ])
    return page(rows, total, async (shown) => {
      const known = await knownOf(context, shown)
      return shown.map((row) => toMapping(context, row, known))
    })
  },
})

export const getMapping = defineQuery({
  name: 'getMapping',
  role: 'viewer',
  summary: 'One mapping.',
  input: byId,
  output: mapping,
  async handler(context, { id }) {
    const row = await mappingRow(context.array, id)
    return toMapping(context, row, await knownOf(context, [row]))
  },
})

/** @throws {RefusalError} not_found */
export async function mappingRow(array: StorageArray, id: string): Promise<MappingRow> {
  const row = await array.database.mapping.findUnique({ where: { id }, include })
  if (row === null) throw new RefusalError(refuse('not_found', { noun: 'mapping', id }))
  return row
}

/** The host's or the host group's name. */
export function mappedTo(row: MappingRow): string {
  return row.hostGroup?.name ?? row.host?.name ?? ''
}

/** What is known besides, by disk: what its mapping brings along, and the node that owns it. */
interface Known {
  warnings: ReadonlyMap<string, Reason[]>
  owners: ReadonlyMap<string, OwnerNode>
}

async function knownOf(context: QueryContext, rows: readonly MappingRow[]): Promise<Known> {
  const shared = rows.filter(({ hostGroup }) => hostGroup?.cluster === 'mscs').map(({ virtualDiskId }) => virtualDiskId)
  const [warnings, owners] = await Promise.all([warningsOfDisks(context), ownersOf(context.array, shared)])
  return { warnings, owners }
}

async function warningsOfDisks({ array, text }: QueryContext): Promise<Known['warnings']> {
  const warnings = new Map<string, Reason[]>()
  for (const danger of dangersIn(await readWorld(array))) {
    if (danger.kind === 'refused') continue
    warnings.set(danger.diskId, [...(warnings.get(danger.diskId) ?? []), text.warning(danger.warning)])
  }
  return warnings
}

function toMapping(context: QueryContext, row: MappingRow, { warnings, owners }: Known): Mapping {
  const hosts = row.host ? [row.host] : (row.hostGroup?.hosts ?? [])
  return {
    id: row.id,
    virtualDiskId: row.virtualDiskId,
    virtualDiskName: row.virtualDisk.name,
    hostId: row.hostId,
    hostGroupId: row.hostGroupId,
    name: mappedTo(row),
    lun: row.lun,
    nbdUris: hosts.flatMap((host) => nbdUris(context.array.listening, exportName(host.name, row.lun))),
    ownerNode: owners.get(row.virtualDiskId) ?? null,
    warnings: warnings.get(row.virtualDiskId) ?? [],
    createdAt: row.createdAt.toISOString(),
    actions: { delete: whyNot(context, 'operator', null) },
  }
}
