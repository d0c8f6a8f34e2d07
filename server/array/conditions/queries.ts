/** What needs attention, computed from the state of everything each time that it is asked for. */
import { defineQuery, type QueryContext } from '../door/command'
import { listOf } from '../door/lists'
import { pageOfAll } from '../door/slices'
import type { AnyParams } from '../door/params'
import type { ConditionCode } from '../door/text'
import type { Severity, Subject } from '../events/schema'
import { SEVERITIES } from '../events/schema'
import { copyInclude, copySubject, pairNames } from '../copies/rows'
import { isFailureCode } from '../snapshots/image-status'
import { type Condition, condition, listConditionsInput } from './schema'

const SEVERITY = {
  pool_missing: 'critical',
  pool_full: 'critical',
  virtual_disk_missing: 'critical',
  virtual_disk_failed: 'critical',
  copy_failed: 'critical',
  snapshot_over_threshold: 'warning',
  snapshot_full: 'critical',
  snapshot_failed: 'critical',
} as const satisfies Record<ConditionCode, Severity>

export const listConditions = defineQuery({
  name: 'listConditions',
  role: 'viewer',
  summary: 'What needs attention now, with cause, effect and remedy; worst and newest first.',
  input: listConditionsInput,
  output: listOf(condition),
  async handler(context, input) {
    const all = await conditions(context)
    const wanted = all.filter(({ severity }) => input.severity?.includes(severity) ?? true)
    if (input.sort === 'since') wanted.sort((a, b) => (a.since < b.since ? -1 : 1))
    return pageOfAll(wanted, input)
  },
})

export async function conditions(context: QueryContext): Promise<Condition[]> {
  const parts = await Promise.all([ofPools(context), ofDisks(context), ofCopies(context), ofSnapshots(context)])
  return parts
    .flat()
    .sort(
      (a, b) =>
        SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) || (a.since > b.since ? -1 : 1),
    )
}

function make(
  { text }: QueryContext,
  code: ConditionCode,
  subject: Subject,
  since: Date,
  params: AnyParams = {},
): Condition {
  return {
    id: `${code}:${subject.id}`,
    code,
    severity: SEVERITY[code],
    subject,
    ...text.condition(code, { subject: subject.name, ...params }),
    since: since.toISOString(),
  }
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
    include: { pool: { select: { name: true } } },
  })
  return rows.map(({ id, name, pool, status, statusAt, statusDetail }) => {
    const code = status === 'failed' ? 'virtual_disk_failed' : 'virtual_disk_missing'
    return make(context, code, { noun: 'virtualDisk', id, name }, statusAt, {
      pool: pool.name,
      detail: statusDetail ?? '',
    })
  })
}

async function ofCopies(context: QueryContext): Promise<Condition[]> {
  const rows = await context.array.database.copy.findMany({ where: { status: 'failed' }, include: copyInclude })
  return rows.map((row) => {
    const failure = context.text.failure(isFailureCode(row.failureCode) ? row.failureCode : 'internal_error')
    return make(context, 'copy_failed', { noun: 'copy', ...copySubject(row) }, row.statusAt, {
      ...pairNames(row),
      type: row.type,
      failure: failure.detail,
      failureRemedy: failure.remedy,
    })
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
    include: { virtualDisk: named, source: named },
  })
  const active = rows.filter((row) => row.status !== 'failed').map((row) => row.id)
  const images = active.length === 0 ? [] : await array.engine.call('image.facts', { imageIds: active })
  return rows.flatMap((row) => {
    const code = SNAPSHOT_CODES[row.status]
    const image = images.find(({ imageId }) => imageId === row.id)
    const used = image ? Math.floor((image.repositoryUsedBytes / image.repositoryCapacityBytes) * 100) : 0
    if (code === undefined) return []
    const subject = { noun: 'snapshot', id: row.id, name: row.virtualDisk.name } as const
    return make(context, code, subject, row.statusAt, {
      source: row.source.name,
      policy: row.fullPolicy,
      threshold: row.warningThresholdPercent,
      used,
      failure: text.failure(isFailureCode(row.failureCode) ? row.failureCode : 'internal_error').detail,
    })
  })
}
