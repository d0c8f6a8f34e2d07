'use client'

import Link from 'next/link'
import { useRouter } from 'next/navigation'
import { useTranslations } from 'use-intl'
import type { Host } from '@/server/array/hosts/schema'
import { EventsPanel } from '../events/events-panel'
import { NounPage } from '../live/noun-page'
import { ActionButtons } from '../ui/action-buttons'
import { Fact, Facts } from '../ui/facts'
import { PageHeader } from '../ui/page-header'
import { Panel } from '../ui/panel'
import { Time } from '../ui/time'
import { useHostActions } from './actions'
import { ConnectGuide } from './connect-guide'
import { MappingsPanel } from './mappings-panel'
import { PortList } from './port-list'
import { SessionsPanel } from './sessions-panel'

export function HostPage({ id }: { id: string }) {
  return (
    <NounPage noun="host" id={id}>
      {(host) => <Loaded host={host} />}
    </NounPage>
  )
}

function Loaded({ host }: { host: Host }) {
  const t = useTranslations('hosts')
  const router = useRouter()
  const actions = useHostActions(() => router.push('/hosts'))
  return (
    <>
      <PageHeader
        title={host.name}
        trail={[{ href: '/hosts', label: t('title') }]}
        actions={<ActionButtons actions={actions.actions(host)} />}
      />
      <div className="grid items-start gap-4 lg:grid-cols-[1fr_22rem]">
        <div className="grid min-w-0 gap-4">
          <MappingsPanel params={{ hostId: host.id }} name={host.name} />
          <ConnectGuide host={host} />
        </div>
        <div className="grid min-w-0 gap-4">
          <FactsPanel host={host} />
          <Panel title={t('ports.title')}>
            <PortList ports={host.ports} />
          </Panel>
          <SessionsPanel hostId={host.id} />
        </div>
      </div>
      <div className="mt-4">
        <EventsPanel subject={host.id} title={t('events')} />
      </div>
      {actions.dialog}
    </>
  )
}

function FactsPanel({ host }: { host: Host }) {
  const t = useTranslations('hosts')
  const words = useTranslations('words.hostSystem')
  return (
    <Panel title={t('facts.title')}>
      <Facts>
        <Fact name={t('facts.os')}>{words(host.os)}</Fact>
        <Fact name={t('facts.group')}>
          {host.hostGroupId ? (
            <Link href={`/hosts/groups/${host.hostGroupId}`} className="text-link hover:underline">
              {host.hostGroupName}
            </Link>
          ) : (
            <span className="text-faint">{t('noGroup')}</span>
          )}
        </Fact>
        <Fact name={t('facts.created')}>
          <Time at={host.createdAt} />
        </Fact>
      </Facts>
    </Panel>
  )
}
