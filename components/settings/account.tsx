'use client'

import { useTranslations } from 'use-intl'
import { MIN_PASSWORD_LENGTH } from '@/server/identity/limits.mjs'
import { useCommand } from '../live/command'
import { usePlainForm } from '../live/plain-form'
import { useLanguageActions, useThemeActions } from '../preferences/menus'
import { useSignedIn } from '../shell/signed-in'
import { Fact, Facts } from '../ui/facts'
import type { MenuAction } from '../ui/menu-action'
import { Panel } from '../ui/panel'
import { SelectField } from '../ui/select-field'
import { SmallForm } from '../ui/small-form'
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
  const { errors, send } = usePlainForm()
  return (
    <Panel title={t('title')}>
      <SmallForm
        label={t('title')}
        submitLabel={t('submit')}
        onSubmit={(form) =>
          send(
            form,
            ({ currentPassword = '', newPassword = '' }) => run('changePassword', { currentPassword, newPassword }),
            () => toastDone(t('done')),
          )
        }
      >
        <TextField
          type="password"
          autoComplete="current-password"
          name="currentPassword"
          label={t('current')}
          error={errors['currentPassword']}
        />
        <TextField
          type="password"
          autoComplete="new-password"
          name="newPassword"
          label={t('next')}
          hint={t('nextHint', { minimum: MIN_PASSWORD_LENGTH })}
          error={errors['newPassword']}
        />
      </SmallForm>
    </Panel>
  )
}
