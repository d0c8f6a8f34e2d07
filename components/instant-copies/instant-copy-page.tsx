'use client'

import { useQuery } from '@tanstack/react-query'
import Link from 'next/link'
import { useRouter } from 'next/navigation'
import { useLocale, useTranslations } from 'use-intl'
import type { InstantCopy } from '@/server/array/instant-copies/schema'
import { bytesPerSecond } from '@/server/array/instant-copies/rates'
import { formatBytes } from '@/server/messages/bytes'
import { EventsPanel } from '../events/events-panel'
import { InstantCopyStatusHelp } from '../help/status-helps'
import { NounPage } from '../live/noun-page'
import { oneQuery } from '../live/queries'
import { why } from '../shell/why-not'
import { ActionButtons } from '../ui/action-buttons'
import { Fact, Facts } from '../ui/facts'
import { Notice } from '../ui/notice'
import { PageHeader } from '../ui/page-header'
import { Panel } from '../ui/panel'
import { Progress } from '../ui/progress'
import { Tag } from '../ui/state-chip'
import { Time } from '../ui/time'
import { AccessChip } from '../virtual-disks/access'
import { DiskLink } from '../virtual-disks/disk-link'
import { INSTANT_COPY_ACTIONS, useInstantCopyActions } from './actions'
import { InstantCopyProgress } from './instant-copy-progress'
import { InstantCopyStatusChip } from './instant-copy-status'

export function InstantCopyPage({ id }: { id: string }) {
  return (
    <NounPage noun="instantCopy" id={id}>
      {(copy) => <Loaded copy={copy} />}
    </NounPage>
  )
}

function Loaded({ copy }: { copy: InstantCopy }) {
  const t = useTranslations('instantCopies')
  return (
    <>
      <PageHeader
        title={copy.name}
        trail={[{ href: '/instant-copies', label: t('title') }]}
        status={
          <>
            <InstantCopyStatusChip status={copy.status} />
            <InstantCopyStatusHelp current={copy.status} />
            {copy.restore ? <Tag>{t('restores')}</Tag> : null}
          </>
        }
        actions={<Actions copy={copy} />}
      />
      {copy.failure ? (
        <div className="mb-4">
          <Notice tone={copy.status === 'copying' ? 'warn' : 'crit'} title={t(copy.status === 'copying' ? 'halted' : 'failure')}>
            <span className="block first-letter:uppercase">{why(copy.failure)}</span>
          </Notice>
        </div>
      ) : null}
      <div className="grid items-start gap-4 lg:grid-cols-[1fr_22rem]">
        <div className="grid min-w-0 gap-4">
          <ProgressPanel copy={copy} />
          <Disks copy={copy} />
          <Dependencies copy={copy} />
        </div>
        <FactsPanel copy={copy} />
      </div>
      <div className="mt-4">
        <EventsPanel subject={copy.id} title={t('events')} />
      </div>
    </>
  )
}

function Actions({ copy }: { copy: InstantCopy }) {
  const router = useRouter()
  const actions = useInstantCopyActions(() => router.push('/instant-copies'))
  return (
    <>
      <ActionButtons actions={INSTANT_COPY_ACTIONS.map((name) => actions.action(name, copy))} />
      {actions.dialog}
    </>
  )
}

function ProgressPanel({ copy }: { copy: InstantCopy }) {
  const t = useTranslations('instantCopies')
  const locale = useLocale()
  const { cleanProgressPercent } = copy
  return (
    <Panel title={t('progress.title')}>
      <InstantCopyProgress copy={copy} />
      {cleanProgressPercent === null ? null : (
        <div className="mt-3">
          <p className="text-sm text-soft">{t('progress.cleaning')}</p>
          <Progress label={t('progress.cleaning')} percent={cleanProgressPercent} />
        </div>
      )}
      {copy.startedAt !== null && copy.incremental ? (
        <p className="mt-2 text-sm text-soft">{t('progress.difference', { bytes: formatBytes(locale, copy.differenceBytes) })}</p>
      ) : null}
    </Panel>
  )
}

/** What hosts may do with both now. */
function Disks({ copy }: { copy: InstantCopy }) {
  const t = useTranslations('instantCopies')
  return (
    <Panel title={t('access.title')}>
      <Facts>
        <Fact name={t('fields.source')}>
          <DiskAccess id={copy.sourceId} />
        </Fact>
        <Fact name={t('fields.target')}>
          <DiskAccess id={copy.targetId} />
        </Fact>
      </Facts>
    </Panel>
  )
}

