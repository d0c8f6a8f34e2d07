'use client'

import { useQuery } from '@tanstack/react-query'
import Link from 'next/link'
import type { ReactNode } from 'react'
import { useTranslations } from 'use-intl'
import type { Operation } from '@/server/array/operations/schema'
import { CopyProgress } from '../copies/copy-progress'
import { CopyStatusChip } from '../copies/copy-status'
import { Failed } from '../live/failed'
import { InstantCopyProgress } from '../instant-copies/instant-copy-progress'
import { InstantCopyStatusChip } from '../instant-copies/instant-copy-status'
import { listQuery, oneQuery } from '../live/queries'
import { RollbackProgress } from '../rollbacks/rollback-progress'
import { RollbackStatusChip } from '../rollbacks/rollback-status'
import { Skeleton } from '../ui/skeleton'

interface OperationListProps {
  empty: ReactNode
  /** A link was followed. */
  onLeave?: () => void
}

export function OperationList({ empty, onLeave }: OperationListProps) {
  const query = useQuery(listQuery('operation', {}))
  if (query.error && !query.data) return <Failed error={query.error} onRetry={() => void query.refetch()} />
  if (!query.data) return <Skeleton className="h-16 w-full" />
  if (query.data.items.length === 0) return empty
  return (
    <ul className="divide-y divide-line">
      {query.data.items.map((operation) => (
        <li key={operation.id} className="py-3 first:pt-0 last:pb-0">
          {operation.kind === 'instantCopy' ? (
            <InstantCopyOperation operation={operation} onLeave={onLeave ?? (() => undefined)} />
          ) : operation.kind === 'snapshotRollback' ? (
            <RollbackOperation operation={operation} onLeave={onLeave ?? (() => undefined)} />
          ) : (
            <CopyOperation operation={operation} onLeave={onLeave ?? (() => undefined)} />
          )}
        </li>
      ))}
    </ul>
  )
}

function CopyOperation({ operation, onLeave }: { operation: Operation; onLeave: () => void }) {
  const t = useTranslations('copies')
  const words = useTranslations('words.priority')
  const copy = useQuery(oneQuery('copy', operation.id)).data
  const status = operation.status === 'paused' ? 'stopped' : operation.status
  const names = { source: copy?.sourceName ?? operation.subject.name, target: copy?.targetName ?? '…' }
  return (
    <>
      <div className="mb-1.5 flex flex-wrap items-center justify-between gap-x-3 gap-y-1 text-sm">
        <Link
          href={`/copies/${operation.id}`}
          onClick={onLeave}
          className="font-medium text-link [overflow-wrap:anywhere] hover:underline"
        >
          {t('pair', names)}
        </Link>
        <span className="flex items-center gap-2 text-xs text-soft">
          {operation.priority && words(operation.priority)}
          <CopyStatusChip status={status} />
        </span>
      </div>
      <CopyProgress
        sourceName={names.source}
        targetName={names.target}
        status={status}
        progress={operation.progress}
      />
    </>
  )
}

function InstantCopyOperation({ operation, onLeave }: { operation: Operation; onLeave: () => void }) {
  const { name } = operation.subject
  const copy = useQuery(oneQuery('instantCopy', operation.id)).data
  const status = copy?.status ?? (operation.status === 'paused' ? 'suspended' : 'copying')
  return (
    <>
      <div className="mb-1.5 flex flex-wrap items-center justify-between gap-x-3 gap-y-1 text-sm">
        <Link
          href={`/instant-copies/${operation.id}`}
          onClick={onLeave}
          className="font-medium text-link [overflow-wrap:anywhere] hover:underline"
        >
          {name}
        </Link>
        <InstantCopyStatusChip status={status} />
      </div>
      <InstantCopyProgress copy={{ name, status, progress: operation.progress, copyRate: operation.copyRate ?? 0 }} />
    </>
  )
}

function RollbackOperation({ operation, onLeave }: { operation: Operation; onLeave: () => void }) {
  const t = useTranslations('rollbacks')
  const words = useTranslations('words.priority')
  const snapshot = useQuery(oneQuery('snapshot', operation.id)).data
  const source = snapshot?.sourceName ?? '…'
  const status = operation.status === 'paused' ? 'paused' : 'inProgress'
  return (
    <>
      <div className="mb-1.5 flex flex-wrap items-center justify-between gap-x-3 gap-y-1 text-sm">
        <Link
          href={`/snapshots/${operation.id}`}
          onClick={onLeave}
          className="font-medium text-link [overflow-wrap:anywhere] hover:underline"
        >
          {t('operation', { source, name: operation.subject.name })}
        </Link>
        <span className="flex items-center gap-2 text-xs text-soft">
          {operation.priority && words(operation.priority)}
          <RollbackStatusChip status={status} />
        </span>
      </div>
      <RollbackProgress sourceName={source} status={status} progress={operation.progress} />
    </>
  )
}
