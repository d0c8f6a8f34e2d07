'use client'

import { useTranslations } from 'use-intl'
import { later } from '../../ui/later'
import { PageHeader } from '../../ui/page-header'
import { waitingSteps, WizardFrame } from '../../ui/wizard/wizard-frame'
import { snapshotChecks } from './fields'

const Steps = later(() => import('./snapshot-steps'), waitingSteps)

export function SnapshotWizard() {
  const t = useTranslations('snapshots')
  return (
    <>
      <PageHeader title={t('wizard.title')} trail={[{ href: '/snapshots', label: t('title') }]} />
      <WizardFrame checks={snapshotChecks}>{() => <Steps />}</WizardFrame>
    </>
  )
}
