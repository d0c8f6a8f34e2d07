'use client'

import { useTranslations } from 'use-intl'
import { later } from '../../ui/later'
import { PageHeader } from '../../ui/page-header'
import { waitingSteps, WizardFrame } from '../../ui/wizard/wizard-frame'
import { instantCopyChecks } from './fields'

const Steps = later(() => import('./instant-copy-steps'), waitingSteps)

export function InstantCopyWizard() {
  const t = useTranslations('instantCopies')
  return (
    <>
      <PageHeader title={t('wizard.title')} trail={[{ href: '/instant-copies', label: t('title') }]} />
      <WizardFrame checks={instantCopyChecks}>{() => <Steps />}</WizardFrame>
    </>
  )
}
