/** What needs attention, computed from the state of everything each time that it is asked for. */
import { defineQuery, type QueryContext } from '../door/command'
import { time } from '../door/fields'
import { listOf } from '../door/lists'
import { pageOfAll } from '../door/slices'
import type { AnyParams } from '../door/params'
import type { Verdict } from '../door/refusals'
import type { ConditionCode } from '../door/text'
import { whyNot } from '../door/why-not'
import type { Severity, Subject } from '../events/schema'
import { SEVERITIES } from '../events/schema'
import { copyInclude, copySubject, pairNames } from '../copies/rows'
import { instantCopyInclude, instantCopySubject } from '../instant-copies/rows'
import { knownImages } from '../snapshots/known-images'
import { isFailureCode } from '../snapshots/image-status'
import { recopyVerdicts } from '../copies/fit'
import { mayMove as mayMoveCopy } from '../copies/rules'
import { mayMoveRollback } from '../rollbacks/rules'
import { mayDeleteSnapshot, mayMove } from '../snapshots/rules'
import { relationsOf, relationsSelect } from '../virtual-disks/relations'
import { type Condition, condition, type ConditionStep, listConditionsInput } from './schema'
import { type ConditionCommand, CONFIRMED, STEPS, type StepFacts } from './steps'

const SEVERITY = {
  pool_missing: 'critical',
  pool_full: 'critical',
  virtual_disk_missing: 'critical',
  virtual_disk_failed: 'critical',
  copy_failed: 'critical',
  instant_copy_failed: 'critical',
  instant_copy_halted: 'warning',
  snapshot_over_threshold: 'warning',
  snapshot_full: 'critical',
  snapshot_failed: 'critical',
  snapshot_rollback_paused: 'critical',
} as const satisfies Record<ConditionCode, Severity>

export const listConditions = defineQuery({
  name: 'listConditions',
  role: 'viewer',
  summary: 'What needs attention now, with cause, effect and remedy; worst and newest first.',
  input: listConditionsInput,
  output: listOf(condition).extend({
    /** When the array last looked at its pools by itself or was asked to; null before the first time. */
    lookedAt: time.nullable(),
  }),
  async handler(context, input) {
    const all = await conditions(context)
    const wanted = all.filter(({ severity }) => input.severity?.includes(severity) ?? true)
    if (input.sort === 'since') wanted.sort((a, b) => (a.since < b.since ? -1 : 1))
    return { ...pageOfAll(wanted, input), lookedAt: context.array.lookedAt?.toISOString() ?? null }
  },
})

export async function conditions(context: QueryContext): Promise<Condition[]> {
  const parts = await Promise.all([ofPools(context), ofDisks(context), ofCopies(context), ofInstantCopies(context), ofSnapshots(context), ofRollbacks(context)])
  return parts
    .flat()
    .sort(
      (a, b) =>
        SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) || (a.since > b.since ? -1 : 1),
    )
}

function make(
  context: QueryContext,
  code: ConditionCode,
  subject: Subject,
  since: Date,
  params: AnyParams,
  facts: StepFacts = { verdicts: {}, places: {} },
): Condition {
  const said = { subject: subject.name, ...params }
  return {
    id: `${code}:${subject.id}`,
    code,
    severity: SEVERITY[code],
    subject,
    ...context.text.condition(code, said),
    steps: stepsOf(context, code, subject, said, facts),
    since: since.toISOString(),
  }
}

function stepsOf(
  context: QueryContext,
  code: ConditionCode,
  subject: Subject,
  params: AnyParams,
  { verdicts, places }: StepFacts,
): ConditionStep[] {
  return STEPS[code].map(({ key, command, at }) => ({
    text: context.text.conditionStep(code, key, params),
    command: command === undefined ? null : commandOf(context, command, subject.id, params, verdicts[command] ?? null),
    at: at === undefined ? null : at === 'subject' ? subject : (places[at] ?? null),
  }))
}

function commandOf(
  context: QueryContext,
  name: ConditionCommand,
  id: string,
  params: AnyParams,
  verdict: Verdict,
): ConditionStep['command'] {
  const said = {
    ...context.text.conditionCommand(name, params),
    confirm: CONFIRMED[name],
    allowed: whyNot(context, 'operator', verdict),
  }
  return name === 'recheck' ? { name, input: {}, ...said } : { name, input: { id }, ...said }
}

async function ofRollbacks(context: QueryContext): Promise<Condition[]> {
  const rows = await context.array.database.rollback.findMany({
    where: { status: 'paused', source: { pool: { status: { not: 'missing' } } } },
    include: { source: { select: { name: true } }, snapshot: { select: { virtualDisk: { select: relationsSelect } } } },
  })
  return rows.map((row) => {
    const disk = relationsOf(row.snapshot.virtualDisk)
    const failure = context.text.rollbackFailure(isFailureCode(row.failureCode) ? row.failureCode : 'internal_error')
    const params = { source: row.source.name, failure: failure.detail, failureRemedy: failure.remedy }
    const verdicts = { resumeRollback: mayMoveRollback(disk, 'resume'), cancelRollback: mayMoveRollback(disk, 'cancel') }
    const subject = { noun: 'snapshot', id: row.snapshotId, name: disk.name } as const
    return make(context, 'snapshot_rollback_paused', subject, row.statusAt, params, { verdicts, places: {} })
  })
}

