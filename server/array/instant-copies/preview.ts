/** What preparing, starting, stopping or deleting would do: from the same rules and plans that the commands follow. */
import { groupFacts, groupRow } from '../consistency-groups/rows'
import { mayDeleteGroup, mayDrive } from '../consistency-groups/rules'
import { showingSnapshots } from '../copies/candidates'
import { defineQuery, type QueryContext } from '../door/command'
import { firstRefusal, type Refusal, RefusalError, type Verdict } from '../door/refusals'
import { hostSystem } from '../hosts/schema'
import { dangersIn } from '../lineage/dangers'
import { withAll, withContentOf } from '../lineage/changes'
import { readWorld } from '../lineage/read-world'
import { reachesDisk } from '../mappings/reach'
import type { StorageArray } from '../storage-array'
import type { DiskRelations } from '../virtual-disks/relations'
import { membersOf, planOf } from './drive'
import { demandFit, type Pair } from './fit'
import { bytesToCopy } from './preview-bytes'
import { preview, previewInput, type Preview } from './preview-schema'
import { secondsFor } from './rates'
import { findInstantCopy, type InstantCopyRow, instantCopyRow } from './rows'
import { mayDelete, mayMove, standsAlone, warningsOfTarget } from './rules'
import { instantCopyStatus } from './schema'
import { maySplit, splittingsOf } from './splitting'
import { type InstantCopyEvent, restsAs, stopEvent } from './states'
import { type DiskUse, mayDisturb, usesOf, warningsOfSource } from './use'

interface Asked {
  action: 'prepare' | 'start' | 'stop' | 'delete'
  force: boolean
  split: boolean
  restore: boolean
}

export const previewInstantCopy = defineQuery({
  name: 'previewInstantCopy',
  role: 'viewer',
  summary: 'What preparing, starting, stopping or deleting an instant copy would do now, to whom, and what has to be said first.',
  input: previewInput,
  output: preview,
  async handler(context, { id, ...asked }) {
    const row = await instantCopyRow(context.array, id)
    const verdict =
      asked.action === 'delete'
        ? mayDelete(row, asked.force)
        : firstRefusal(standsAlone(row.name, row.group), mayMove(instantCopyStatus.parse(row.status), eventOf(asked, row), row.name))
    return shown(context, [row], asked, verdict)
  },
})

export const previewConsistencyGroup = defineQuery({
  name: 'previewConsistencyGroup',
  role: 'viewer',
  summary: 'What preparing, starting, stopping or deleting a consistency group would do now, to whom, and what has to be said first.',
  input: previewInput,
  output: preview,
  async handler(context, { id, ...asked }) {
    const group = await groupRow(context.array, id)
    const facts = groupFacts(group)
    if (asked.action === 'delete') return { ...NOTHING, allowed: context.text.whyNot(mayDeleteGroup(facts, asked.force)) }
    const [first] = group.instantCopies
    const event = asked.action === 'stop' ? stopEvent(asked) : first?.status === 'prepared' && asked.action === 'start' ? 'start' : 'prepare'
    return shown(context, group.instantCopies, asked, mayDrive(facts, event))
  },
})

export const NOTHING: Omit<Preview, 'allowed'> = { needs: [], warnings: [], items: [], failingSnapshots: [], disks: [] }

/** A start of one that is not prepared prepares it first. */
function eventOf(asked: Asked, { status }: InstantCopyRow): InstantCopyEvent {
  if (asked.action === 'stop') return stopEvent(asked)
  return asked.action === 'start' && status === 'prepared' ? 'start' : 'prepare'
}

function shown(context: QueryContext, rows: readonly InstantCopyRow[], asked: Asked, verdict: Verdict): Promise<Preview> {
  if (asked.action === 'stop' && asked.split) return ofSplit(context, rows, verdict)
  if (asked.action === 'stop') return ofStop(context, rows, asked.force, verdict)
  if (asked.action === 'delete') return Promise.resolve(ofDelete(context, rows, verdict))
  return ofStart(context, rows, asked, verdict)
}

function itemOf(row: InstantCopyRow, becomes: Preview['items'][number]['becomes'], goesAlong = false): Preview['items'][number] {
  const { id, name, source, target } = row
  return { id, name, sourceName: source.name, targetName: target.name, becomes, goesAlong, newSourceName: null, copyBytes: null, copySeconds: null }
}

function ofDelete({ text }: QueryContext, rows: readonly InstantCopyRow[], verdict: Verdict): Preview {
  return { ...NOTHING, allowed: text.whyNot(verdict), items: verdict ? [] : rows.map((row) => itemOf(row, 'deleted')) }
}

async function ofStop({ array, text }: QueryContext, rows: readonly InstantCopyRow[], force: boolean, verdict: Verdict): Promise<Preview> {
  if (verdict) return { ...NOTHING, allowed: text.whyNot(verdict) }
  const plan = await planOf(array, rows, force)
  const items = rows.map((row) => {
    const given = row.status === 'preparing' || row.status === 'prepared' ? restsAs(row.whole) : instantCopyStatus.parse(row.status)
    return itemOf(row, plan.ends.get(row.id) ?? given)
  })
  for (const id of plan.alsoStops) {
    const row = await findInstantCopy(array, id)
    if (row) items.push(itemOf(row, plan.ends.get(id) ?? 'stopped', true))
  }
  const where = { id: { in: plan.failingSnapshots } }
  const failingSnapshots = await array.database.virtualDisk.findMany({ where, select: { id: true, name: true } })
  return { ...NOTHING, allowed: null, items, failingSnapshots }
}

