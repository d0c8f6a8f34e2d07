'use client'

import { useRouter } from 'next/navigation'
import { useTranslations } from 'use-intl'
import type { z } from 'zod'
import type { Outcome } from '@/server/array/door/run'
import { MIN_PASSWORD_LENGTH } from '@/server/identity/limits.mjs'
import { setUpInput } from '@/server/identity/schema'
import { useCommandForm } from '../live/command-form'
import { TextField } from '../ui/text-field'
import { EntryForm } from './entry-form'
import { EntryFrame } from './entry-frame'

interface SetUpFormProps {
  setUp: (input: z.output<typeof setUpInput>) => Promise<Outcome<null>>
  /** Whoever does not sit at the machine shows by a code that the array is theirs. */
  needsCode: boolean
}

export function SetUpForm({ setUp, needsCode }: SetUpFormProps) {
  const t = useTranslations('entry.setUp')
  const router = useRouter()
  const { form, send } = useCommandForm(setUpInput, { name: '', email: '', password: '', code: needsCode ? '' : null })
  const { errors } = form.formState
  return (
    <EntryFrame title={t('title')} text={t('text')} position={t('position', { step: 1 })}>
      <EntryForm
        label={t('title')}
        submitLabel={t('submit')}
        onSubmit={() => send(setUp, () => router.replace('/welcome'))}
      >
        <TextField
          autoComplete="name"
          label={t('name')}
          error={errors.name?.message}
          {...form.register('name')}
        />
        <TextField
          type="email"
          autoComplete="username"
          label={t('email')}
          error={errors.email?.message}
          {...form.register('email')}
        />
        <TextField
          type="password"
          autoComplete="new-password"
          label={t('password')}
          hint={t('passwordHint', { minimum: MIN_PASSWORD_LENGTH })}
          error={errors.password?.message}
          {...form.register('password')}
        />
        {needsCode ? (
          <TextField mono label={t('code')} hint={t('codeHint')} error={errors.code?.message} {...form.register('code')} />
        ) : null}
      </EntryForm>
    </EntryFrame>
  )
}
