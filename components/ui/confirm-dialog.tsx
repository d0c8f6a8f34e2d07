'use client'

import { type ReactNode, type SubmitEvent, useState } from 'react'
import { useTranslations } from 'use-intl'
import { Button } from './button'
import { Dialog, DialogBody, DialogFooter } from './dialog'
import { Notice } from './notice'
import { TextField } from './text-field'

interface ConfirmDialogProps {
  open: boolean
  onOpenChange: (open: boolean) => void
  title: string
  /** Exactly what will happen, one sentence each. */
  consequences: ReactNode[]
  confirmLabel: string
  /** Data is lost: the name must be typed. */
  typedName?: string
  danger?: boolean
  /** Does it; answers why not, or null when it is done. The dialog owns the waiting and the failure. */
  onConfirm: () => Promise<ReactNode | null>
}

export function ConfirmDialog(props: ConfirmDialogProps) {
  const [pending, setPending] = useState(false)
  return (
    <Dialog open={props.open} onOpenChange={props.onOpenChange} title={props.title} locked={pending}>
      <ConfirmForm {...props} pending={pending} onPending={setPending} />
    </Dialog>
  )
}

interface ConfirmFormProps extends ConfirmDialogProps {
  pending: boolean
  onPending: (pending: boolean) => void
}

function ConfirmForm(props: ConfirmFormProps) {
  const { onOpenChange, consequences, confirmLabel, typedName, danger = false, onConfirm, pending, onPending } = props
  const t = useTranslations('common')
  const [typed, setTyped] = useState('')
  const [refusal, setRefusal] = useState<ReactNode>(null)
  const mismatch = typedName !== undefined && typed.trim() !== typedName ? t('confirm.typeFirst') : null

  async function confirm(submit: SubmitEvent) {
    submit.preventDefault()
    if (mismatch) return
    onPending(true)
    const reason = await onConfirm().finally(() => onPending(false))
    setRefusal(reason)
    if (reason === null) onOpenChange(false)
  }

  return (
    <form onSubmit={confirm} className="flex min-h-0 flex-col">
      <DialogBody>
        <div>
          <p className="text-sm font-medium">{t('confirm.whatHappens')}</p>
          <ul className="mt-1.5 list-disc space-y-1 pl-5 text-sm text-soft marker:text-faint">
            {consequences.map((sentence, index) => (
              <li key={index}>{sentence}</li>
            ))}
          </ul>
        </div>
        {typedName === undefined ? null : (
          <TextField
            label={t('confirm.typeName', { name: typedName })}
            value={typed}
            onChange={(change) => setTyped(change.target.value)}
          />
        )}
        {refusal ? (
          <Notice tone="crit" live>
            {refusal}
          </Notice>
        ) : null}
      </DialogBody>
      <DialogFooter>
        <Button onClick={() => onOpenChange(false)}>{t('actions.cancel')}</Button>
        <Button type="submit" variant={danger ? 'danger' : 'primary'} pending={pending} disabledReason={mismatch}>
          {confirmLabel}
        </Button>
      </DialogFooter>
    </form>
  )
}
