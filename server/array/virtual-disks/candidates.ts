/** Every disk of the array beside the rule that says whether it can be chosen. */
import type { Prisma } from '../../database/generated/client'
import type { QueryContext } from '../door/command'
import { nameKey } from '../door/fields'
import type { Page } from '../door/lists'
import { type ListOrder, paging } from '../door/paging'
import type { Verdict } from '../door/refusals'
import type { Warning } from '../door/warnings'
import { pageOfAll } from '../door/slices'
import { relationsOfAllDisks } from './all-relations'
import type { DiskCandidate } from './candidate'
import { type DiskRelations, relationsOf, relationsSelect } from './relations'

const select = { ...relationsSelect, nameKey: true } as const satisfies Prisma.VirtualDiskSelect
type Row = Prisma.VirtualDiskGetPayload<{ select: typeof select }>

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

interface Asked {
  limit: number
  cursor?: string | undefined
  page?: number | undefined
  sort?: 'name' | '-name' | 'capacityBytes' | '-capacityBytes' | undefined
  q?: string | undefined
  eligible?: boolean | undefined
  ids?: string[] | undefined
}

/** The rule decides row by row, so only some of the disks are found by asking it about all of them. */
export async function candidates(
  context: QueryContext,
  asked: Asked,
  rule: (disk: DiskRelations) => Verdict,
  warnings: (disk: DiskRelations) => Warning[] = () => [],
): Promise<Page<DiskCandidate>> {
  const shown = (disks: DiskRelations[]) => disks.map((disk) => toCandidate(context, disk, rule(disk), warnings(disk)))
  if (asked.eligible === undefined) return everyCandidate(context, asked, shown)
  const all = await relationsOfAllDisks(context.array)
  const part = asked.q === undefined ? '' : nameKey(asked.q)
  const isAsked = (disk: (typeof all)[number]) => disk.nameKey.includes(part) && (asked.ids?.includes(disk.id) ?? true)
  const fitting = all.filter((disk) => isAsked(disk) && (rule(disk) === null) === asked.eligible)
  const found = pageOfAll(sorted(fitting, asked.sort), asked)
  return { ...found, items: shown(found.items) }
}

/** @param disks sorted by name */
function sorted<Disk extends DiskRelations>(disks: Disk[], sort: Asked['sort']): Disk[] {
  const ascending = sort?.endsWith('capacityBytes') ? disks.toSorted((a, b) => a.capacityBytes - b.capacityBytes) : disks
  return sort?.startsWith('-') ? ascending.toReversed() : ascending
}

async function everyCandidate(
  { array }: QueryContext,
  asked: Asked,
  shown: (disks: DiskRelations[]) => DiskCandidate[],
): Promise<Page<DiskCandidate>> {
  const { virtualDisk: table } = array.database
  const { seek, page, ...plan } = paging(ORDER, asked)
  const where: Prisma.VirtualDiskWhereInput = {
    ...(asked.q && { nameKey: { contains: nameKey(asked.q) } }),
    ...(asked.ids && { id: { in: asked.ids } }),
  }
  const [rows, total] = await Promise.all([
    table.findMany({ where: { AND: [where, seek ?? {}] }, select, ...plan }),
    table.count({ where }),
  ])
  return page(rows, total, (found) => Promise.resolve(shown(found.map(relationsOf))))
}

function toCandidate({ text }: QueryContext, disk: DiskRelations, verdict: Verdict, warnings: Warning[]): DiskCandidate {
  return {
    virtualDiskId: disk.id,
    name: disk.name,
    eligible: verdict === null,
    reason: text.whyNot(verdict),
    warnings: verdict === null ? warnings.map((warning) => text.warning(warning)) : [],
    kind: disk.kind,
    capacityBytes: disk.capacityBytes,
    poolName: disk.pool.name,
    mappedTo: disk.mapping?.to.name ?? null,
  }
}
