'use client'

import { useRouter } from 'next/navigation'
import { type ReactNode, useState } from 'react'
import { useTranslations } from 'use-intl'
import { useCommand } from '../../live/command'
import { showProblem, useInputErrors } from '../../live/form-errors'
import { useWhyNot } from '../../shell/why-not'
import { toastDone, toastFailed } from '../../ui/toast'
import { useWizardForm } from '../../ui/wizard/use-wizard-form'
import { Wizard } from '../../ui/wizard/wizard'
import { PortEditor, portErrors } from '../port-editor'
import { HOST_DEFAULTS, HOST_STEPS, hostChecks, type HostStep, withoutSecrets } from './fields'
import { HostStep as HostFieldsStep } from './host-step'
import { hostInput, mappingInput } from './inputs'
import { isInTheWay, MappingStep, useMappingDisk } from './mapping-step'
import { ReviewStep } from './review-step'

export default function Steps() {
  const t = useTranslations('hosts.wizard')
  const whyNot = useWhyNot()
  const wizard = useWizardForm({
    checks: hostChecks,
    errors: useInputErrors(),
    defaults: HOST_DEFAULTS,
    withoutSecrets,
  })
  const { form, values } = wizard
  const { submit, pending, refusal } = useSubmit(wizard)
  const acknowledgeFirst = useTranslations('virtualDisks.map')('acknowledgeFirst')
  const disk = useMappingDisk(values)
  const inTheWay = isInTheWay(values, disk)

  const step = (id: HostStep, title: string, content: ReactNode) => ({
    id,
    title,
    help: t(`help.${id}`),
    complete: wizard.isComplete([...HOST_STEPS[id]]),
    content,
  })

  return (
    <Wizard
      label={t('title')}
      checks={wizard.checks}
      submitLabel={t('submit')}
      pending={pending}
      refusal={refusal}
      disabledReason={whyNot('createHost')}
      cancelHref="/hosts"
      onIncomplete={(id) => {
        wizard.show([...HOST_STEPS[id as HostStep]])
        if (id === 'mapping' && inTheWay && disk?.eligible) form.setError('readForDisk', { message: acknowledgeFirst })
      }}
      onSubmit={() => void submit()}
      steps={[
        step('host', t('hostStep'), <HostFieldsStep form={form} values={values} />),
        step(
          'ports',
          t('portsStep'),
          <div className="max-w-2xl">
            <p className="mb-4 text-sm text-soft">{t('portsHint')}</p>
            <PortEditor
              ports={values.ports}
              onChange={(ports) => form.setValue('ports', ports, { shouldValidate: form.formState.errors.ports !== undefined })}
              errors={portErrors(form.formState.errors.ports)}
            />
          </div>,
        ),
        {
          ...step('mapping', t('mappingStep'), <MappingStep form={form} values={values} disk={disk} />),
          complete: wizard.isComplete([...HOST_STEPS.mapping]) && !inTheWay,
        },
        step('review', t('reviewStep'), <ReviewStep values={values} />),
      ]}
    />
  )
}

type HostWizardForm = ReturnType<typeof useWizardForm<typeof HOST_DEFAULTS, typeof HOST_DEFAULTS>>

/** Host first, then its mapping. A mapping that is refused leaves the host, which can be mapped from its page. */
function useSubmit({ form, values, forget }: HostWizardForm) {
  const t = useTranslations('hosts.wizard')
  const router = useRouter()
  const run = useCommand()
  const [pending, setPending] = useState(false)
  const [refusal, setRefusal] = useState('')

  async function connect() {
    const outcome = await run('createHost', hostInput(values))
    if (!outcome.ok) {
      showProblem(form, outcome.problem)
      setRefusal(`${outcome.problem.detail} ${outcome.problem.remedy}`)
      return
    }
    const host = outcome.value
    forget()
    const mapped = values.mapping === 'now' ? await run('createMapping', mappingInput(values, host.id)) : null
    if (mapped && !mapped.ok) {
      const reason = `${mapped.problem.detail} ${mapped.problem.remedy}`
      toastFailed(t('title'), t('createdButRefused', { name: host.name, reason }))
    } else toastDone(t('done', { name: host.name }))
    router.push(`/hosts/${host.id}/connect`)
  }

  return {
    pending,
    refusal,
    submit: () => {
      setPending(true)
      return connect().finally(() => setPending(false))
    },
  }
}