async function ofPools(context: QueryContext): Promise<Condition[]> {
  const rows = await context.array.database.pool.findMany({ where: { status: { not: 'optimal' } } })
  return rows.map(({ id, name, path, status, statusAt, statusDetail }) =>
    make(context, status === 'full' ? 'pool_full' : 'pool_missing', { noun: 'pool', id, name }, statusAt, {
      path,
      detail: statusDetail ?? '',
    }),
  )
}

/** A missing pool stands for its disks. */
async function ofDisks(context: QueryContext): Promise<Condition[]> {
  const rows = await context.array.database.virtualDisk.findMany({
    where: { status: { not: 'optimal' }, pool: { status: { not: 'missing' } } },
    include: { pool: { select: { id: true, name: true } } },
  })
  return rows.map(({ id, name, pool, status, statusAt, statusDetail }) => {
    const code = status === 'failed' ? 'virtual_disk_failed' : 'virtual_disk_missing'
    const params = { pool: pool.name, detail: statusDetail ?? '' }
    const places = { pool: { noun: 'pool', ...pool } } as const
    return make(context, code, { noun: 'virtualDisk', id, name }, statusAt, params, { verdicts: {}, places })
  })
}

async function ofCopies(context: QueryContext): Promise<Condition[]> {
  const rows = await context.array.database.copy.findMany({ where: { status: 'failed' }, include: copyInclude })
  const recopies = await recopyVerdicts(context.array, rows, false)
  return rows.map((row) => {
    const verdicts = { recopyCopy: recopies.get(row.id) ?? null, stopCopy: mayMoveCopy('failed', 'stop'), removeCopy: mayMoveCopy('failed', 'remove') }
    const failure = context.text.failure(isFailureCode(row.failureCode) ? row.failureCode : 'internal_error')
    const params = { ...pairNames(row), type: row.type, failure: failure.detail, failureRemedy: failure.remedy }
    const subject = { noun: 'copy', ...copySubject(row) } as const
    return make(context, 'copy_failed', subject, row.statusAt, params, { verdicts, places: {} })
  })
}

/** One that stopped by itself, or gives a content back and can't go on. One that is suspended has a pool that is missing, which stands for it. */
async function ofInstantCopies(context: QueryContext): Promise<Condition[]> {
  const where = { status: { in: ['stopped', 'copying'] }, failureCode: { not: null } }
  const rows = await context.array.database.instantCopy.findMany({ where, include: instantCopyInclude })
  return rows.map((row) => {
    const failure = context.text.failure(isFailureCode(row.failureCode) ? row.failureCode : 'internal_error')
    const params = { source: row.source.name, target: row.target.name, failure: failure.detail, failureRemedy: failure.remedy }
    const subject = { noun: 'instantCopy', ...instantCopySubject(row) } as const
    return make(context, row.status === 'copying' ? 'instant_copy_halted' : 'instant_copy_failed', subject, row.statusAt, params)
  })
}

const SNAPSHOT_CODES: Record<string, ConditionCode> = {
  overThreshold: 'snapshot_over_threshold',
  full: 'snapshot_full',
  failed: 'snapshot_failed',
}

async function ofSnapshots(context: QueryContext): Promise<Condition[]> {
  const { array, text } = context
  const named = { select: { name: true } } as const
  const rows = await array.database.snapshot.findMany({
    where: {
      status: { in: Object.keys(SNAPSHOT_CODES) },
      virtualDisk: { status: 'optimal', pool: { status: { not: 'missing' } } },
    },
    include: { virtualDisk: { select: relationsSelect }, source: named, repository: { select: { id: true, name: true } } },
  })
  const active = rows.filter((row) => row.status !== 'failed').map((row) => row.id)
  const images = await knownImages(array, active)
  return rows.flatMap((row) => {
    const code = SNAPSHOT_CODES[row.status]
    const image = images.find(({ imageId }) => imageId === row.id)
    const used = image ? Math.floor((image.repositoryUsedBytes / image.repositoryCapacityBytes) * 100) : 0
    if (code === undefined) return []
    const disk = relationsOf(row.virtualDisk)
    const subject = { noun: 'snapshot', id: row.id, name: row.virtualDisk.name } as const
    const params = {
      source: row.source.name,
      policy: row.fullPolicy,
      threshold: row.warningThresholdPercent,
      used,
      failure: text.failure(isFailureCode(row.failureCode) ? row.failureCode : 'internal_error').detail,
    }
    const verdicts = {
      disableSnapshot: mayMove(disk, 'disable'),
      recreateSnapshot: mayMove(disk, 'recreate'),
      deleteSnapshot: mayDeleteSnapshot(disk),
    }
    const places = { repository: { noun: 'virtualDisk', ...row.repository } } as const
    return make(context, code, subject, row.statusAt, params, { verdicts, places })
  })
}
