'use client'

import { useTranslations } from 'use-intl'
import { later } from '../../ui/later'
import { PageHeader } from '../../ui/page-header'
import { waitingSteps, WizardFrame } from '../../ui/wizard/wizard-frame'
import { copyChecks } from './fields'

const Steps = later(() => import('./copy-steps'), waitingSteps)

export function CopyWizard() {
  const t = useTranslations('copies')
  return (
    <>
      <PageHeader title={t('wizard.title')} trail={[{ href: '/copies', label: t('title') }]} />
      <WizardFrame checks={copyChecks}>{() => <Steps />}</WizardFrame>
    </>
  )
}
