'use client'

import { useQuery } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { type ReactNode, useState } from 'react'
import { useTranslations } from 'use-intl'
import type { VirtualDisk } from '@/server/array/virtual-disks/schema'
import { useCommand } from '../../live/command'
import { useInputErrors } from '../../live/form-errors'
import { oneQuery } from '../../live/queries'
import { useWhyNot } from '../../shell/why-not'
import { CheckBox } from '../../ui/check-box'
import { Skeleton } from '../../ui/skeleton'
import { toastDone } from '../../ui/toast'
import { useSourceOfUrl } from '../../ui/wizard/use-source-of-url'
import { useWizardForm } from '../../ui/wizard/use-wizard-form'
import { Wizard } from '../../ui/wizard/wizard'
import { useUnreadNode } from '../mscs/nodes'
import { ThroughSnapshotReview } from '../mscs/review'
import { SnapshotStep } from '../mscs/snapshot-step'
import { useMadeSnapshot } from '../mscs/use-made-snapshot'
import { useTargetUse } from '../target-use'
import { chooseSource } from './choose-source'
import { COPY_DEFAULTS, COPY_STEPS, copyChecks, type CopyStep } from './fields'
import { copyInput, freshDiskInput } from './inputs'
import { PriorityStep } from './priority-step'
import { ReviewStep } from './review-step'
import { SourceStep } from './source-step'
import { TargetStep } from './target-step'
import { TypeStep } from './type-step'

export default function Steps() {
  const t = useTranslations('copies.wizard')
  const whyNot = useWhyNot()
  const wizard = useWizardForm({
    checks: copyChecks,
    errors: useInputErrors(),
    defaults: COPY_DEFAULTS,
  })
  const { form, values } = wizard
  useSourceOfUrl((id, throughSnapshot) => chooseSource(form, id, throughSnapshot))
  const source = useQuery({ ...oneQuery('virtualDisk', values.sourceId), enabled: values.sourceId !== '' }).data
  const { submit, pending, refusal } = useSubmit(wizard, source)
  const { use, notYet, acknowledgement } = useOverwrite(wizard)
  const theSnapshot = useTranslations('copies.mscs')('theSnapshot')
  const acknowledgeFirst = useTranslations('virtualDisks.map')('acknowledgeFirst')
  const unreadNode = useUnreadNode(values, theSnapshot)

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
      checks={wizard.checks}
      submitLabel={t('submit')}
      pending={pending}
      refusal={refusal}
      disabledReason={whyNot('createCopy') ?? notYet}
      cancelHref="/copies"
      onIncomplete={(id) => {
        wizard.show([...COPY_STEPS[id as CopyStep]])
        if (id === 'type' && unreadNode) form.setError('readForNode', { message: acknowledgeFirst })
      }}
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
              complete: wizard.isComplete(['repositoryPercent']) && !unreadNode,
            }
          : step('type', t('typeStep'), (disk) => <TypeStep form={form} value={values.type} source={disk} />),
        step('target', t('targetStep'), (disk) => <TargetStep form={form} values={values} source={disk} />),
        step('priority', t('priorityStep'), (disk) => <PriorityStep form={form} values={values} source={disk} />),
        step('review', t('reviewStep'), (disk) => (
          <>
            {values.throughSnapshot ? (
              <ThroughSnapshotReview form={form} values={values} source={disk} use={use} />
            ) : (
              <ReviewStep values={values} source={disk} use={use} />
            )}
            {acknowledgement}
          </>
        )),
      ]}
    />
  )
}

type CopyWizardForm = ReturnType<typeof useWizardForm<typeof COPY_DEFAULTS, typeof COPY_DEFAULTS>>

/** A target that looks in use is overwritten only after a person has said so. */
function useOverwrite({ form, values }: CopyWizardForm): { use: ReactNode[]; notYet: string | null; acknowledgement: ReactNode } {
  const t = useTranslations('contents.target')
  const { targetId } = values
  const exists = values.targetKind === 'existing' && targetId !== ''
  const target = useQuery({ ...oneQuery('virtualDisk', targetId), enabled: exists }).data
  const { sentences, inUse } = useTargetUse(exists && target ? target : null)
  const acknowledged = values.overwriteInUse === targetId
  if (!exists || inUse === false) return { use: sentences, notYet: null, acknowledgement: null }
  if (!target || inUse === undefined) return { use: sentences, notYet: t('looking'), acknowledgement: null }
  return {
    use: sentences,
    notYet: acknowledged ? null : t('acknowledgeFirst'),
    acknowledgement: (
      <div className="mt-5">
        <CheckBox checked={acknowledged} onChange={(yes) => form.setValue('overwriteInUse', yes ? targetId : '')}>
          {t('acknowledge', { target: target.name })}
        </CheckBox>
      </div>
    ),
  }
}

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
