import { defineQuery, type QueryContext } from '../door/command'
import { listOf, type Page } from '../door/lists'
import { type ListOrder, paging } from '../door/paging'
import type { Verdict } from '../door/refusals'
import { nameKey } from '../door/fields'
import type { Prisma } from '../../database/generated/client'
import { type DiskRelations, diskRelations, relationsOf, type RelationsRow, relationsSelect } from '../virtual-disks/relations'
import { maySource, maySourceAnyCopy, mayTarget } from './candidates'
import { type CopyCandidate, copyCandidate, copySourcesInput, copyTargetsInput } from './schema'

type Row = RelationsRow & { nameKey: string }

const ORDER: ListOrder<
  Row,
  Prisma.VirtualDiskWhereInput,
  Prisma.VirtualDiskOrderByWithRelationInput,
  'name' | 'capacityBytes'
> = {
  sorts: {
    name: { kind: 'text', value: (row) => row.nameKey, where: (key) => ({ nameKey: key }), order: (by) => ({ nameKey: by }) },
    capacityBytes: {
      kind: 'bigint',
      value: (row) => row.capacityBytes,
      where: (capacityBytes) => ({ capacityBytes }),
      order: (capacityBytes) => ({ capacityBytes }),
    },
  },
  tie: { kind: 'text', value: (row) => row.id, where: (id) => ({ id }), order: (id) => ({ id }) },
  byDefault: 'name',
}

export const listCopySources = defineQuery({
  name: 'listCopySources',
  role: 'viewer',
  summary: 'Every virtual disk of the array, whether it can be a copy’s source, and if not, why.',
  input: copySourcesInput,
  output: listOf(copyCandidate),
  handler: (context, input) =>
    candidates(context, input, (disk) => (input.type ? maySource(disk, input.type) : maySourceAnyCopy(disk))),
})

export const listCopyTargets = defineQuery({
  name: 'listCopyTargets',
  role: 'viewer',
  summary: 'Every virtual disk of the array, whether it can be the target of a copy of the given source, and if not, why.',
  input: copyTargetsInput,
  output: listOf(copyCandidate),
  async handler(context, input) {
    const source = await diskRelations(context.array, input.sourceId, 'sourceId')
    return candidates(context, input, (disk) => mayTarget(disk, source))
  },
})

interface Asked {
  limit: number
  cursor?: string | undefined
  page?: number | undefined
  sort?: 'name' | '-name' | 'capacityBytes' | '-capacityBytes' | undefined
  q?: string | undefined
  eligible?: boolean | undefined
}

/**
 * The rule decides row by row, so a page of only eligible (or only other) disks is found by reading on in order until
 * it is full; `total` then counts by the rule as well.
 */
async function candidates(
  context: QueryContext,
  asked: Asked,
  rule: (disk: DiskRelations) => Verdict,
): Promise<Page<CopyCandidate>> {
  const { virtualDisk: table } = context.array.database
  const { seek, page, orderBy, take, skip } = paging(ORDER, asked)
  const where: Prisma.VirtualDiskWhereInput = asked.q ? { nameKey: { contains: nameKey(asked.q) } } : {}
  const select = { ...relationsSelect, nameKey: true } as const
  const shown = (rows: Row[]) =>
    Promise.resolve(
      rows.map((row) => {
        const disk = relationsOf(row)
        return toCandidate(context, disk, rule(disk))
      }),
    )
  if (asked.eligible === undefined) {
    const [rows, total] = await Promise.all([
      table.findMany({ where: { AND: [where, seek ?? {}] }, select, orderBy, take, skip }),
      table.count({ where }),
    ])
    return page(rows, total, shown)
  }
  const fits = (row: Row) => (rule(relationsOf(row)) === null) === asked.eligible
  const total = (await table.findMany({ where, select })).filter(fits).length
  const all = await table.findMany({ where: { AND: [where, seek ?? {}] }, select, orderBy })
  return page(all.filter(fits).slice(skip, skip + take), total, shown)
}

function toCandidate({ text }: QueryContext, disk: DiskRelations, verdict: Verdict): CopyCandidate {
  return {
    virtualDiskId: disk.id,
    name: disk.name,
    eligible: verdict === null,
    reason: text.whyNot(verdict),
    kind: disk.kind,
    capacityBytes: disk.capacityBytes,
    poolName: disk.pool.name,
    mappedTo: disk.mapping?.to.name ?? null,
  }
}
