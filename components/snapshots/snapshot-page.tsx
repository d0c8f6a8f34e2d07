'use client'

import { useQuery } from '@tanstack/react-query'
import { ChevronDown, Link2 } from 'lucide-react'
import Link from 'next/link'
import { useRouter } from 'next/navigation'
import { useFormatter, useTranslations } from 'use-intl'
import type { Snapshot } from '@/server/array/snapshots/schema'
import { EventsPanel } from '../events/events-panel'
import { FullPolicyHelp, SnapshotStatusHelp } from '../help/status-helps'
import { NounPage } from '../live/noun-page'
import { listQuery, oneQuery } from '../live/queries'
import { RollbackPanel } from '../rollbacks/rollback-panel'
import { why } from '../shell/why-not'
import { ActionButtons } from '../ui/action-buttons'
import { Button } from '../ui/button'
import { Fact, Facts } from '../ui/facts'
import { Menu } from '../ui/menu'
import { CapacityMeter } from '../ui/meter'
import { Notice } from '../ui/notice'
import { PageHeader } from '../ui/page-header'
import { Panel } from '../ui/panel'
import { Time } from '../ui/time'
import { AccessPanel } from '../virtual-disks/access'
import { useVirtualDiskActions } from '../virtual-disks/actions'
import { DiskLink } from '../virtual-disks/disk-link'
import { MappingPanel } from '../virtual-disks/mapping-panel'
import { useSnapshotActions } from './actions'
import { SnapshotStatusChip } from './snapshot-status'

export function SnapshotPage({ id }: { id: string }) {
  return (
    <NounPage noun="snapshot" id={id}>
      {(snapshot) => <Loaded snapshot={snapshot} />}
    </NounPage>
  )
}

function Loaded({ snapshot }: { snapshot: Snapshot }) {
  const t = useTranslations('snapshots')
  const format = useFormatter()
  const disk = useQuery(oneQuery('virtualDisk', snapshot.virtualDiskId)).data
  return (
    <>
      <PageHeader
        title={snapshot.name}
        trail={[{ href: '/snapshots', label: t('title') }]}
        status={
          <>
            <SnapshotStatusChip status={snapshot.status} />
            <SnapshotStatusHelp current={snapshot.status} />
          </>
        }
        actions={<Actions snapshot={snapshot} />}
      />
      {snapshot.rollback ? (
        <div className="mb-4">
          <RollbackPanel snapshot={snapshot} rollback={snapshot.rollback} />
        </div>
      ) : null}
      {snapshot.status === 'full' ? (
        <div className="mb-4">
          <Notice tone="crit" title={t('repository.full')}>
            {t('fullNow', { source: snapshot.sourceName })}
          </Notice>
        </div>
      ) : null}
      <div className="grid items-start gap-4 lg:grid-cols-2">
        <Panel title={t('facts.title')}>
          <Facts>
            <Fact name={t('facts.source')}>
              <DiskLink id={snapshot.sourceId} />
            </Fact>
            <Fact name={t('facts.image')}>
              {snapshot.imageAt ? <Time at={snapshot.imageAt} show="both" /> : t('noImage')}
            </Fact>
            {snapshot.instantId === null ? null : (
              <Fact name={t('facts.together')}>
                <Together snapshot={snapshot} instantId={snapshot.instantId} />
              </Fact>
            )}
            <Fact name={t('facts.disk')}>
              <DiskLink id={snapshot.virtualDiskId} />
            </Fact>
            <Fact name={t('facts.created')}>
              <Time at={snapshot.createdAt} />
            </Fact>
            {snapshot.copyId ? (
              <Fact name={t('facts.copy')}>
                <Link href={`/copies/${snapshot.copyId}`} className="text-link hover:underline">
                  {t('facts.toCopy')}
                </Link>
              </Fact>
            ) : null}
          </Facts>
        </Panel>
        <Panel title={t('repository.title')}>
          <div className="mb-4">
            <CapacityMeter
              label={t('repository.label', { name: snapshot.name })}
              usedBytes={snapshot.repositoryUsedBytes}
              capacityBytes={snapshot.repositoryCapacityBytes}
              warnAt={snapshot.warningThresholdPercent / 100}
            />
          </div>
          <Facts>
            <Fact name={t('facts.repository')}>
              <DiskLink id={snapshot.repositoryId} />
            </Fact>
            <Fact name={t('facts.threshold')}>
              {format.number(snapshot.warningThresholdPercent / 100, { style: 'percent' })}
            </Fact>
            <Fact name={t('facts.policy')}>
              {t(`policies.${snapshot.fullPolicy}`)} <FullPolicyHelp />
            </Fact>
          </Facts>
        </Panel>
        {disk ? (
          <>
            <AccessPanel disk={disk} />
            <MappingPanel disk={disk} />
          </>
        ) : null}
      </div>
      <div className="mt-4">
        <EventsPanel subject={snapshot.id} title={t('events')} />
      </div>
    </>
  )
}

function Actions({ snapshot }: { snapshot: Snapshot }) {
  const t = useTranslations('virtualDisks.actions')
  const common = useTranslations('common.actions')
  const router = useRouter()
  const actions = useSnapshotActions(() => router.push('/snapshots'))
  const ofDisk = useVirtualDiskActions()
  const disk = useQuery(oneQuery('virtualDisk', snapshot.virtualDiskId)).data
  const [, ...more] = actions.menu(snapshot).groups
  return (
    <>
      <ActionButtons actions={(['rollback', 'recreate', 'disable'] as const).map((name) => actions.action(name, snapshot))} />
      {disk && !disk.mappedTo ? (
        <Button icon={<Link2 aria-hidden />} disabledReason={why(disk.actions.map)} onClick={() => ofDisk.open('map', disk)}>
          {t('map')}
        </Button>
      ) : null}
      <Menu
        groups={more}
        trigger={
          <Button>
            {common('more')}
            <ChevronDown aria-hidden />
          </Button>
        }
      />
      {actions.dialog}
      {ofDisk.dialog}
    </>
  )
}

/** The other snapshots of the same instant. */
function Together({ snapshot, instantId }: { snapshot: Snapshot; instantId: string }) {
  const found = useQuery(listQuery('snapshot', { instantId })).data?.items ?? []
  return (
    <ul className="space-y-0.5">
      {found
        .filter(({ id }) => id !== snapshot.id)
        .map(({ id, name, sourceName }) => (
          <li key={id}>
            <Link href={`/snapshots/${id}`} className="text-link [overflow-wrap:anywhere] hover:underline">
              {name}
            </Link>{' '}
            <span className="text-faint">({sourceName})</span>
          </li>
        ))}
    </ul>
  )
}
