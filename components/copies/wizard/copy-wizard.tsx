'use client'

import { lazy } from 'react'
import { useTranslations } from 'use-intl'
import { PageHeader } from '../../ui/page-header'
import { WizardFrame } from '../../ui/wizard/wizard-frame'

const Steps = lazy(() => import('./copy-steps'))

export function CopyWizard() {
  const t = useTranslations('copies')
  return (
    <>
      <PageHeader title={t('wizard.title')} trail={[{ href: '/copies', label: t('title') }]} />
      <WizardFrame>{() => <Steps />}</WizardFrame>
    </>
  )
}
