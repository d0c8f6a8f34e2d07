'use client'

import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { useCommand } from '../live/command'
import { usePlainForm } from '../live/plain-form'
import { PathField } from '../pools/path-field'
import { LinkButton } from '../ui/button'
import { SmallForm } from '../ui/small-form'
import { TextField } from '../ui/text-field'
import { toastDone, toastFailed } from '../ui/toast'
import { EntryFrame } from './entry-frame'

interface WelcomeFormProps {
  arrayName: string
  /** Where a pool would well be: beside Lunette's own data. */
  defaultPath: string
}

/** The second step of the set-up. The pool comes first: it is what can be refused. */
export function WelcomeForm({ arrayName, defaultPath }: WelcomeFormProps) {
  const t = useTranslations('entry.welcome')
  const steps = useTranslations('entry.setUp')
  const pools = useTranslations('pools.fields')
  const router = useRouter()
  const run = useCommand()
  const { errors, send } = usePlainForm()
  const [path, setPath] = useState(defaultPath)

  async function finish({ arrayName: name = '', name: poolName = '', path: directory = '' }: Record<string, string>) {
    const pool = await run('createPool', { name: poolName, path: directory })
    if (!pool.ok) return pool
    const renamed = await run('updateArray', { name })
    if (renamed.ok) toastDone(t('done'))
    else {
      const reason = `${renamed.problem.detail} ${renamed.problem.remedy}`
      toastFailed(t('title'), t('nameRefused', { pool: pool.value.name, reason }))
    }
    return pool
  }

  return (
    <EntryFrame title={t('title')} text={t('text')} position={steps('position', { step: 2 })}>
      <SmallForm
        leaves
        label={t('title')}
        submitLabel={t('submit')}
        onSubmit={(form) => send(form, finish, () => router.replace('/'))}
        aside={
          <LinkButton href="/" variant="quiet">
            {t('later')}
          </LinkButton>
        }
      >
        <TextField name="arrayName" label={t('arrayName')} defaultValue={arrayName} error={errors['arrayName']} />
        <TextField name="name" label={t('poolName')} defaultValue="pool-1" error={errors['name']} />
        <PathField
          use="create"
          name="path"
          label={pools('path')}
          hint={pools('pathHint')}
          value={path}
          onChange={setPath}
          error={errors['path']}
        />
      </SmallForm>
    </EntryFrame>
  )
}
