'use client'

import { useRouter } from 'next/navigation'
import { useTranslations } from 'use-intl'
import type { Outcome } from '@/server/array/door/run'
import { MIN_PASSWORD_LENGTH } from '@/server/identity/limits.mjs'
import { usePlainForm } from '../live/plain-form'
import { SmallForm } from '../ui/small-form'
import { TextField } from '../ui/text-field'
import { EntryFrame } from './entry-frame'

interface SetUpFormProps {
  setUp: (fields: Record<string, string>) => Promise<Outcome<null>>
  /** Whoever does not sit at the machine shows by a code that the array is theirs. */
  needsCode: boolean
}

export function SetUpForm({ setUp, needsCode }: SetUpFormProps) {
  const t = useTranslations('entry.setUp')
  const router = useRouter()
  const { errors, send } = usePlainForm()
  return (
    <EntryFrame title={t('title')} text={t('text')} position={t('position', { step: 1 })}>
      <SmallForm
        leaves
        label={t('title')}
        submitLabel={t('submit')}
        onSubmit={(form) => send(form, setUp, () => router.replace('/welcome'))}
      >
        <TextField autoComplete="name" name="name" label={t('name')} error={errors['name']} />
        <TextField type="email" autoComplete="username" name="email" label={t('email')} error={errors['email']} />
        <TextField
          type="password"
          autoComplete="new-password"
          name="password"
          label={t('password')}
          hint={t('passwordHint', { minimum: MIN_PASSWORD_LENGTH })}
          error={errors['password']}
        />
        {needsCode ? (
          <TextField mono name="code" label={t('code')} hint={t('codeHint')} error={errors['code']} />
        ) : null}
      </SmallForm>
    </EntryFrame>
  )
}
