'use client'

import { lazy } from 'react'
import { useTranslations } from 'use-intl'
import { PageHeader } from '../../ui/page-header'
import { WizardFrame } from '../../ui/wizard/wizard-frame'

const Steps = lazy(() => import('./instant-copy-steps'))

export function InstantCopyWizard() {
  const t = useTranslations('instantCopies')
  return (
    <>
      <PageHeader title={t('wizard.title')} trail={[{ href: '/instant-copies', label: t('title') }]} />
      <WizardFrame>{() => <Steps />}</WizardFrame>
    </>
  )
}
