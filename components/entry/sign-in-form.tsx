'use client'

import { useRouter } from 'next/navigation'
import { useTranslations } from 'use-intl'
import type { Outcome } from '@/server/array/door/run'
import { usePlainForm } from '../live/plain-form'
import { SmallForm } from '../ui/small-form'
import { TextField } from '../ui/text-field'
import { EntryFrame } from './entry-frame'

export function SignInForm({ signIn }: { signIn: (fields: Record<string, string>) => Promise<Outcome<null>> }) {
  const t = useTranslations('entry.signIn')
  const router = useRouter()
  const { errors, send } = usePlainForm()
  return (
    <EntryFrame title={t('title')}>
      <SmallForm
        leaves
        label={t('title')}
        submitLabel={t('submit')}
        onSubmit={(form) => send(form, signIn, () => router.replace('/'))}
      >
        <TextField type="email" autoComplete="username" name="email" label={t('email')} error={errors['email']} />
        <TextField
          type="password"
          autoComplete="current-password"
          name="password"
          label={t('password')}
          error={errors['password']}
        />
      </SmallForm>
    </EntryFrame>
  )
}
