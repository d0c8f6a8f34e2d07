'use client'

import { Ban, CircleCheck, Clock, KeyRound, Plus } from 'lucide-react'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import type { ApiToken } from '@/server/identity/schema'
import { useCommand } from '../live/command'
import { useWhyNot } from '../shell/why-not'
import { Button } from '../ui/button'
import { ConfirmDialog } from '../ui/confirm-dialog'
import { EmptyState } from '../ui/empty-state'
import { laterDialog } from '../ui/later-dialog'
import { type Column, DataTable } from '../ui/list/data-table'
import { Panel } from '../ui/panel'
import { StateChip, type StateLook } from '../ui/state-chip'
import { Time } from '../ui/time'
import { toastDone } from '../ui/toast'
import { useChange } from './use-change'

const CreateTokenDialog = laterDialog(async () => (await import('./create-token-dialog')).CreateTokenDialog)

const LOOKS: Record<ApiToken['status'], StateLook> = {
  valid: { tone: 'good', icon: CircleCheck },
  expired: { tone: 'idle', icon: Clock },
  revoked: { tone: 'idle', icon: Ban },
}

export function Tokens({ tokens }: { tokens: ApiToken[] }) {
  const t = useTranslations('settings.tokens')
  const run = useCommand()
  const change = useChange()
  const whyNot = useWhyNot()
  const [creating, setCreating] = useState(false)
  const [revoking, setRevoking] = useState<ApiToken | null>(null)
  const [open, setOpen] = useState(false)
  const columns = useColumns((token) => {
    setRevoking(token)
    setOpen(true)
  })
  const create = (
    <Button
      size="sm"
      variant="primary"
      icon={<Plus aria-hidden />}
      disabledReason={whyNot('createToken')}
      onClick={() => setCreating(true)}
    >
      {t('create')}
    </Button>
  )
  return (
    <Panel title={t('title')} flush actions={create}>
      <p className="border-b border-line px-4 py-2.5 text-sm text-soft">{t('text')}</p>
      <DataTable
        label={t('list')}
        columns={columns}
        rows={tokens}
        rowKey={(token) => token.id}
        empty={
          <EmptyState icon={KeyRound} title={t('empty.title')}>
            {t('empty.text')}
          </EmptyState>
        }
      />
      <CreateTokenDialog open={creating} onOpenChange={setCreating} />
      {revoking ? (
        <ConfirmDialog
          open={open}
          onOpenChange={setOpen}
          title={t('revokeTitle', { name: revoking.name })}
          consequences={[t('revokeConsequence')]}
          confirmLabel={t('revoke')}
          danger
          onConfirm={async () =>
            change(await run('revokeToken', { id: revoking.id }), () =>
              toastDone(t('revokeDone', { name: revoking.name })),
            )
          }
        />
      ) : null}
    </Panel>
  )
}

function useColumns(onRevoke: (token: ApiToken) => void): Column<ApiToken>[] {
  const t = useTranslations('settings.tokens')
  const roles = useTranslations('words.role')
  const whyNot = useWhyNot()
  return [
    {
      id: 'name',
      header: t('name'),
      cell: (token) => <span className="font-medium [overflow-wrap:anywhere]">{token.name}</span>,
    },
    {
      id: 'status',
      header: t('status'),
      cell: (token) => <StateChip look={LOOKS[token.status]}>{t(`statuses.${token.status}`)}</StateChip>,
    },
    { id: 'role', header: t('role'), from: 'sm', cell: (token) => roles(token.role) },
    {
      id: 'begins',
      header: t('begins'),
      from: 'md',
      cell: (token) => <code className="font-mono text-xs">{token.hint}…</code>,
    },
    {
      id: 'lastUsed',
      header: t('lastUsed'),
      from: 'sm',
      cell: (token) =>
        token.lastUsedAt ? (
          <Time at={token.lastUsedAt} show="relative" />
        ) : (
          <span className="text-faint">{t('neverUsed')}</span>
        ),
    },
    {
      id: 'expires',
      header: t('expires'),
      from: 'lg',
      cell: (token) =>
        token.expiresAt ? (
          <Time at={token.expiresAt} show="relative" />
        ) : (
          <span className="text-faint">{t('noExpiry')}</span>
        ),
    },
    { id: 'createdBy', header: t('createdBy'), from: 'lg', cell: (token) => token.createdBy },
    {
      id: 'revoke',
      header: '',
      align: 'end',
      cell: (token) => (
        <Button
          size="sm"
          aria-label={t('revokeTitle', { name: token.name })}
          disabledReason={whyNot('revokeToken') ?? (token.status === 'valid' ? null : t('notValid'))}
          onClick={() => onRevoke(token)}
        >
          {t('revoke')}
        </Button>
      ),
    },
  ]
}
