'use client'

import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { Controller } from 'react-hook-form'
import { useLocale, useTranslations } from 'use-intl'
import type { Pool } from '@/server/array/pools/schema'
import { formatBytes, formatExactBytes } from '@/server/messages/bytes'
import { useCommand } from '../live/command'
import { showProblem, useInputErrors } from '../live/form-errors'
import { useWhyNot } from '../shell/why-not'
import { LinkButton } from '../ui/button'
import { Notice } from '../ui/notice'
import { RadioCards } from '../ui/radio-cards'
import { SizeField } from '../ui/size-field'
import { TextField } from '../ui/text-field'
import { toastDone } from '../ui/toast'
import { Review } from '../ui/wizard/review'
import { useWizardForm } from '../ui/wizard/use-wizard-form'
import { Wizard } from '../ui/wizard/wizard'
import { createChecks } from './create-checks'

const strong = { strong: (text: React.ReactNode) => <strong className="font-semibold">{text}</strong> }

export default function Steps({ pools }: { pools: Pool[] }) {
  const t = useTranslations('virtualDisks.wizard')
  const locale = useLocale()
  const router = useRouter()
  const run = useCommand()
  const whyNot = useWhyNot()
  const [pending, setPending] = useState(false)
  const [refusal, setRefusal] = useState('')
  const wizard = useWizardForm({
    checks: createChecks,
    errors: useInputErrors(),
    defaults: { name: '', poolId: pools[0]?.id ?? '', capacityBytes: null },
  })
  const { form, values } = wizard
  const pool = pools.find((each) => each.id === values.poolId)
  const free = pool ? Math.max(0, pool.capacityBytes - pool.usedBytes) : 0

  const submit = form.handleSubmit(async (input) => {
    setPending(true)
    const outcome = await run('createVirtualDisk', input).finally(() => setPending(false))
    if (!outcome.ok) {
      setRefusal(showProblem(form, outcome.problem) || `${outcome.problem.detail} ${outcome.problem.remedy}`)
      return
    }
    wizard.forget()
    toastDone(t('done', { name: outcome.value.name }))
    router.push(`/virtual-disks/${outcome.value.id}`)
  })

  const fields = { place: ['name', 'poolId'], size: ['capacityBytes'], review: [] } as const
  return (
    <Wizard
      label={t('title')}
      checks={wizard.checks}
      submitLabel={t('submit')}
      pending={pending}
      refusal={refusal}
      disabledReason={whyNot('createVirtualDisk')}
      cancelHref="/virtual-disks"
      onIncomplete={(step) => wizard.show(step === 'place' ? [...fields.place] : [...fields.size])}
      onSubmit={() => void submit()}
      steps={[
        {
          id: 'place',
          title: t('placeStep'),
          help: t('help.place'),
          complete: wizard.isComplete([...fields.place]),
          content: (
            <div className="flex max-w-xl flex-col gap-5">
              <TextField
                label={t('name')}
                hint={t('nameHint')}
                error={form.formState.errors.name?.message}
                {...form.register('name')}
              />
              <div>
                <p className="mb-1 text-sm font-medium">{t('pool')}</p>
                {pools.length === 0 ? (
                  <Notice tone="warn" action={<LinkButton href="/pools">{t('createPool')}</LinkButton>}>
                    {t('noPool')}
                  </Notice>
                ) : (
                  <Controller
                    control={form.control}
                    name="poolId"
                    render={({ field }) => (
                      <RadioCards
                        label={t('pool')}
                        value={field.value}
                        onChange={field.onChange}
                        cards={pools.map((each) => ({
                          value: each.id,
                          title: each.name,
                          children: t('poolFree', {
                            free: formatBytes(locale, Math.max(0, each.capacityBytes - each.usedBytes)),
                            capacity: formatBytes(locale, each.capacityBytes),
                          }),
                        }))}
                      />
                    )}
                  />
                )}
              </div>
            </div>
          ),
        },
        {
          id: 'size',
          title: t('sizeStep'),
          help: t('help.size'),
          complete: wizard.isComplete([...fields.size]),
          content: (
            <div className="flex max-w-xl flex-col gap-4">
              <Controller
                control={form.control}
                name="capacityBytes"
                render={({ field, fieldState }) => (
                  <SizeField label={t('size')} hint={t('sizeHint')} error={fieldState.error?.message} {...field} />
                )}
              />
              {(values.capacityBytes ?? 0) > free ? (
                <Notice tone="warn">{t('sizeOverFree', { free: formatBytes(locale, free) })}</Notice>
              ) : null}
            </div>
          ),
        },
        {
          id: 'review',
          title: t('reviewStep'),
          help: t('help.review'),
          complete: true,
          content: (
            <Review
              sentences={[
                t.rich('reviewCreate', {
                  name: values.name.trim(),
                  pool: pool?.name ?? '',
                  capacity: formatBytes(locale, values.capacityBytes ?? 0),
                  bytes: formatExactBytes(locale, values.capacityBytes ?? 0),
                  ...strong,
                }),
                t('reviewEmpty'),
                t('reviewNoHost'),
              ]}
              calls={[
                {
                  method: 'POST',
                  path: '/api/v1/virtual-disks',
                  body: { ...values, name: values.name.trim() },
                },
              ]}
            />
          ),
        },
      ]}
    />
  )
}
