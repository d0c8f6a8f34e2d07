'use client'

import { useRouter } from 'next/navigation'
import { type SubmitEvent, useState } from 'react'
import { useTranslations } from 'use-intl'
import { MIN_PASSWORD_LENGTH } from '@/server/identity/limits.mjs'
import { changePasswordInput } from '@/server/identity/schema'
import { useCommand } from '../live/command'
import { useCommandForm } from '../live/command-form'
import { useLanguageActions, useThemeActions } from '../preferences/menus'
import { useSignedIn } from '../shell/signed-in'
import { Button } from '../ui/button'
import { Fact, Facts } from '../ui/facts'
import type { MenuAction } from '../ui/menu'
import { Notice } from '../ui/notice'
import { Panel } from '../ui/panel'
import { SelectField } from '../ui/select-field'
import { TextField } from '../ui/text-field'
import { toastDone } from '../ui/toast'

export function Account() {
  const t = useTranslations('settings.account')
  const roles = useTranslations('words.role')
  const user = useSignedIn()
  const language = useLanguageActions()
  const theme = useThemeActions()
  return (
    <div className="grid items-start gap-4 lg:grid-cols-2">
      <div className="grid gap-4">
        <Panel title={t('title')}>
          <Facts>
            <Fact name={t('name')}>{user.name}</Fact>
            <Fact name={t('email')}>{user.email}</Fact>
            <Fact name={t('role')}>{roles(user.role)}</Fact>
          </Facts>
        </Panel>
        <Panel title={t('preferences')}>
          <div className="grid gap-4 sm:grid-cols-2">
            <Choice label={t('language')} actions={language} />
            <Choice label={t('theme')} actions={theme} />
          </div>
        </Panel>
      </div>
      <ChangePassword />
    </div>
  )
}

function Choice({ label, actions }: { label: string; actions: MenuAction[] }) {
  return (
    <SelectField
      label={label}
      value={actions.find((action) => action.checked)?.id}
      onChange={(change) => actions.find((action) => action.id === change.target.value)?.onSelect?.()}
      options={actions.map((action) => ({ value: action.id, label: action.label }))}
    />
  )
}

function ChangePassword() {
  const t = useTranslations('settings.account.password')
  const run = useCommand()
  const router = useRouter()
  const { form, send } = useCommandForm(changePasswordInput, { currentPassword: '', newPassword: '' })
  const { errors } = form.formState
  const [pending, setPending] = useState(false)
  const [refusal, setRefusal] = useState<string | null>(null)

  async function submit(event: SubmitEvent) {
    event.preventDefault()
    setPending(true)
    const reason = await send(
      (input) => run('changePassword', input),
      () => {
        toastDone(t('done'))
        form.reset()
        router.refresh()
      },
    ).finally(() => setPending(false))
    setRefusal(reason)
  }

  return (
    <Panel title={t('title')}>
      <form onSubmit={submit} noValidate className="flex flex-col gap-4">
        <TextField
          type="password"
          autoComplete="current-password"
          label={t('current')}
          error={errors.currentPassword?.message}
          {...form.register('currentPassword')}
        />
        <TextField
          type="password"
          autoComplete="new-password"
          label={t('next')}
          hint={t('nextHint', { minimum: MIN_PASSWORD_LENGTH })}
          error={errors.newPassword?.message}
          {...form.register('newPassword')}
        />
        {refusal ? (
          <Notice tone="crit" live>
            {refusal}
          </Notice>
        ) : null}
        <div>
          <Button type="submit" variant="primary" pending={pending}>
            {t('submit')}
          </Button>
        </div>
      </form>
    </Panel>
  )
}
