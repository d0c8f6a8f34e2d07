import type { CommandContext, QueryContext } from '../door/command'
import { defineCommand } from '../door/command'
import { byId } from '../door/fields'
import { demand, refuse, RefusalError } from '../door/refusals'
import { engineStep } from '../engine-step'
import { withOrigin } from '../lineage/changes'
import { demandSafe, originalFor } from '../lineage/read-world'
import { takeBackContentOf } from '../lineage/record-origin'
import { getSnapshot, snapshotRow } from '../snapshots/queries'
import { snapshot } from '../snapshots/schema'
import { diskRelations } from '../virtual-disks/relations'
import { mayMoveRollback, mayRollBack } from './rules'
import { rollbackInput, updateRollbackInput } from './schema'
import { forgetRollback, publishRollback, type RollbackRow, rollbackRow, said, setRollbackRate, startRollbackRun } from './transitions'

export const rollbackSnapshot = defineCommand({
  name: 'rollbackSnapshot',
  role: 'operator',
  summary: 'Gives the source of a snapshot the content that the snapshot shows: for hosts at once, on its blocks behind them.',
  input: rollbackInput,
  output: snapshot,
  events: ['snapshot_rollback_started'],
  async handler(context, { id, priority }) {
    const { array } = context
    const { sourceId } = await snapshotRow(array, id)
    const source = await diskRelations(array, sourceId)
    demand(mayRollBack(await diskRelations(array, id), source))
    const restored = await originalFor(array, id)
    if (restored !== (await originalFor(array, sourceId))) {
      await demandSafe(array, withOrigin(source, restored), undefined, [sourceId, restored])
    }
    // The intent first. A crash before the engine has begun leaves a record without a rollback, which start takes away.
    const now = array.now()
    await array.database.rollback.create({
      data: { snapshotId: id, sourceId, status: 'inProgress', statusAt: now, priority, startedAt: now, begun: false },
    })
    try {
      const words = { noSpace: () => refuse('no_space', { pool: source.pool.name }) }
      setRollbackRate(array, await engineStep(array.engine.call('image.rollback', { imageId: id, priority }), words))
    } catch (error) {
      await forgetRollback(array, { snapshotId: id, sourceId })
      throw error
    }
    await array.database.$transaction([
      ...(await takeBackContentOf(array, sourceId, id)),
      array.database.rollback.updateMany({ where: { snapshotId: id }, data: { begun: true } }),
    ])
    const row = await found(context, id)
    const { subject, names } = said(row)
    await context.record('snapshot_rollback_started', subject, names)
    publishRollback(array, row)
    return getSnapshot.handler(context, { id })
  },
})

export const resumeRollback = defineCommand({
  name: 'resumeRollback',
  role: 'operator',
  summary: 'Goes on with a rollback that an error has paused.',
  input: byId,
  output: snapshot,
  events: ['snapshot_rollback_resumed'],
  async handler(context, { id }) {
    const { array } = context
    await snapshotRow(array, id)
    demand(mayMoveRollback(await diskRelations(array, id), 'resume'))
    const data = { status: 'inProgress', statusAt: array.now(), failureCode: null, failureDetail: null }
    await array.database.rollback.update({ where: { snapshotId: id }, data })
    const row = await found(context, id)
    const { subject, names } = said(row)
    await context.record('snapshot_rollback_resumed', subject, names)
    await startRollbackRun(array, row)
    publishRollback(array, row)
    return getSnapshot.handler(context, { id })
  },
})

export const cancelRollback = defineCommand({
  name: 'cancelRollback',
  role: 'operator',
  summary: 'Gives a paused rollback up. The source keeps what was restored and has its newer content elsewhere: a mixture of both.',
  input: byId,
  output: snapshot,
  events: ['snapshot_rollback_cancelled'],
  async handler(context, { id }) {
    const { array } = context
    await snapshotRow(array, id)
    demand(mayMoveRollback(await diskRelations(array, id), 'cancel'))
    const row = await found(context, id)
    await array.engine.call('image.cancelRollback', { imageId: id })
    await forgetRollback(array, row)
    const { subject, names } = said(row)
    await context.record('snapshot_rollback_cancelled', subject, names)
    return getSnapshot.handler(context, { id })
  },
})

export const updateRollback = defineCommand({
  name: 'updateRollback',
  role: 'operator',
  summary: 'Changes how much a rollback holds back for hosts.',
  input: updateRollbackInput,
  output: snapshot,
  events: ['snapshot_rollback_priority_changed'],
  async handler(context, { id, priority }) {
    const { array } = context
    await snapshotRow(array, id)
    const row = await found(context, id)
    if (row.priority !== priority) await setPriority(context, row, priority)
    return getSnapshot.handler(context, { id })
  },
})

async function setPriority(
  { array, record }: CommandContext<'snapshot_rollback_priority_changed'>,
  row: RollbackRow,
  priority: (typeof updateRollbackInput)['_output']['priority'],
): Promise<void> {
  await array.database.rollback.update({ where: { snapshotId: row.snapshotId }, data: { priority } })
  await array.engine.call('image.setRollbackPriority', { imageId: row.snapshotId, priority })
  const { subject, names } = said(row)
  await record('snapshot_rollback_priority_changed', subject, { ...names, priority })
  publishRollback(array, row)
}

/** @throws {RefusalError} rollback_none */
async function found({ array }: QueryContext, id: string): Promise<RollbackRow> {
  const row = await rollbackRow(array, id)
  if (row) return row
  const { virtualDisk } = await snapshotRow(array, id)
  throw new RefusalError(refuse('rollback_none', { snapshot: virtualDisk.name }))
}
