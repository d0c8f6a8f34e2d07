'use client'

import { Camera, ChevronDown, Copy, Link2, Unlink2 } from 'lucide-react'
import Link from 'next/link'
import { useRouter } from 'next/navigation'
import { useLocale, useTranslations } from 'use-intl'
import type { VirtualDisk } from '@/server/array/virtual-disks/schema'
import { formatBytes, formatExactBytes } from '@/server/messages/bytes'
import { EventsPanel } from '../events/events-panel'
import { DiskStatusHelp } from '../help/status-helps'
import { InstantCopiesPanel } from '../instant-copies/relations-panel'
import { NounPage } from '../live/noun-page'
import { ReservationsPanel } from '../reservations/reservations-panel'
import { useWhyNot, why } from '../shell/why-not'
import { ImagesPanel } from '../snapshots/images-panel'
import { Button, LinkButton } from '../ui/button'
import { Identifier } from '../ui/code'
import { Fact, Facts } from '../ui/facts'
import { Menu } from '../ui/menu'
import { PageHeader } from '../ui/page-header'
import { Panel } from '../ui/panel'
import { StateChip, Tag } from '../ui/state-chip'
import { Time } from '../ui/time'
import { AccessPanel } from './access'
import { useVirtualDiskActions } from './actions'
import { IoPanel } from './io-panel'
import { DISK_STATUS_LOOKS } from './looks'
import { MappingPanel } from './mapping-panel'
import { ContentsPanel } from './contents-panel'
import { RelationsPanel } from './relations-panel'

export function VirtualDiskPage({ id }: { id: string }) {
  return (
    <NounPage noun="virtualDisk" id={id}>
      {(disk) => <Loaded disk={disk} />}
    </NounPage>
  )
}

function Loaded({ disk }: { disk: VirtualDisk }) {
  const t = useTranslations('virtualDisks')
  const words = useTranslations('words')
  return (
    <>
      <PageHeader
        title={disk.name}
        trail={[{ href: '/virtual-disks', label: t('title') }]}
        status={
          <>
            <StateChip look={DISK_STATUS_LOOKS[disk.status]}>{words(`diskStatus.${disk.status}`)}</StateChip>
            <DiskStatusHelp current={disk.status} />
            {disk.kind === 'standard' ? null : <Tag>{words(`diskKind.${disk.kind}`)}</Tag>}
            {disk.mscsShared ? <Tag>{t('facts.mscsShared')}</Tag> : null}
            {disk.readOnly ? <Tag>{words('access.readOnlyAttribute')}</Tag> : null}
          </>
        }
        actions={<Actions disk={disk} />}
      />
      <div className="grid items-start gap-4 lg:grid-cols-2 xl:grid-cols-[1fr_1fr_22rem]">
        <div className="grid min-w-0 gap-4">
          <AccessPanel disk={disk} />
          <MappingPanel disk={disk} />
          {disk.mappedTo ? <ReservationsPanel disk={disk} /> : null}
        </div>
        <IoPanel id={disk.id} />
        <div className="grid min-w-0 gap-4 max-xl:lg:col-span-2 max-xl:lg:grid-cols-2">
          <FactsPanel disk={disk} />
          <RelationsPanel disk={disk} />
          {disk.kind === 'repository' ? null : <ContentsPanel diskId={disk.id} />}
        </div>
      </div>
      {disk.kind === 'standard' ? (
        <div className="mt-4 grid gap-4">
          <InstantCopiesPanel disk={disk} />
          <ImagesPanel disk={disk} />
        </div>
      ) : null}
      <div className="mt-4">
        <EventsPanel subject={disk.id} title={t('events')} />
      </div>
    </>
  )
}

function Actions({ disk }: { disk: VirtualDisk }) {
  const t = useTranslations('virtualDisks.actions')
  const common = useTranslations('common.actions')
  const router = useRouter()
  const whyNot = useWhyNot()
  const actions = useVirtualDiskActions(() => router.push('/virtual-disks'))
  const [, ...more] = actions.groups(disk)
  return (
    <>
      <LinkButton href={`/copies/new?source=${disk.id}`} icon={<Copy aria-hidden />} disabledReason={why(disk.actions.copy)}>
        {t('copy')}
      </LinkButton>
      {disk.actions.copy?.code === 'copy_source_mscs_shared' ? (
        <LinkButton href={`/copies/new?source=${disk.id}&through=snapshot`}>{t('throughSnapshot')}</LinkButton>
      ) : null}
      {disk.kind === 'standard' ? (
        <LinkButton
          href={`/snapshots/new?source=${disk.id}`}
          icon={<Camera aria-hidden />}
          disabledReason={why(disk.actions.snapshot)}
        >
          {t('snapshot')}
        </LinkButton>
      ) : null}
      {disk.mappedTo ? (
        <Button
          icon={<Unlink2 aria-hidden />}
          disabledReason={whyNot('deleteMapping')}
          onClick={() => actions.open('unmap', disk)}
        >
          {t('unmap')}
        </Button>
      ) : (
        <Button icon={<Link2 aria-hidden />} disabledReason={why(disk.actions.map)} onClick={() => actions.open('map', disk)}>
          {t('map')}
        </Button>
      )}
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
    </>
  )
}

function FactsPanel({ disk }: { disk: VirtualDisk }) {
  const t = useTranslations('virtualDisks')
  const common = useTranslations('common')
  const locale = useLocale()
  return (
    <Panel title={t('facts.title')}>
      <Facts>
        <Fact name={t('facts.kind')}>{t(`kinds.${disk.kind}`)}</Fact>
        <Fact name={t('facts.capacity')}>
          <span className="figures">
            {formatBytes(locale, disk.capacityBytes)}{' '}
            <span className="text-faint">({common('exactBytes', { bytes: formatExactBytes(locale, disk.capacityBytes) })})</span>
          </span>
        </Fact>
        <Fact name={t('facts.allocated')}>
          <span className="figures">{formatBytes(locale, disk.allocatedBytes)}</span>
        </Fact>
        <Fact name={t('facts.pool')}>
          <Link href={`/pools/${disk.poolId}`} className="text-link hover:underline">
            {disk.poolName}
          </Link>
        </Fact>
        <Fact name={t('facts.readOnly')}>{disk.readOnly ? t('facts.readOnlyOn') : t('facts.readOnlyOff')}</Fact>
        {disk.mscsShared ? <Fact name={t('facts.mscs')}>{t('facts.mscsShared')}</Fact> : null}
        <Fact name={t('facts.wwid')}>
          <Identifier text={disk.wwid} label={t('facts.copyWwid')} />
        </Fact>
        <Fact name={t('facts.created')}>
          <Time at={disk.createdAt} />
        </Fact>
      </Facts>
    </Panel>
  )
}
