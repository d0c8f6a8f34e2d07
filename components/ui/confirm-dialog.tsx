'use client'

import { type ReactNode, useState } from 'react'
import { useTranslations } from 'use-intl'
import { ActionForm } from './action-form'
import { Dialog } from './dialog'
import { TextField } from './text-field'

interface ConfirmProps {
  /** Exactly what will happen, one sentence each. */
  consequences: ReactNode[]
  confirmLabel: string
  /** Data is lost: the name must be typed. */
  typedName?: string
  danger?: boolean
  onConfirm: () => Promise<ReactNode>
}

interface ConfirmDialogProps extends ConfirmProps {
  open: boolean
  onOpenChange: (open: boolean) => void
  title: string
}

export function ConfirmDialog({ open, onOpenChange, title, ...confirm }: ConfirmDialogProps) {
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title={title}>
      <Confirm {...confirm} />
    </Dialog>
  )
}

function Confirm({ consequences, confirmLabel, typedName, danger = false, onConfirm }: ConfirmProps) {
  const t = useTranslations('common.confirm')
  const [typed, setTyped] = useState('')
  const mismatch = typedName !== undefined && typed.trim() !== typedName
  return (
    <ActionForm
      submitLabel={confirmLabel}
      danger={danger}
      disabledReason={mismatch ? t('typeFirst') : null}
      onSubmit={onConfirm}
    >
      <div>
        <p className="text-sm font-medium">{t('whatHappens')}</p>
        <ul className="mt-1.5 list-disc space-y-1 pl-5 text-sm text-soft marker:text-faint">
          {consequences.map((sentence, index) => (
            <li key={index}>{sentence}</li>
          ))}
        </ul>
      </div>
      {typedName === undefined ? null : (
        <TextField
          label={t('typeName', { name: typedName })}
          value={typed}
          onChange={(change) => setTyped(change.target.value)}
        />
      )}
    </ActionForm>
  )
}
