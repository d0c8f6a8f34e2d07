'use client'

import { useQuery } from '@tanstack/react-query'
import Link from 'next/link'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import type { Copy } from '@/server/array/copies/schema'
import { EventsPanel } from '../events/events-panel'
import { CopyStatusHelp, PriorityHelp } from '../help/status-helps'
import { useCommand } from '../live/command'
import { NounPage } from '../live/noun-page'
import { oneQuery } from '../live/queries'
import { refusalOf } from '../live/refusal'
import { why } from '../shell/why-not'
import { ActionButtons } from '../ui/action-buttons'
import { Fact, Facts } from '../ui/facts'
import { Notice } from '../ui/notice'
import { PageHeader } from '../ui/page-header'
import { Panel } from '../ui/panel'
import { SwitchRow } from '../ui/switch-row'
import { Time } from '../ui/time'
import { toastDone, toastFailed } from '../ui/toast'
import { AccessChip } from '../virtual-disks/access'
import { DiskLink } from '../virtual-disks/disk-link'
import { COPY_ACTIONS, useCopyActions } from './actions'
import { CopyProgress } from './copy-progress'
import { CopyStatusChip } from './copy-status'

export function CopyPage({ id }: { id: string }) {
  return (
    <NounPage noun="copy" id={id}>
      {(copy) => <Loaded copy={copy} />}
    </NounPage>
  )
}

function Loaded({ copy }: { copy: Copy }) {
  const t = useTranslations('copies')
  return (
    <>
      <PageHeader
        title={t('pair', { source: copy.sourceName, target: copy.targetName })}
        trail={[{ href: '/copies', label: t('title') }]}
        status={
          <>
            <CopyStatusChip status={copy.status} />
            <CopyStatusHelp current={copy.status} />
          </>
        }
        actions={<Actions copy={copy} />}
      />
      {copy.failure ? (
        <div className="mb-4">
          <Notice tone="crit" title={t('failure')}>
            <span className="block first-letter:uppercase">
              {copy.failure.detail} {copy.failure.remedy}
            </span>
          </Notice>
        </div>
      ) : null}
      <div className="grid items-start gap-4 lg:grid-cols-[1fr_22rem]">
        <div className="grid min-w-0 gap-4">
          <Panel title={t('state')}>
            <CopyProgress {...copy} />
          </Panel>
          <AccessNow copy={copy} />
        </div>
        <FactsPanel copy={copy} />
      </div>
      <div className="mt-4">
        <EventsPanel subject={copy.id} title={t('events')} />
      </div>
    </>
  )
}

function Actions({ copy }: { copy: Copy }) {
  const router = useRouter()
  const actions = useCopyActions(() => router.push('/copies'))
  return (
    <>
      <ActionButtons actions={COPY_ACTIONS.map((name) => actions.action(name, copy))} />
      {actions.dialog}
    </>
  )
}

/** What hosts may do with source and target now, and the switch that decides about writes to the target. */
function AccessNow({ copy }: { copy: Copy }) {
  const t = useTranslations('copies')
  const run = useCommand()
  const [pending, setPending] = useState(false)

  async function setReadOnly(targetReadOnly: boolean) {
    setPending(true)
    const outcome = await run('updateCopy', { id: copy.id, targetReadOnly }).finally(() => setPending(false))
    const refusal = refusalOf(outcome, () =>
      toastDone(t(targetReadOnly ? 'targetReadOnly.onDone' : 'targetReadOnly.offDone', { target: copy.targetName })),
    )
    if (refusal) toastFailed(t('targetReadOnly.label'), refusal)
  }

  return (
    <Panel title={t('access.title')}>
      <Facts>
        <Fact name={t('access.source')}>
          <DiskAccess id={copy.sourceId} name={copy.sourceName} />
        </Fact>
        <Fact name={t('access.target')}>
          <DiskAccess id={copy.targetId} name={copy.targetName} />
        </Fact>
      </Facts>
      <div className="mt-3.5 border-t border-line pt-3.5">
        <SwitchRow
          label={t('targetReadOnly.label')}
          hint={t('targetReadOnly.hint')}
          checked={copy.targetReadOnly}
          pending={pending}
          disabledReason={why(copy.actions.setTargetReadOnly)}
          onChange={setReadOnly}
        />
      </div>
    </Panel>
  )
}

function DiskAccess({ id, name }: { id: string; name: string }) {
  const access = useQuery(oneQuery('virtualDisk', id)).data?.hostAccess
  return (
    <div>
      <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
        <Link href={`/virtual-disks/${id}`} className="text-link [overflow-wrap:anywhere] hover:underline">
          {name}
        </Link>
        {access ? <AccessChip access={access} /> : null}
      </div>
      {access?.reason ? (
        <p className="mt-0.5 text-soft">
          {access.reason.detail} {access.reason.remedy}
        </p>
      ) : null}
    </div>
  )
}

function FactsPanel({ copy }: { copy: Copy }) {
  const t = useTranslations('copies')
  const words = useTranslations('words')
  const snapshot = useQuery({ ...oneQuery('snapshot', copy.snapshotId ?? ''), enabled: copy.snapshotId !== null }).data
  const at = (time: string | null) => (time ? <Time at={time} /> : <span className="text-faint">{t('facts.never')}</span>)
  return (
    <Panel title={t('facts.title')}>
      <Facts>
        <Fact name={t('facts.type')}>{t(`types.${copy.type}`)}</Fact>
        <Fact name={t('facts.priority')}>
          {words(`priority.${copy.priority}`)} <PriorityHelp />
        </Fact>
        <Fact name={t('facts.started')}>{at(copy.startedAt)}</Fact>
        <Fact name={t('facts.completed')}>{at(copy.completedAt)}</Fact>
        <Fact name={t('facts.created')}>{at(copy.createdAt)}</Fact>
        {snapshot ? (
          <>
            <Fact name={t('facts.snapshot')}>
              <Link href={`/snapshots/${snapshot.id}`} className="text-link hover:underline">
                {snapshot.name}
              </Link>
            </Fact>
            <Fact name={t('facts.repository')}>
              <DiskLink id={snapshot.repositoryId} />
            </Fact>
          </>
        ) : null}
      </Facts>
    </Panel>
  )
}
