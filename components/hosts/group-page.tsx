'use client'

import Link from 'next/link'
import { useRouter } from 'next/navigation'
import { useTranslations } from 'use-intl'
import type { HostGroup } from '@/server/array/host-groups/schema'
import { EventsPanel } from '../events/events-panel'
import { NounPage } from '../live/noun-page'
import { ActionButtons } from '../ui/action-buttons'
import { Fact, Facts } from '../ui/facts'
import { PageHeader } from '../ui/page-header'
import { Panel } from '../ui/panel'
import { Time } from '../ui/time'
import { useGroupActions } from './group-actions'
import { MappingsPanel } from './mappings-panel'

export function HostGroupPage({ id }: { id: string }) {
  return (
    <NounPage noun="hostGroup" id={id}>
      {(group) => <Loaded group={group} />}
    </NounPage>
  )
}

function Loaded({ group }: { group: HostGroup }) {
  const t = useTranslations('hosts')
  const words = useTranslations('words.clusterType')
  const router = useRouter()
  const actions = useGroupActions(() => router.push('/hosts/groups'))
  return (
    <>
      <PageHeader
        title={group.name}
        trail={[
          { href: '/hosts', label: t('title') },
          { href: '/hosts/groups', label: t('tabs.groups') },
        ]}
        actions={<ActionButtons actions={actions.actions(group)} />}
      />
      <div className="grid items-start gap-4 lg:grid-cols-[1fr_22rem]">
        <MappingsPanel params={{ hostGroupId: group.id }} name={group.name} />
        <Panel title={t('facts.title')}>
          <Facts>
            <Fact name={t('facts.cluster')}>{words(group.cluster)}</Fact>
            <Fact name={t('facts.members')}>
              {group.hosts.length === 0 ? (
                <span className="text-faint">{t('facts.noMembers')}</span>
              ) : (
                <ul className="flex flex-wrap gap-x-2.5 gap-y-0.5">
                  {group.hosts.map((host) => (
                    <li key={host.id}>
                      <Link href={`/hosts/${host.id}`} className="text-link hover:underline">
                        {host.name}
                      </Link>
                    </li>
                  ))}
                </ul>
              )}
            </Fact>
            <Fact name={t('facts.created')}>
              <Time at={group.createdAt} />
            </Fact>
          </Facts>
        </Panel>
      </div>
      <div className="mt-4">
        <EventsPanel subject={group.id} title={t('events')} />
      </div>
      {actions.dialog}
    </>
  )
}
