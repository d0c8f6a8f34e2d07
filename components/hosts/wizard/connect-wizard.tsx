'use client'

import { lazy } from 'react'
import { useTranslations } from 'use-intl'
import { PageHeader } from '../../ui/page-header'
import { WizardFrame } from '../../ui/wizard/wizard-frame'

const Steps = lazy(() => import('./connect-steps'))

export function ConnectHostWizard() {
  const t = useTranslations('hosts')
  return (
    <>
      <PageHeader title={t('wizard.title')} trail={[{ href: '/hosts', label: t('title') }]} />
      <WizardFrame>{() => <Steps />}</WizardFrame>
    </>
  )
}
