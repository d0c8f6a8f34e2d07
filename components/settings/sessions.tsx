'use client'

import { useState } from 'react'
import { useTranslations } from 'use-intl'
import type { SignIn } from '@/server/identity/schema'
import { useCommand } from '../live/command'
import { Button } from '../ui/button'
import { ConfirmDialog } from '../ui/confirm-dialog'
import { type Column, DataTable } from '../ui/list/data-table'
import { Panel } from '../ui/panel'
import { Tag } from '../ui/state-chip'
import { Time } from '../ui/time'
import { toastDone } from '../ui/toast'
import { browserOf } from './browser-of'
import { useChange } from './use-change'

/** Who is signed in, from where. One's own sessions; all of them for an administrator. */
export function Sessions({ signIns }: { signIns: SignIn[] }) {
  const t = useTranslations('settings.sessions')
  const run = useCommand()
  const change = useChange()
  const [ending, setEnding] = useState<SignIn | null>(null)
  const [open, setOpen] = useState(false)
  const columns = useColumns((signIn) => {
    setEnding(signIn)
    setOpen(true)
  })
  return (
    <Panel title={t('title')} flush>
      <DataTable label={t('list')} columns={columns} rows={signIns} rowKey={(signIn) => signIn.id} empty={null} />
      {ending ? (
        <ConfirmDialog
          open={open}
          onOpenChange={setOpen}
          title={t('endOf', { name: ending.userName })}
          consequences={[t('endConsequence', { address: ending.address ?? t('unknown') })]}
          confirmLabel={t('end')}
          danger
          onConfirm={async () => change(await run('endSignIn', { id: ending.id }), () => toastDone(t('endDone')))}
        />
      ) : null}
    </Panel>
  )
}

function useColumns(onEnd: (signIn: SignIn) => void): Column<SignIn>[] {
  const t = useTranslations('settings.sessions')
  return [
    {
      id: 'user',
      header: t('user'),
      cell: (signIn) => (
        <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
          <span className="font-medium [overflow-wrap:anywhere]">{signIn.userName}</span>
          {signIn.current ? <Tag>{t('current')}</Tag> : null}
        </span>
      ),
    },
    {
      id: 'browser',
      header: t('browser'),
      from: 'md',
      cell: (signIn) => browserOf(signIn.userAgent) ?? t('unknown'),
    },
    {
      id: 'address',
      header: t('address'),
      from: 'sm',
      cell: (signIn) => <span className="font-mono text-xs">{signIn.address ?? t('unknown')}</span>,
    },
    {
      id: 'signedIn',
      header: t('signedIn'),
      from: 'sm',
      cell: (signIn) => <Time at={signIn.signedInAt} show="relative" />,
    },
    {
      id: 'expires',
      header: t('expires'),
      from: 'lg',
      cell: (signIn) => <Time at={signIn.expiresAt} show="relative" />,
    },
    {
      id: 'end',
      header: '',
      align: 'end',
      cell: (signIn) => (
        <Button
          size="sm"
          aria-label={t('endOf', { name: signIn.userName })}
          disabledReason={signIn.current ? t('isCurrent') : null}
          onClick={() => onEnd(signIn)}
        >
          {t('end')}
        </Button>
      ),
    },
  ]
}
