'use client'

import { KeyRound, Pencil, Plus, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import type { User } from '@/server/identity/schema'
import { useCommand } from '../live/command'
import { useSignedIn } from '../shell/signed-in'
import { useWhyNot } from '../shell/why-not'
import { Button } from '../ui/button'
import { ConfirmDialog } from '../ui/confirm-dialog'
import { laterDialog } from '../ui/later-dialog'
import { type Column, DataTable } from '../ui/list/data-table'
import { Panel } from '../ui/panel'
import { Tag } from '../ui/state-chip'
import { Time } from '../ui/time'
import { toastDone } from '../ui/toast'
import { useChange } from './use-change'

const CreateUserDialog = laterDialog(async () => (await import('./user-dialogs')).CreateUserDialog)
const EditUserDialog = laterDialog(async () => (await import('./user-dialogs')).EditUserDialog)
const SetPasswordDialog = laterDialog(async () => (await import('./user-dialogs')).SetPasswordDialog)

type Shown = { dialog: 'create' } | { dialog: 'edit' | 'setPassword' | 'delete'; user: User }

export function Users({ users }: { users: User[] }) {
  const t = useTranslations('settings.users')
  const run = useCommand()
  const change = useChange()
  const whyNot = useWhyNot()
  const [shown, setShown] = useState<Shown | null>(null)
  const [open, setOpen] = useState(false)
  const show = (next: Shown) => () => {
    setShown(next)
    setOpen(true)
  }
  return (
    <Panel
      title={t('title')}
      flush
      actions={
        <Button
          size="sm"
          variant="primary"
          icon={<Plus aria-hidden />}
          disabledReason={whyNot('createUser')}
          onClick={show({ dialog: 'create' })}
        >
          {t('create')}
        </Button>
      }
    >
      <DataTable
        label={t('list')}
        columns={useColumns()}
        rows={users}
        rowKey={(user) => user.id}
        empty={null}
        menu={(user) => ({
          name: user.name,
          groups: [
            [
              {
                id: 'edit',
                label: t('edit'),
                icon: Pencil,
                disabledReason: whyNot('updateUser'),
                onSelect: show({ dialog: 'edit', user }),
              },
              {
                id: 'setPassword',
                label: t('setPassword'),
                icon: KeyRound,
                disabledReason: whyNot('setUserPassword'),
                onSelect: show({ dialog: 'setPassword', user }),
              },
            ],
            [
              {
                id: 'delete',
                label: t('delete'),
                icon: Trash2,
                danger: true,
                disabledReason: whyNot('deleteUser'),
                onSelect: show({ dialog: 'delete', user }),
              },
            ],
          ],
        })}
      />
      {shown?.dialog === 'create' ? <CreateUserDialog open={open} onOpenChange={setOpen} /> : null}
      {shown?.dialog === 'edit' ? <EditUserDialog user={shown.user} open={open} onOpenChange={setOpen} /> : null}
      {shown?.dialog === 'setPassword' ? (
        <SetPasswordDialog user={shown.user} open={open} onOpenChange={setOpen} />
      ) : null}
      {shown?.dialog === 'delete' ? (
        <ConfirmDialog
          open={open}
          onOpenChange={setOpen}
          title={t('deleteTitle', { name: shown.user.name })}
          consequences={[t('deleteConsequence', { name: shown.user.name })]}
          confirmLabel={t('delete')}
          danger
          onConfirm={async () =>
            change(await run('deleteUser', { id: shown.user.id }), () =>
              toastDone(t('deleteDone', { name: shown.user.name })),
            )
          }
        />
      ) : null}
    </Panel>
  )
}

function useColumns(): Column<User>[] {
  const t = useTranslations('settings.users')
  const roles = useTranslations('words.role')
  const me = useSignedIn()
  return [
    {
      id: 'name',
      header: t('name'),
      cell: (user) => (
        <div className="min-w-0">
          <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
            <span className="font-medium [overflow-wrap:anywhere]">{user.name}</span>
            {user.id === me.id ? <Tag>{t('you')}</Tag> : null}
          </span>
          <span className="block text-xs [overflow-wrap:anywhere] text-soft sm:hidden">{user.email}</span>
        </div>
      ),
    },
    { id: 'email', header: t('email'), from: 'sm', cell: (user) => user.email },
    { id: 'role', header: t('role'), cell: (user) => roles(user.role) },
    {
      id: 'lastSignIn',
      header: t('lastSignIn'),
      from: 'md',
      cell: (user) =>
        user.lastSignInAt ? (
          <Time at={user.lastSignInAt} show="relative" />
        ) : (
          <span className="text-faint">{t('never')}</span>
        ),
    },
  ]
}
