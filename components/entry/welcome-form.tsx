'use client'

import { useRouter } from 'next/navigation'
import { Controller } from 'react-hook-form'
import { useTranslations } from 'use-intl'
import { z } from 'zod'
import { name } from '@/server/array/door/fields'
import { poolPath } from '@/server/array/pools/schema'
import { useCommand } from '../live/command'
import { useCommandForm } from '../live/command-form'
import { PathField } from '../pools/path-field'
import { LinkButton } from '../ui/button'
import { TextField } from '../ui/text-field'
import { toastDone, toastFailed } from '../ui/toast'
import { EntryForm } from './entry-form'
import { EntryFrame } from './entry-frame'

const fields = z.object({ arrayName: name, name, path: poolPath })

interface WelcomeFormProps {
  arrayName: string
  /** Where a pool would well be: beside Lunette's own data. */
  path: string
}

/** The second step of the set-up. The pool comes first: it is what can be refused. */
export function WelcomeForm({ arrayName, path }: WelcomeFormProps) {
  const t = useTranslations('entry.welcome')
  const steps = useTranslations('entry.setUp')
  const pools = useTranslations('pools.fields')
  const router = useRouter()
  const run = useCommand()
  const { form, send } = useCommandForm(fields, { arrayName, name: 'pool-1', path })
  const { errors } = form.formState

  async function finish(input: z.output<typeof fields>) {
    const pool = await run('createPool', { name: input.name, path: input.path })
    if (!pool.ok) return pool
    const renamed = await run('updateArray', { name: input.arrayName })
    if (renamed.ok) toastDone(t('done'))
    else {
      const reason = `${renamed.problem.detail} ${renamed.problem.remedy}`
      toastFailed(t('title'), t('nameRefused', { pool: pool.value.name, reason }))
    }
    return pool
  }

  return (
    <EntryFrame title={t('title')} text={t('text')} position={steps('position', { step: 2 })}>
      <EntryForm
        label={t('title')}
        submitLabel={t('submit')}
        onSubmit={() => send(finish, () => router.replace('/'))}
        aside={
          <LinkButton href="/" variant="quiet">
            {t('later')}
          </LinkButton>
        }
      >
        <TextField label={t('arrayName')} error={errors.arrayName?.message} {...form.register('arrayName')} />
        <TextField label={t('poolName')} error={errors.name?.message} {...form.register('name')} />
        <Controller
          control={form.control}
          name="path"
          render={({ field, fieldState }) => (
            <PathField
              use="create"
              label={pools('path')}
              hint={pools('pathHint')}
              error={fieldState.error?.message}
              {...field}
            />
          )}
        />
      </EntryForm>
    </EntryFrame>
  )
}
