'use client'

import { useTranslations } from 'use-intl'
import { PageTabs } from '../ui/page-tabs'

export function SettingsTabs() {
  const t = useTranslations('settings')
  return (
    <PageTabs
      label={t('title')}
      tabs={[
        { href: '/settings', label: t('tabs.account') },
        { href: '/settings/sessions', label: t('tabs.sessions') },
        { href: '/settings/users', label: t('tabs.users') },
        { href: '/settings/tokens', label: t('tabs.tokens') },
        { href: '/settings/array', label: t('tabs.array') },
      ]}
    />
  )
}
