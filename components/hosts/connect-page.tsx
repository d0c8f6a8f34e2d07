'use client'

import { useTranslations } from 'use-intl'
import { NounPage } from '../live/noun-page'
import { LinkButton } from '../ui/button'
import { PageHeader } from '../ui/page-header'
import { ConnectGuide } from './connect-guide'

/** Where connecting a host ends: the commands to type on it. */
export function ConnectPage({ id }: { id: string }) {
  const t = useTranslations('hosts')
  return (
    <NounPage noun="host" id={id}>
      {(host) => (
        <>
          <PageHeader
            title={t('wizard.finished', { name: host.name })}
            description={t('wizard.finishedText')}
            trail={[
              { href: '/hosts', label: t('title') },
              { href: `/hosts/${host.id}`, label: host.name },
            ]}
            actions={<LinkButton href={`/hosts/${host.id}`}>{t('wizard.toHost')}</LinkButton>}
          />
          <div className="max-w-3xl">
            <ConnectGuide host={host} />
          </div>
        </>
      )}
    </NounPage>
  )
}
