'use client'

import { useQuery } from '@tanstack/react-query'
import { lazy } from 'react'
import { useTranslations } from 'use-intl'
import { listQuery } from '../live/queries'
import { PageHeader } from '../ui/page-header'
import { WizardFrame } from '../ui/wizard/wizard-frame'

const Steps = lazy(() => import('./create-steps'))

export function CreateVirtualDiskWizard() {
  const t = useTranslations('virtualDisks')
  const pools = useQuery(listQuery('pool', { limit: 1000 })).data?.items
  return (
    <>
      <PageHeader title={t('wizard.title')} trail={[{ href: '/virtual-disks', label: t('title') }]} />
      <WizardFrame>{() => (pools ? <Steps pools={pools} /> : null)}</WizardFrame>
    </>
  )
}
