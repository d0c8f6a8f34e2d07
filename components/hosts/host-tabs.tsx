'use client'

import { useTranslations } from 'use-intl'
import { PageTabs } from '../ui/page-tabs'

export function HostTabs() {
  const t = useTranslations('hosts')
  return (
    <PageTabs
      label={t('title')}
      tabs={[
        { href: '/hosts', label: t('tabs.hosts') },
        { href: '/hosts/groups', label: t('tabs.groups') },
      ]}
    />
  )
}