function DiskAccess({ id }: { id: string }) {
  const access = useQuery(oneQuery('virtualDisk', id)).data?.hostAccess
  return (
    <div>
      <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
        <DiskLink id={id} />
        {access ? <AccessChip access={access} /> : null}
      </div>
      {access?.reason ? <p className="mt-0.5 text-soft">{why(access.reason)}</p> : null}
    </div>
  )
}

/** Through whose targets the target is read, and who reads through it. */
function Dependencies({ copy }: { copy: InstantCopy }) {
  const t = useTranslations('instantCopies.dependencies')
  const none = <span className="text-faint">{t('none')}</span>
  const { dependsOn, dependents, dependentSnapshots } = copy
  return (
    <Panel title={t('title')}>
      <Facts>
        <Fact name={t('dependsOn')}>{dependsOn.length === 0 ? none : <CopyLinks ids={dependsOn} />}</Fact>
        <Fact name={t('dependents')}>{dependents.length === 0 ? none : <CopyLinks ids={dependents} />}</Fact>
        {dependentSnapshots.length > 0 ? (
          <Fact name={t('snapshots')}>
            <ul>
              {dependentSnapshots.map((id) => (
                <li key={id}>
                  <SnapshotLink id={id} />
                </li>
              ))}
            </ul>
          </Fact>
        ) : null}
      </Facts>
      <p className="mt-3 text-xs text-faint">{t('hint')}</p>
    </Panel>
  )
}

function SnapshotLink({ id }: { id: string }) {
  const snapshot = useQuery(oneQuery('snapshot', id)).data
  return (
    <Link href={`/snapshots/${id}`} className="text-link [overflow-wrap:anywhere] hover:underline">
      {snapshot?.name ?? '…'}
    </Link>
  )
}

function CopyLinks({ ids }: { ids: string[] }) {
  return (
    <ul className="space-y-1">
      {ids.map((id) => (
        <li key={id}>
          <CopyLink id={id} />
        </li>
      ))}
    </ul>
  )
}

export function CopyLink({ id }: { id: string }) {
  const copy = useQuery(oneQuery('instantCopy', id)).data
  return (
    <span className="flex flex-wrap items-center gap-x-2">
      <Link href={`/instant-copies/${id}`} className="text-link [overflow-wrap:anywhere] hover:underline">
        {copy?.name ?? '…'}
      </Link>
      {copy ? <InstantCopyStatusChip status={copy.status} /> : null}
    </span>
  )
}

function FactsPanel({ copy }: { copy: InstantCopy }) {
  const t = useTranslations('instantCopies')
  const locale = useLocale()
  const at = (time: string | null) => (time ? <Time at={time} /> : <span className="text-faint">{t('facts.never')}</span>)
  const rate = (value: number) =>
    value === 0 ? t('facts.rateNone') : t('facts.rate', { value, rate: formatBytes(locale, bytesPerSecond(value)) })
  return (
    <Panel title={t('facts.title')}>
      <Facts>
        <Fact name={t('fields.group')}>
          {copy.consistencyGroupId === null ? (
            <span className="text-faint">{t('fields.noGroup')}</span>
          ) : (
            <Link href={`/instant-copies/groups/${copy.consistencyGroupId}`} className="text-link [overflow-wrap:anywhere] hover:underline">
              {copy.consistencyGroupName}
            </Link>
          )}
        </Fact>
        <Fact name={t('fields.copyRate')}>{rate(copy.copyRate)}</Fact>
        <Fact name={t('fields.cleanRate')}>{rate(copy.cleanRate)}</Fact>
        <Fact name={t('fields.grain')}>{formatBytes(locale, copy.grainBytes)}</Fact>
        <Fact name={t('fields.incremental')}>{t(copy.incremental ? 'facts.incrementalOn' : 'facts.incrementalOff')}</Fact>
        <Fact name={t('fields.autoDelete')}>{t(copy.autoDelete ? 'facts.autoDeleteOn' : 'facts.autoDeleteOff')}</Fact>
        <Fact name={t('facts.started')}>{at(copy.startedAt)}</Fact>
        <Fact name={t('facts.completed')}>{at(copy.completedAt)}</Fact>
        <Fact name={t('facts.created')}>{at(copy.createdAt)}</Fact>
      </Facts>
    </Panel>
  )
}
