'use client'

import { type ReactNode, useState } from 'react'
import { useTranslations } from 'use-intl'
import { ActionForm } from './action-form'
import { CheckBox } from './check-box'
import { Dialog } from './dialog'
import { TextField } from './text-field'

interface ConfirmProps {
  /** Exactly what will happen, one sentence each. */
  consequences: ReactNode[]
  confirmLabel: string
  /** What has to be said before it can be done; null: nothing. */
  acknowledge?: { label: string; first: string } | null
  /** Data is lost: the name must be typed. */
  typedName?: string
  /** Why it can't be done yet, while something is still being looked at. */
  waiting?: string | null
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

function Confirm({ consequences, confirmLabel, acknowledge = null, typedName, waiting = null, danger = false, onConfirm }: ConfirmProps) {
  const t = useTranslations('common.confirm')
  const [typed, setTyped] = useState('')
  const [acknowledged, setAcknowledged] = useState(false)
  const mismatch = typedName !== undefined && typed.trim() !== typedName
  return (
    <ActionForm
      submitLabel={confirmLabel}
      danger={danger}
      disabledReason={waiting ?? (acknowledge && !acknowledged ? acknowledge.first : mismatch ? t('typeFirst') : null)}
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
      {acknowledge ? (
        <CheckBox checked={acknowledged} onChange={setAcknowledged}>
          {acknowledge.label}
        </CheckBox>
      ) : null}
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
