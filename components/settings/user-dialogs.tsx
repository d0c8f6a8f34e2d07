'use client'

import { useRouter } from 'next/navigation'
import { Controller } from 'react-hook-form'
import { useTranslations } from 'use-intl'
import { z } from 'zod'
import { ROLES, type Role } from '@/server/array/door/actor'
import { name } from '@/server/array/door/fields'
import { MIN_PASSWORD_LENGTH } from '@/server/identity/limits.mjs'
import { createUserInput, role, setPasswordInput, type User } from '@/server/identity/schema'
import { useCommand } from '../live/command'
import { useCommandForm } from '../live/command-form'
import { ActionForm } from '../ui/action-form'
import { Dialog } from '../ui/dialog'
import { RadioCards } from '../ui/radio-cards'
import { TextField } from '../ui/text-field'
import { toastDone } from '../ui/toast'

interface OpenProps {
  open: boolean
  onOpenChange: (open: boolean) => void
}

export function CreateUserDialog({ open, onOpenChange }: OpenProps) {
  const t = useTranslations('settings.users')
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title={t('createTitle')}>
      <CreateUserForm />
    </Dialog>
  )
}

function CreateUserForm() {
  const t = useTranslations('settings.users')
  const run = useCommand()
  const router = useRouter()
  const { form, send } = useCommandForm(createUserInput, { name: '', email: '', role: 'viewer', password: '' })
  const { errors } = form.formState
  return (
    <ActionForm
      submitLabel={t('createSubmit')}
      onSubmit={() =>
        send(
          (input) => run('createUser', input),
          (user) => {
            toastDone(t('createDone', { name: user.name }))
            router.refresh()
          },
        )
      }
    >
      <TextField label={t('name')} error={errors.name?.message} {...form.register('name')} />
      <TextField type="email" label={t('email')} error={errors.email?.message} {...form.register('email')} />
      <TextField
        type="password"
        autoComplete="new-password"
        label={t('password')}
        hint={t('passwordHint', { minimum: MIN_PASSWORD_LENGTH })}
        error={errors.password?.message}
        {...form.register('password')}
      />
      <Controller
        control={form.control}
        name="role"
        render={({ field }) => <RoleCards value={field.value} onChange={field.onChange} />}
      />
    </ActionForm>
  )
}

export function RoleCards({ value, onChange }: { value: Role; onChange: (role: Role) => void }) {
  const t = useTranslations('settings.users')
  const words = useTranslations('words.role')
  return (
    <div>
      <p className="mb-1 text-sm font-medium">{t('role')}</p>
      <RadioCards
        label={t('role')}
        value={value}
        onChange={onChange}
        cards={ROLES.map((each) => ({ value: each, title: words(each), children: t(`roles.${each}`) }))}
      />
    </div>
  )
}

export function EditUserDialog({ user, open, onOpenChange }: OpenProps & { user: User }) {
  const t = useTranslations('settings.users')
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title={t('editTitle', { name: user.name })}>
      <EditUserForm user={user} />
    </Dialog>
  )
}

const editFields = z.object({ name, role })

function EditUserForm({ user }: { user: User }) {
  const t = useTranslations('settings.users')
  const common = useTranslations('common.actions')
  const run = useCommand()
  const router = useRouter()
  const { form, send } = useCommandForm(editFields, { name: user.name, role: user.role })
  return (
    <ActionForm
      submitLabel={common('save')}
      onSubmit={() =>
        send(
          (input) => run('updateUser', { id: user.id, ...input }),
          (saved) => {
            toastDone(t('editDone', { name: saved.name }))
            router.refresh()
          },
        )
      }
    >
      <TextField label={t('name')} error={form.formState.errors.name?.message} {...form.register('name')} />
      <Controller
        control={form.control}
        name="role"
        render={({ field }) => <RoleCards value={field.value} onChange={field.onChange} />}
      />
    </ActionForm>
  )
}

export function SetPasswordDialog({ user, open, onOpenChange }: OpenProps & { user: User }) {
  const t = useTranslations('settings.users')
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title={t('setPasswordTitle', { name: user.name })}>
      <SetPasswordForm user={user} />
    </Dialog>
  )
}

function SetPasswordForm({ user }: { user: User }) {
  const t = useTranslations('settings.users')
  const run = useCommand()
  const router = useRouter()
  const { form, send } = useCommandForm(setPasswordInput, { id: user.id, password: '' })
  return (
    <ActionForm
      submitLabel={t('setPassword')}
      onSubmit={() =>
        send(
          (input) => run('setUserPassword', input),
          () => {
            toastDone(t('setPasswordDone', { name: user.name }))
            router.refresh()
          },
        )
      }
    >
      <TextField
        type="password"
        autoComplete="new-password"
        label={t('password')}
        hint={t('setPasswordHint', { minimum: MIN_PASSWORD_LENGTH })}
        error={form.formState.errors.password?.message}
        {...form.register('password')}
      />
    </ActionForm>
  )
}
