'use client'

import { useQuery } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { type ReactNode, useState } from 'react'
import { useTranslations } from 'use-intl'
import type { VirtualDisk } from '@/server/array/virtual-disks/schema'
import { useCommand } from '../../live/command'
import { useInputErrors } from '../../live/command-form'
import { oneQuery } from '../../live/queries'
import { useWhyNot } from '../../shell/why-not'
import { Skeleton } from '../../ui/skeleton'
import { toastDone } from '../../ui/toast'
import { useSourceOfUrl } from '../../ui/wizard/use-source-of-url'
import { useWizardForm } from '../../ui/wizard/use-wizard-form'
import { Wizard } from '../../ui/wizard/wizard'
import { ThroughSnapshotReview } from '../mscs/review'
import { SnapshotStep } from '../mscs/snapshot-step'
import { useMadeSnapshot } from '../mscs/use-made-snapshot'
import { chooseSource } from './choose-source'
import { COPY_DEFAULTS, COPY_STEPS, copyFieldsShape, copySchema, type CopyStep } from './fields'
import { copyInput, freshDiskInput } from './inputs'
import { PriorityStep } from './priority-step'
import { ReviewStep } from './review-step'
import { SourceStep } from './source-step'
import { TargetStep } from './target-step'
import { TypeStep } from './type-step'

export default function Steps() {
  const t = useTranslations('copies.wizard')
  const whyNot = useWhyNot()
  const errors = useInputErrors()
  const wizard = useWizardForm({
    name: 'copy-virtual-disk',
    shape: copyFieldsShape,
    schema: copySchema(errors),
    errors,
    defaults: COPY_DEFAULTS,
  })
  const { form, values } = wizard
  useSourceOfUrl((id, throughSnapshot) => chooseSource(form, id, throughSnapshot))
  const source = useQuery({ ...oneQuery('virtualDisk', values.sourceId), enabled: values.sourceId !== '' }).data
  const { submit, pending, refusal } = useSubmit(wizard, source)

  const step = (id: CopyStep, title: string, content: (source: VirtualDisk) => ReactNode) => ({
    id,
    title,
    help: t(`help.${id}`),
    complete: wizard.isComplete([...COPY_STEPS[id]]),
    content: source ? content(source) : <Skeleton className="h-44 w-full" />,
  })

  return (
    <Wizard
      label={t('title')}
      submitLabel={t('submit')}
      pending={pending}
      refusal={refusal}
      disabledReason={whyNot('createCopy')}
      cancelHref="/copies"
      onIncomplete={(id) => wizard.show([...COPY_STEPS[id as CopyStep]])}
      onSubmit={() => void submit()}
      steps={[
        {
          ...step('source', t('sourceStep'), () => null),
          content: <SourceStep form={form} value={values.sourceId} />,
        },
        values.throughSnapshot
          ? {
              ...step('type', t('snapshotStep'), (disk) => <SnapshotStep form={form} values={values} source={disk} />),
              help: t('help.throughSnapshot'),
              complete: wizard.isComplete(['repositoryPercent']),
            }
          : step('type', t('typeStep'), (disk) => <TypeStep form={form} value={values.type} source={disk} />),
        step('target', t('targetStep'), (disk) => <TargetStep form={form} values={values} source={disk} />),
        step('priority', t('priorityStep'), (disk) => <PriorityStep form={form} values={values} source={disk} />),
        step('review', t('reviewStep'), (disk) =>
          values.throughSnapshot ? <ThroughSnapshotReview form={form} values={values} source={disk} /> : <ReviewStep values={values} source={disk} />,
        ),
      ]}
    />
  )
}

type CopyWizardForm = ReturnType<typeof useWizardForm<typeof COPY_DEFAULTS, typeof COPY_DEFAULTS>>

/** A new target is created first; if the copy is refused then, the disk stays and is chosen as the target. */
function useSubmit({ form, values, forget }: CopyWizardForm, source: VirtualDisk | undefined) {
  const t = useTranslations('copies.wizard')
  const router = useRouter()
  const run = useCommand()
  const madeSnapshot = useMadeSnapshot(form)
  const [pending, setPending] = useState(false)
  const [refusal, setRefusal] = useState('')

  async function target(): Promise<VirtualDisk | { id: string } | null> {
    if (values.targetKind === 'existing' || !source) return { id: values.targetId }
    const outcome = await run('createVirtualDisk', freshDiskInput(values, source))
    if (outcome.ok) return outcome.value
    setRefusal(`${outcome.problem.detail} ${outcome.problem.remedy}`)
    return null
  }

  /** The source, or the snapshot that is copied in its stead. */
  async function origin(): Promise<string | null> {
    if (!values.throughSnapshot) return values.sourceId
    const made = await madeSnapshot(values)
    if (made.ok) return made.snapshotId
    setRefusal(made.reason)
    return null
  }

  async function start() {
    const sourceId = await origin()
    if (sourceId === null) return
    const chosen = await target()
    if (!chosen) return
    const outcome = await run('createCopy', copyInput({ ...values, sourceId }, chosen.id))
    if (outcome.ok) {
      forget()
      toastDone(t('done', { source: outcome.value.sourceName, target: outcome.value.targetName }))
      router.push(`/copies/${outcome.value.id}`)
      return
    }
    const reason = `${outcome.problem.detail} ${outcome.problem.remedy}`
    if ('name' in chosen) {
      form.setValue('targetKind', 'existing')
      form.setValue('targetId', chosen.id)
      setRefusal(t('createdButRefused', { name: chosen.name, reason }))
    } else setRefusal(values.throughSnapshot ? t('snapshotButRefused', { reason }) : reason)
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