async function ofSplit({ array, text }: QueryContext, rows: readonly InstantCopyRow[], verdict: Verdict): Promise<Preview> {
  const splittings = await splittingsOf(array, rows)
  const refusal = firstRefusal(verdict, ...splittings.map(maySplit))
  if (refusal) return { ...NOTHING, allowed: text.whyNot(refusal) }
  const items = splittings.flatMap(({ row, target, moving }) => [
    itemOf(row, 'idle'),
    ...moving.map((other) => ({ ...itemOf(other.row, instantCopyStatus.parse(other.row.status), true), newSourceName: target.name })),
  ])
  return { ...NOTHING, allowed: null, items }
}

async function ofStart(context: QueryContext, rows: readonly InstantCopyRow[], asked: Asked, verdict: Verdict): Promise<Preview> {
  const { array, text } = context
  const members = await membersOf(array, rows)
  const uses = await usesOf(
    array,
    members.flatMap(({ source, target }) => [source, target]),
  )
  const ofDisk = (disk: DiskRelations): DiskUse => uses.get(disk.id) ?? { sessions: [], hosts: [], mounted: 'unknown' }
  // What it was prepared for, it is started for.
  const restore = asked.restore || rows.some((row) => row.restore)
  const hard = verdict ?? (await refusalOf(demandFit(array, members, { restore, failTargetSnapshots: true })))
  const becomes = asked.action === 'start' ? 'copying' : 'prepared'
  const items: Preview['items'] = []
  for (const member of members) {
    const { row } = member
    const copyBytes = await bytesToCopy(array, member, restore)
    items.push({ ...itemOf(row, becomes), copyBytes, copySeconds: secondsFor(copyBytes, row.copyRate) })
  }
  const showing = restore ? [] : members.flatMap(({ target }) => showingSnapshots(target))
  const disturbed = members.flatMap(({ row, target }) => (row.status === 'prepared' ? [] : (mayDisturb(target, ofDisk(target), false) ?? [])))
  const soft = showing.length === 0 ? null : await refusalOf(demandFit(array, members, { restore, failTargetSnapshots: false }))
  return {
    allowed: text.whyNot(hard),
    needs: [
      ...(soft?.path === 'failTargetSnapshots' ? [{ field: soft.path, reason: text.reason(soft) } as const] : []),
      ...disturbed.map((refusal) => ({ field: 'overrideInUse', reason: text.reason(refusal) }) as const),
    ],
    warnings: [
      ...members.flatMap(({ source, target }) => [...warningsOfTarget(target, restore), ...warningsOfSource(source, ofDisk(source))]),
      ...(await warningsBeside(array, members)),
    ].map((warning) => text.warning(warning)),
    items,
    failingSnapshots: showing.map(({ id, name }) => ({ id, name })),
    disks: await disksOf(context, members, ofDisk),
  }
}

export async function refusalOf(asked: Promise<void>): Promise<Refusal | null> {
  try {
    await asked
    return null
  } catch (error) {
    if (error instanceof RefusalError) return error.refusal
    throw error
  }
}

/** A10: what hosts that see source and target both have to heed, by their operating systems. */
export async function warningsBeside(array: StorageArray, members: readonly Pick<Pair, 'source' | 'target'>[]) {
  const ids = new Set(members.flatMap(({ source, target }) => [source.id, target.id]))
  const world = withAll(members.map(({ source, target }) => withContentOf(target, source.id)))(await readWorld(array, [...ids]))
  return dangersIn(world).flatMap((danger) => (danger.kind === 'warned' && ids.has(danger.diskId) ? [danger.warning] : []))
}

function disksOf(context: QueryContext, members: readonly Pair[], ofDisk: (disk: DiskRelations) => DiskUse): Promise<Preview['disks']> {
  const roles = members.flatMap(({ source, target }) => [{ role: 'source', disk: source } as const, { role: 'target', disk: target } as const])
  return disksInUse(context, roles, ofDisk)
}

/** Who uses each disk, and what is to be done on their hosts before it is copied or overwritten. */
export async function disksInUse(
  { array, text }: QueryContext,
  roles: readonly { role: 'source' | 'target'; disk: DiskRelations }[],
  ofDisk: (disk: DiskRelations) => DiskUse,
): Promise<Preview['disks']> {
  const disks: Preview['disks'] = []
  for (const { role, disk } of roles) {
    const { sessions, mounted } = ofDisk(disk)
    const hosts = await array.database.host.findMany({
      where: { OR: [reachesDisk(disk.id), { id: { in: sessions.map(({ hostId }) => hostId) } }] },
      orderBy: { nameKey: 'asc' },
    })
    disks.push({
      virtualDiskId: disk.id,
      name: disk.name,
      role,
      mounted,
      hosts: hosts.map((host) => {
        const own = sessions.filter(({ hostId }) => hostId === host.id)
        const os = hostSystem.parse(host.os)
        return {
          name: host.name,
          os,
          connected: own.length > 0,
          lastReadAt: latest(own.map(({ lastReadAt }) => lastReadAt)),
          lastWriteAt: latest(own.map(({ lastWriteAt }) => lastWriteAt)),
          step: text.hostStep(role === 'source' ? 'flush' : 'discard', os, disk.name),
        }
      }),
    })
  }
  return disks
}

function latest(times: readonly (number | null)[]): string | null {
  const known = times.flatMap((at) => at ?? [])
  return known.length === 0 ? null : new Date(Math.max(...known)).toISOString()
}
