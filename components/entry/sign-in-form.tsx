'use client'

import { useRouter } from 'next/navigation'
import { useTranslations } from 'use-intl'
import type { Outcome } from '@/server/array/door/run'
import { signInInput } from '@/server/identity/schema'
import { useCommandForm } from '../live/command-form'
import { TextField } from '../ui/text-field'
import { EntryForm } from './entry-form'
import { EntryFrame } from './entry-frame'

interface SignInFormProps {
  signIn: (input: { email: string; password: string }) => Promise<Outcome<null>>
}

export function SignInForm({ signIn }: SignInFormProps) {
  const t = useTranslations('entry.signIn')
  const router = useRouter()
  const { form, send } = useCommandForm(signInInput, { email: '', password: '' })
  const { errors } = form.formState
  return (
    <EntryFrame title={t('title')}>
      <EntryForm label={t('title')} submitLabel={t('submit')} onSubmit={() => send(signIn, () => router.replace('/'))}>
        <TextField
          type="email"
          autoComplete="username"
          label={t('email')}
          error={errors.email?.message}
          {...form.register('email')}
        />
        <TextField
          type="password"
          autoComplete="current-password"
          label={t('password')}
          error={errors.password?.message}
          {...form.register('password')}
        />
      </EntryForm>
    </EntryFrame>
  )
}
