/**
 * Prepares, starts and stops instant copies: one by itself, or all of a consistency group as one. All rules are asked
 * before anything is changed, so that all of them go or none does.
 */
import type { InstantCopyFacts } from '../../engine/contract'
import type { CommandContext } from '../door/command'
import { demand, refuse, RefusalError } from '../door/refusals'
import { engineStep, isEngineError, type Words } from '../engine-step'
import { showingSnapshots } from '../copies/candidates'
import { failureOf } from '../snapshots/image-status'
import type { StorageArray } from '../storage-array'
import { type Kept, whileKept } from '../virtual-disks/gates'
import { type DiskRelations, diskRelations } from '../virtual-disks/relations'
import { demandFit } from './fit'
import { planStop, type StopPlan } from './outcome'
import { engineRates } from './rates'
import { factsOf, findInstantCopy, instantCopyNames, type InstantCopyRow, instantCopySubject, isReachable, rowsOfTree } from './rows'
import { mayMove } from './rules'
import { type Consents, grainBytes, instantCopyStatus } from './schema'
import { type InstantCopyEvent, isActive, restsAs } from './states'
import { endUnrecorded, failInstantCopy, foundIn, moveInstantCopies, moveInstantCopy, NO_FAILURE, recordStarted } from './transitions'
import { type DiskUse, mayDisturb, usesOf } from './use'

type Context = CommandContext<
  'instant_copy_prepared' | 'instant_copy_in_use_overridden' | 'instant_copy_started' | 'instant_copy_stopping' | 'instant_copy_stopped'
>

export interface Member {
  row: InstantCopyRow
  source: DiskRelations
  target: DiskRelations
}

export async function membersOf(array: StorageArray, rows: readonly InstantCopyRow[]): Promise<Member[]> {
  const members: Member[] = []
  for (const row of rows) {
    members.push({ row, source: await diskRelations(array, row.sourceId), target: await diskRelations(array, row.targetId) })
  }
  return members
}

/**
 * What forbids preparing these now.
 * @throws {RefusalError}
 */
export async function demandPreparable(array: StorageArray, members: readonly Member[], consents: Consents): Promise<Map<string, DiskUse>> {
  for (const { row } of members) demand(mayMove(instantCopyStatus.parse(row.status), 'prepare', row.name))
  await demandFit(array, members, consents)
  const uses = await usesOf(
    array,
    members.map(({ target }) => target),
  )
  for (const { target } of members) demand(mayDisturb(target, ofDisk(uses, target), consents.overrideInUse))
  return uses
}

function ofDisk(uses: ReadonlyMap<string, DiskUse>, { id }: DiskRelations): DiskUse {
  return uses.get(id) ?? { sessions: [], hosts: [], mounted: 'unknown' }
}

/**
 * The targets are closed, what hosts wrote to the sources is flushed. Where the flush fails they are stopped, with the
 * reason.
 * @throws {RefusalError} nothing is changed then
 */
export async function prepareAll(context: Context, rows: readonly InstantCopyRow[], consents: Consents): Promise<void> {
  const { array } = context
  const members = await membersOf(array, rows)
  const uses = await demandPreparable(array, members, consents)
  const targets = members.map(({ target }): Kept => ({ disk: target, from: 'everything' }))
  await whileKept(array, targets, async () => {
    for (const { row, target } of members) {
      const use = ofDisk(uses, target)
      // Only what stood in the way is overridden.
      if (mayDisturb(target, use, false) !== null) {
        const hosts = use.hosts.length > 0 ? use.hosts.join(', ') : (target.mapping?.to.name ?? '')
        await context.record('instant_copy_in_use_overridden', instantCopySubject(row), { name: row.name, disk: target.name, hosts })
      }
    }
    await moveInstantCopies(array, rows, 'prepare', 'preparing', { restore: consents.restore, ...NO_FAILURE })
  })
  await flushAll(array, await again(array, rows))
  for (const row of await again(array, rows)) {
    if (row.status === 'prepared') await context.record('instant_copy_prepared', instantCopySubject(row), instantCopyNames(row))
  }
}

/**
 * Makes an end of a preparation, also of one that a crash cut off. The snapshots fail that show what the targets held.
 * @param rows preparing
 */
export async function flushAll(array: StorageArray, rows: readonly InstantCopyRow[]): Promise<void> {
  const overwritten = await membersOf(array, rows.filter(({ restore }) => !restore))
  const imageIds = overwritten.flatMap(({ target }) => showingSnapshots(target).map(({ id }) => id))
  try {
    if (imageIds.length > 0) await array.engine.call('image.overwrite', { imageIds })
    await array.engine.call('disk.flush', { diskIds: [...new Set(rows.map(({ sourceId }) => sourceId))] })
  } catch (error) {
    if (!isEngineError(error)) throw error
    for (const row of rows) await failInstantCopy(array, row, failureOf(error.code), error.detail)
    return
  }
  await moveInstantCopies(array, rows, 'flushed', 'prepared')
}

/**
 * One barrier over all of them. The intent first: of a start that a crash cuts off the engine knows whether it happened.
 * @throws {RefusalError} none of them is started then
 */
