'use client'

import { lazy } from 'react'
import { useTranslations } from 'use-intl'
import { PageHeader } from '../../ui/page-header'
import { WizardFrame } from '../../ui/wizard/wizard-frame'

const Steps = lazy(() => import('./snapshot-steps'))

export function SnapshotWizard() {
  const t = useTranslations('snapshots')
  return (
    <>
      <PageHeader title={t('wizard.title')} trail={[{ href: '/snapshots', label: t('title') }]} />
      <WizardFrame>{() => <Steps />}</WizardFrame>
    </>
  )
}
