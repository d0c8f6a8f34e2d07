'use client'

import { useRouter } from 'next/navigation'
import { useTranslations } from 'use-intl'
import type { ConsistencyGroup } from '@/server/array/consistency-groups/schema'
import { EventsPanel } from '../events/events-panel'
import { GroupStatusChip } from '../instant-copies/instant-copy-status'
import { NounPage } from '../live/noun-page'
import { ActionButtons } from '../ui/action-buttons'
import { Fact, Facts } from '../ui/facts'
import { PageHeader } from '../ui/page-header'
import { Panel } from '../ui/panel'
import { Time } from '../ui/time'
import { GROUP_ACTIONS, useConsistencyGroupActions } from './actions'
import { MembersPanel } from './members-panel'

export function ConsistencyGroupPage({ id }: { id: string }) {
  return (
    <NounPage noun="consistencyGroup" id={id}>
      {(group) => <Loaded group={group} />}
    </NounPage>
  )
}

function Loaded({ group }: { group: ConsistencyGroup }) {
  const t = useTranslations('consistencyGroups')
  const copies = useTranslations('instantCopies')
  const router = useRouter()
  const actions = useConsistencyGroupActions(() => router.push('/instant-copies/groups'))
  return (
    <>
      <PageHeader
        title={group.name}
        trail={[
          { href: '/instant-copies', label: copies('title') },
          { href: '/instant-copies/groups', label: t('title') },
        ]}
        status={<GroupStatusChip status={group.status} />}
        actions={<ActionButtons actions={GROUP_ACTIONS.map((name) => actions.action(name, group))} />}
      />
      <div className="grid items-start gap-4 lg:grid-cols-[1fr_22rem]">
        <MembersPanel group={group} />
        <Panel title={t('facts.title')}>
          <Facts>
            <Fact name={t('facts.autoDelete')}>{t(group.autoDelete ? 'facts.autoDeleteOn' : 'facts.autoDeleteOff')}</Fact>
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
