'use client'

import Link from 'next/link'
import { useFormatter, useTranslations } from 'use-intl'
import type { Snapshot } from '@/server/array/snapshots/schema'
import { EventsPanel } from '../events/events-panel'
import { FullPolicyHelp, SnapshotStatusHelp } from '../help/status-helps'
import { NounPage } from '../live/noun-page'
import { RollbackPanel } from '../rollbacks/rollback-panel'
import { Fact, Facts } from '../ui/facts'
import { CapacityMeter } from '../ui/meter'
import { PageHeader } from '../ui/page-header'
import { Panel } from '../ui/panel'
import { Time } from '../ui/time'
import { DiskLink } from '../virtual-disks/disk-link'
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
      />
      {snapshot.rollback ? (
        <div className="mb-4">
          <RollbackPanel snapshot={snapshot} rollback={snapshot.rollback} />
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
      </div>
      <div className="mt-4">
        <EventsPanel subject={snapshot.id} title={t('events')} />
      </div>
    </>
  )
}
