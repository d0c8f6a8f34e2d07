'use client'

import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'use-intl'
import { listQuery } from '../live/queries'
import { later } from '../ui/later'
import { PageHeader } from '../ui/page-header'
import { waitingSteps, WizardFrame } from '../ui/wizard/wizard-frame'
import { createChecks } from './create-checks'

const Steps = later(() => import('./create-steps'), waitingSteps)

export function CreateVirtualDiskWizard() {
  const t = useTranslations('virtualDisks')
  const pools = useQuery(listQuery('pool', { limit: 1000 })).data?.items
  return (
    <>
      <PageHeader title={t('wizard.title')} trail={[{ href: '/virtual-disks', label: t('title') }]} />
      <WizardFrame checks={createChecks}>{() => (pools ? <Steps pools={pools} /> : null)}</WizardFrame>
    </>
  )
}
