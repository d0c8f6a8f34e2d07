'use client'

import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useTranslations } from 'use-intl'
import type { VirtualDisk } from '@/server/array/virtual-disks/schema'
import { useInputErrors } from '../../live/form-errors'
import { oneQuery } from '../../live/queries'
import { useWhyNot, why } from '../../shell/why-not'
import { Skeleton } from '../../ui/skeleton'
import { useSourceOfUrl } from '../../ui/wizard/use-source-of-url'
import { useWizardForm } from '../../ui/wizard/use-wizard-form'
import { Wizard } from '../../ui/wizard/wizard'
import { unsaid } from '../consents'
import { NOTHING_SAID } from '../drive'
import { INSTANT_COPY_DEFAULTS, INSTANT_COPY_STEPS, instantCopyChecks, type InstantCopyStep } from './fields'
import { startsAtOnce } from './inputs'
import { pairQuery } from './pair-preview'
import { PresetStep } from './preset-step'
import { ReviewStep } from './review-step'
import { SettingsStep } from './settings-step'
import { chooseSource, SourceStep } from './source-step'
import { TargetStep } from './target-step'
import { useSubmit } from './use-submit'
import { UseStep } from './use-step'

export default function Steps() {
  const t = useTranslations('instantCopies')
  const whyNot = useWhyNot()
  const wizard = useWizardForm({
    checks: instantCopyChecks,
    errors: useInputErrors(),
    defaults: INSTANT_COPY_DEFAULTS,
  })
  const { form, values } = wizard
  useSourceOfUrl((id) => chooseSource(form, id))
  const { sourceId, targetId, targetKind, failTargetSnapshots, overrideInUse } = values
  const source = useQuery({ ...oneQuery('virtualDisk', sourceId), enabled: sourceId !== '' }).data
  const existing = useQuery({ ...oneQuery('virtualDisk', targetId), enabled: targetKind === 'existing' && targetId !== '' }).data
  const targetName = targetKind === 'fresh' ? values.freshName.trim() : (existing?.name ?? '…')
  const preview = useQuery(pairQuery(values)).data
  const { submit, pending, refusal } = useSubmit(wizard, source)
  const starts = startsAtOnce(values)

  function whyNotNow(): string | null {
    const role = whyNot('createInstantCopy')
    if (role !== null || !starts || !preview) return role
    if (preview.allowed) return why(preview.allowed)
    return unsaid(preview, { ...NOTHING_SAID, failTargetSnapshots, overrideInUse }) ? t('wizard.needsWords') : null
  }

  const step = (id: InstantCopyStep, title: string, content: (source: VirtualDisk) => ReactNode) => ({
    id,
    title,
    help: t(`wizard.help.${id}`),
    complete: wizard.isComplete([...INSTANT_COPY_STEPS[id]]),
    content: source ? content(source) : <Skeleton className="h-44 w-full" />,
  })

  return (
    <Wizard
      label={t('wizard.title')}
      checks={wizard.checks}
      submitLabel={t(starts ? 'wizard.submitStart' : 'wizard.submitCreate')}
      pending={pending}
      refusal={refusal}
      disabledReason={whyNotNow()}
      cancelHref="/instant-copies"
      onIncomplete={(id) => wizard.show([...INSTANT_COPY_STEPS[id as InstantCopyStep]])}
      onSubmit={() => void submit()}
      steps={[
        { ...step('preset', t('wizard.presetStep'), () => null), content: <PresetStep form={form} value={values.preset} /> },
        { ...step('source', t('wizard.sourceStep'), () => null), content: <SourceStep form={form} value={sourceId} /> },
        step('target', t('wizard.targetStep'), (disk) => <TargetStep form={form} values={values} source={disk} />),
        step('settings', t('wizard.settingsStep'), (disk) => (
          <SettingsStep form={form} values={values} source={disk} pair={t('pair', { source: disk.name, target: targetName })} />
        )),
        step('use', t('wizard.useStep'), () => <UseStep form={form} values={values} />),
        step('review', t('wizard.reviewStep'), (disk) => <ReviewStep form={form} values={values} source={disk} targetName={targetName} />),
      ]}
    />
  )
}
