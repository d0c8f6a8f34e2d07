'use client'

import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import type { VirtualDisk } from '@/server/array/virtual-disks/schema'
import { type Outcome, useCommand } from '../../live/command'
import { toastDone, toastFailed } from '../../ui/toast'
import type { InstantCopyFields, InstantCopyForm } from './fields'
import { freshDiskInput, groupInput, instantCopyInput, startInput, startsAtOnce } from './inputs'

interface WizardState {
  form: InstantCopyForm
  values: InstantCopyFields
  forget: () => void
}

/** What is made on the way stays when a later step is refused, and is chosen then: nothing is made twice. */
export function useSubmit({ form, values, forget }: WizardState, source: VirtualDisk | undefined) {
  const t = useTranslations('instantCopies.wizard')
  const router = useRouter()
  const run = useCommand()
  const [pending, setPending] = useState(false)
  const [refusal, setRefusal] = useState('')

  /** Null when it was refused, which is said then. */
  function valueOf<T>(outcome: Outcome<T>, say: (reason: string) => string = (reason) => reason): T | null {
    if (outcome.ok) return outcome.value
    setRefusal(say(`${outcome.problem.detail} ${outcome.problem.remedy}`))
    return null
  }

  async function target(): Promise<{ id: string; made: string | null } | null> {
    if (values.targetKind === 'existing' || !source) return { id: values.targetId, made: null }
    const disk = valueOf(await run('createVirtualDisk', freshDiskInput(values, source)))
    if (!disk) return null
    form.setValue('targetKind', 'existing')
    form.setValue('targetId', disk.id)
    return { id: disk.id, made: disk.name }
  }

  async function group(): Promise<{ id: string | null } | null> {
    if (values.groupKind === 'none') return { id: null }
    if (values.groupKind === 'existing') return { id: values.groupId }
    const made = valueOf(await run('createConsistencyGroup', groupInput(values)))
    if (!made) return null
    form.setValue('groupKind', 'existing')
    form.setValue('groupId', made.id)
    return made
  }

  async function create() {
    const joined = await group()
    if (!joined) return
    const chosen = await target()
    if (!chosen) return
    const { made } = chosen
    const say = made === null ? undefined : (reason: string) => t('createdButRefused', { name: made, reason })
    const copy = valueOf(await run('createInstantCopy', instantCopyInput(values, chosen.id, joined.id)), say)
    if (!copy) return
    forget()
    if (startsAtOnce(values)) {
      const started = await run('startInstantCopy', { id: copy.id, ...startInput(values) })
      if (started.ok) toastDone(t('doneStarted', { name: copy.name }))
      else {
        const reason = `${started.problem.detail} ${started.problem.remedy}`
        toastFailed(copy.name, t('notStarted', { name: copy.name, reason }))
      }
    } else toastDone(t('done', { name: copy.name }))
    router.push(`/instant-copies/${copy.id}`)
  }

  return {
    pending,
    refusal,
    submit: () => {
      setPending(true)
      return create().finally(() => setPending(false))
    },
  }
}