export async function startAll(context: Context, asked: readonly InstantCopyRow[], restore: boolean): Promise<void> {
  const { array } = context
  const rows = await again(array, asked)
  for (const row of rows) demand(mayMove(instantCopyStatus.parse(row.status), 'start', row.name))
  // The snapshots of the targets have failed when they were prepared.
  await demandFit(array, await membersOf(array, rows), { restore: restore || rows.some((row) => row.restore), failTargetSnapshots: true })
  await engineStep(endUnrecorded(array, rows), wordsOf(rows))
  const { instantCopy } = array.database
  const ids = rows.map(({ id }) => id)
  await instantCopy.updateMany({ where: { id: { in: ids } }, data: { movingTo: 'copying', run: { increment: 1 } } })
  let started: InstantCopyFacts[]
  try {
    const mappings = rows.map((row) => ({
      instantCopyId: row.id,
      run: row.run + 1,
      sourceId: row.sourceId,
      targetId: row.targetId,
      grainBytes: grainBytes.parse(row.grainBytes),
      incremental: row.incremental,
      restore: restore || row.restore,
      ...engineRates(row.copyRate, row.cleanRate, false),
    }))
    started = (await engineStep(array.engine.call('instantCopy.start', { mappings }), wordsOf(rows))).mappings
  } catch (error) {
    await instantCopy.updateMany({ where: { id: { in: ids } }, data: { movingTo: null } })
    throw error
  }
  for (const row of await again(array, rows)) {
    const facts = started.find(({ instantCopyId }) => instantCopyId === row.id)
    if (!facts) throw new Error(`The engine did not say that the instant copy ${row.id} has started.`)
    await recordStarted(array, row, facts)
    await context.record('instant_copy_started', instantCopySubject(row), instantCopyNames(row))
  }
}

/** Why the engine can't start these. */
function wordsOf(rows: readonly InstantCopyRow[]): Words {
  const pool = [...new Set(rows.map(({ target }) => target.pool.name))].join(', ')
  return {
    diskInUse: () => refuse('disk_in_use', { disk: rows.map(({ target }) => target.name).join(', ') }),
    noSpace: () => refuse('no_space', { pool }),
    io: () => refuse('instant_copy_disk_error', { pool }),
  }
}

/** What stopping these would do; nothing is changed. */
export async function planOf(array: StorageArray, rows: readonly InstantCopyRow[], force: boolean): Promise<StopPlan> {
  const tree = await rowsOfTree(
    array,
    rows.flatMap(({ sourceId, targetId }) => [sourceId, targetId]),
  )
  const asked = rows.filter(isStarted).map(({ id }) => id)
  return planStop(await factsOf(array, tree), asked, force)
}

const isStarted = ({ status }: InstantCopyRow) => isActive(instantCopyStatus.parse(status))

/**
 * The targets that don't stay whole are closed before the engine lets go of them; with force also those of the others
 * that go down.
 * @throws {RefusalError} nothing is changed then
 */
export async function stopAll(context: Context, rows: readonly InstantCopyRow[], force: boolean): Promise<void> {
  const { array } = context
  const event: InstantCopyEvent = force ? 'stopForced' : 'stop'
  for (const row of rows) demand(mayMove(instantCopyStatus.parse(row.status), event, row.name))
  for (const row of rows.filter(({ status }) => status === 'preparing' || status === 'prepared')) {
    await moveInstantCopy(array, row, event, restsAs(row.whole))
    await context.record('instant_copy_stopped', instantCopySubject(row), instantCopyNames(row))
  }
  const asked = rows.filter(({ status }) => status === 'copying' || (force && status === 'stopping'))
  if (asked.length === 0) return
  const plan = await planOf(array, asked, force)
  await close(array, plan)
  const targetIds = asked.map(({ targetId }) => targetId)
  if (!force) for (const row of asked) await setEngineRates(array, { ...row, status: 'stopping' })
  const ids = [...new Set([...asked.map(({ id }) => id), ...plan.ends.keys()])]
  try {
    await array.engine.call('instantCopy.stop', { targetIds, force })
  } catch (error) {
    await settle(array, ids)
    throw error
  }
  for (const row of await settle(array, ids)) {
    const type = row.status === 'stopping' ? 'instant_copy_stopping' : 'instant_copy_stopped'
    await context.record(type, instantCopySubject(row), instantCopyNames(row))
  }
}

/** The records say first where it goes, and with them the gates; a crash before the engine has stopped is settled by what it says then. */
async function close(array: StorageArray, plan: StopPlan): Promise<void> {
  for (const [id, end] of plan.ends) {
    const row = await findInstantCopy(array, id)
    if (!row || end !== 'stopped') continue
    await moveInstantCopy(array, row, 'stopForced', 'stopped', { whole: false, ...NO_FAILURE })
  }
}

/** What became of each is what the engine says. @returns the records afterwards */
async function settle(array: StorageArray, ids: readonly string[]): Promise<InstantCopyRow[]> {
  const rows = await rowsById(array, ids)
  const facts = await factsOf(array, rows)
  for (const row of rows) {
    const found = facts.find(({ instantCopyId, run }) => instantCopyId === row.id && run === row.run)
    if (!found || found.state === row.status) continue
    const { to, whole } = foundIn(found)
    await moveInstantCopy(array, row, 'found', to, { whole, ...(to === 'idle' && { completedAt: array.now() }) })
  }
  return rowsById(array, ids)
}

/** The engine works at the rates of the record. */
export async function setEngineRates(array: StorageArray, row: InstantCopyRow): Promise<void> {
  if (!isReachable(row)) return
  await array.engine.call('instantCopy.setRates', { targetId: row.targetId, ...engineRates(row.copyRate, row.cleanRate, row.status === 'stopping') })
}

function again(array: StorageArray, rows: readonly InstantCopyRow[]): Promise<InstantCopyRow[]> {
  return rowsById(
    array,
    rows.map(({ id }) => id),
  )
}

async function rowsById(array: StorageArray, ids: readonly string[]): Promise<InstantCopyRow[]> {
  const rows: InstantCopyRow[] = []
  for (const id of ids) {
    const row = await findInstantCopy(array, id)
    if (row === null) throw new RefusalError(refuse('not_found', { noun: 'instantCopy', id }))
    rows.push(row)
  }
  return rows
}
