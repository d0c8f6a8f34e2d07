'use client'

import { useTranslations } from 'use-intl'
import { later } from '../../ui/later'
import { PageHeader } from '../../ui/page-header'
import { waitingSteps, WizardFrame } from '../../ui/wizard/wizard-frame'
import { hostChecks } from './fields'

const Steps = later(() => import('./connect-steps'), waitingSteps)

export function ConnectHostWizard() {
  const t = useTranslations('hosts')
  return (
    <>
      <PageHeader title={t('wizard.title')} trail={[{ href: '/hosts', label: t('title') }]} />
      <WizardFrame checks={hostChecks}>{() => <Steps />}</WizardFrame>
    </>
  )
}
