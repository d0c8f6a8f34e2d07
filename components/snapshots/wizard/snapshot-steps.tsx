'use client'

import { useRouter } from 'next/navigation'
import { type ReactNode, useState } from 'react'
import { useTranslations } from 'use-intl'
import type { Snapshot, SnapshotSource } from '@/server/array/snapshots/schema'
import { useCommand } from '../../live/command'
import { useInputErrors } from '../../live/form-errors'
import { useWhyNot } from '../../shell/why-not'
import { Skeleton } from '../../ui/skeleton'
import { toastDone, toastFailed } from '../../ui/toast'
import { useSourceOfUrl } from '../../ui/wizard/use-source-of-url'
import { useWizardForm } from '../../ui/wizard/use-wizard-form'
import { Wizard } from '../../ui/wizard/wizard'
import { SNAPSHOT_DEFAULTS, SNAPSHOT_STEPS, snapshotChecks, type SnapshotStep } from './fields'
import { mappingInput, snapshotInputs } from './inputs'
import { isUnread, MappingStep, useSnapshotTargets } from './mapping-step'
import { ReviewStep } from './review-step'
import { SettingsStep } from './settings-step'
import { useChosenSources } from './sources'
import { SourcesStep } from './sources-step'

export default function Steps() {
  const t = useTranslations('snapshots.wizard')
  const whyNot = useWhyNot()
  const wizard = useWizardForm({
    checks: snapshotChecks,
    errors: useInputErrors(),
    defaults: SNAPSHOT_DEFAULTS,
  })
  const { form, values } = wizard
  useSourceOfUrl((id) => form.setValue('sourceIds', [id]))
  const sources = useChosenSources(values.sourceIds)
  const targets = useSnapshotTargets(values, sources ?? [])
  const unread = isUnread(values, targets)
  const mapWords = useTranslations('virtualDisks.map')
  const { submit, pending, refusal } = useSubmit(wizard)

  const step = (id: SnapshotStep, title: string, content: ReactNode) => ({
    id,
    title,
    help: t(`help.${id}`),
    complete: wizard.isComplete([...SNAPSHOT_STEPS[id]]),
    content,
  })
  const ofSources = (content: (chosen: SnapshotSource[]) => ReactNode) =>
    sources ? content(sources) : <Skeleton className="h-44 w-full" />

  return (
    <Wizard
      label={t('title')}
      checks={wizard.checks}
      submitLabel={t('submit')}
      pending={pending}
      refusal={refusal}
      disabledReason={whyNot('createSnapshots')}
      cancelHref="/snapshots"
      onIncomplete={(id) => {
        if (id === 'mapping' && unread) form.setError('readFor', { message: mapWords('acknowledgeFirst') })
        else wizard.show([...SNAPSHOT_STEPS[id as SnapshotStep]])
      }}
      onSubmit={() => void submit()}
      steps={[
        step('sources', t('sourcesStep'), <SourcesStep form={form} value={values.sourceIds} />),
        step(
          'settings',
          t('settingsStep'),
          ofSources((chosen) => <SettingsStep form={form} values={values} sources={chosen} />),
        ),
        {
          ...step('mapping', t('mappingStep'), <MappingStep form={form} values={values} targets={targets} />),
          complete: wizard.isComplete([...SNAPSHOT_STEPS.mapping]) && !unread,
        },
        step(
          'review',
          t('reviewStep'),
          ofSources((chosen) => <ReviewStep values={values} sources={chosen} targets={targets} />),
        ),
      ]}
    />
  )
}

type SnapshotWizardForm = ReturnType<typeof useWizardForm<typeof SNAPSHOT_DEFAULTS, typeof SNAPSHOT_DEFAULTS>>

/** The snapshots first; a mapping that is refused then is told, and can be made on the snapshot's page. */
function useSubmit({ values, forget }: SnapshotWizardForm) {
  const t = useTranslations('snapshots.wizard')
  const router = useRouter()
  const run = useCommand()
  const [pending, setPending] = useState(false)
  const [refusal, setRefusal] = useState('')

  async function take(): Promise<Snapshot[] | null> {
    const inputs = snapshotInputs(values)
    const [single, second] = inputs
    const outcome =
      single && !second ? await run('createSnapshot', single) : await run('createSnapshots', { snapshots: inputs })
    if (outcome.ok) return 'items' in outcome.value ? outcome.value.items : [outcome.value]
    setRefusal(`${outcome.problem.detail} ${outcome.problem.remedy}`)
    return null
  }

  async function start() {
    const taken = await take()
    if (!taken) return
    forget()
    toastDone(t('done', { count: taken.length }))
    for (const { virtualDiskId } of values.mapping === 'now' ? taken : []) {
      const outcome = await run('createMapping', mappingInput(values, virtualDiskId))
      if (!outcome.ok) toastFailed(t('unmapped'), `${outcome.problem.detail} ${outcome.problem.remedy}`)
    }
    const [first, second] = taken
    router.push(second ? `/snapshots?instantId=${second.instantId}` : `/snapshots/${first?.id}`)
  }

  return {
    pending,
    refusal,
    submit: () => {
      setPending(true)
      return start().finally(() => setPending(false))
    },
  }
}
