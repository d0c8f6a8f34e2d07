'use client'

import { useTranslations } from 'use-intl'
import { PageTabs } from '../ui/page-tabs'

export function InstantCopyTabs() {
  const t = useTranslations('instantCopies')
  const groups = useTranslations('consistencyGroups')
  return (
    <PageTabs
      label={t('title')}
      tabs={[
        { href: '/instant-copies', label: t('title') },
        { href: '/instant-copies/groups', label: groups('title') },
      ]}
    />
  )
}
