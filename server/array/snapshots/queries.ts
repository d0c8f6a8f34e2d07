import type { ImageFacts } from '../../engine/contract'
import type { Prisma } from '../../database/generated/client'
import { defineQuery, type QueryContext } from '../door/command'
import { byId, nameKey } from '../door/fields'
import { listOf } from '../door/lists'
import { type ListOrder, paging } from '../door/paging'
import { RefusalError, refuse } from '../door/refusals'
import { shownRollback } from '../rollbacks/queries'
import { mayMoveRollback, mayRollBack } from '../rollbacks/rules'
import { whyNot } from '../door/why-not'
import type { StorageArray } from '../storage-array'
import { relationsOf, relationsSelect } from '../virtual-disks/relations'
import { knownImages } from './known-images'
import { mayChange, mayDeleteSnapshot, mayExpand, mayMove } from './rules'
import { fullPolicy, listSnapshotsInput, type Snapshot, snapshot, snapshotStatus } from './schema'

const include = {
  virtualDisk: { select: { ...relationsSelect, nameKey: true } },
  source: { select: relationsSelect },
  rollback: true,
  repository: { select: { id: true, name: true, capacityBytes: true } },
  copy: { select: { id: true } },
} as const satisfies Prisma.SnapshotInclude
type Row = Prisma.SnapshotGetPayload<{ include: typeof include }>

const ORDER: ListOrder<
  Row,
  Prisma.SnapshotWhereInput,
  Prisma.SnapshotOrderByWithRelationInput,
  'name' | 'createdAt' | 'status'
> = {
  sorts: {
    name: {
      kind: 'text',
      value: (row) => row.virtualDisk.nameKey,
      where: (key) => ({ virtualDisk: { nameKey: key } }),
      order: (by) => ({ virtualDisk: { nameKey: by } }),
    },
    createdAt: {
      kind: 'date',
      value: (row) => row.createdAt,
      where: (createdAt) => ({ createdAt }),
      order: (createdAt) => ({ createdAt }),
    },
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

export const listSnapshots = defineQuery({
  name: 'listSnapshots',
  role: 'viewer',
  summary: 'Lists the snapshots, those of online copies among them.',
  input: listSnapshotsInput,
  output: listOf(snapshot),
  async handler(context, input) {
    const { snapshot: table } = context.array.database
    const { seek, page, ...plan } = paging(ORDER, input)
    const where: Prisma.SnapshotWhereInput = {
      ...(input.sourceId && { sourceId: input.sourceId }),
      ...(input.status && { status: { in: input.status } }),
      ...(input.instantId && { instantId: input.instantId }),
      ...(input.q && { virtualDisk: { nameKey: { contains: nameKey(input.q) } } }),
    }
    const [rows, total] = await Promise.all([
      table.findMany({ where: { AND: [where, seek ?? {}] }, include, ...plan }),
      table.count({ where }),
    ])
    return page(rows, total, (shown) => toSnapshots(context, shown))
  },
})

export const getSnapshot = defineQuery({
  name: 'getSnapshot',
  role: 'viewer',
  summary: 'One snapshot.',
  input: byId,
  output: snapshot,
  async handler(context, { id }) {
    const [found] = await toSnapshots(context, [await snapshotRow(context.array, id)])
    if (found === undefined) throw new Error(`The snapshot ${id} was not shown.`)
    return found
  },
})

/** Those that are there, in the order of their identifiers as given. */
export async function snapshotsById(context: QueryContext, ids: string[]): Promise<Snapshot[]> {
  const rows = await context.array.database.snapshot.findMany({ where: { id: { in: ids } }, include })
  rows.sort((a, b) => ids.indexOf(a.id) - ids.indexOf(b.id))
  return toSnapshots(context, rows)
}

/**
 * @param path the input field that named it, for the problem document
 * @throws {RefusalError} not_found
 */
export async function snapshotRow(array: StorageArray, id: string, path?: string): Promise<Row> {
  const row = await array.database.snapshot.findUnique({ where: { id }, include })
  if (row === null) throw new RefusalError(refuse('not_found', { noun: 'snapshot', id }, path))
  return row
}

async function toSnapshots(context: QueryContext, rows: Row[]): Promise<Snapshot[]> {
  const present = rows.filter(({ virtualDisk: disk }) => disk.status === 'optimal' && disk.pool.status !== 'missing')
  const images = await knownImages(
    context.array,
    present.map(({ id }) => id),
  )
  const byId = new Map(images.map((image) => [image.imageId, image]))
  return rows.map((row) => toSnapshot(context, row, byId.get(row.id)))
}

function toSnapshot(context: QueryContext, row: Row, image: ImageFacts | undefined): Snapshot {
  const disk = relationsOf(row.virtualDisk)
  return {
    id: row.id,
    name: disk.name,
    sourceId: row.sourceId,
    sourceName: row.source.name,
    virtualDiskId: row.id,
    repositoryId: row.repositoryId,
    status: snapshotStatus.parse(row.status),
    repositoryCapacityBytes: Number(row.repository.capacityBytes),
    repositoryUsedBytes: image?.repositoryUsedBytes ?? 0,
    warningThresholdPercent: row.warningThresholdPercent,
    fullPolicy: fullPolicy.parse(row.fullPolicy),
    copyId: row.copy?.id ?? null,
    rollback: row.rollback && shownRollback(context, row.rollback, disk.capacityBytes),
    createdAt: row.createdAt.toISOString(),
    imageAt: row.imageAt?.toISOString() ?? null,
    instantId: row.instantId,
    actions: {
      rename: whyNot(context, 'operator', mayChange(disk)),
      setPolicy: whyNot(context, 'operator', mayChange(disk)),
      expand: whyNot(context, 'operator', mayExpand(disk)),
      disable: whyNot(context, 'operator', mayMove(disk, 'disable')),
      recreate: whyNot(context, 'operator', mayMove(disk, 'recreate')),
      delete: whyNot(context, 'operator', mayDeleteSnapshot(disk)),
      rollback: whyNot(context, 'operator', mayRollBack(disk, relationsOf(row.source))),
      resumeRollback: whyNot(context, 'operator', mayMoveRollback(disk, 'resume')),
      cancelRollback: whyNot(context, 'operator', mayMoveRollback(disk, 'cancel')),
    },
  }
}
