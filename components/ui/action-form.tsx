'use client'

import { type ReactNode, type SubmitEvent, useState } from 'react'
import { useTranslations } from 'use-intl'
import { Button } from './button'
import { DialogBody, DialogFooter, useDialog } from './dialog'
import { Notice } from './notice'

interface ActionFormProps {
  children: ReactNode
  submitLabel: string
  danger?: boolean
  /** Why it can't be sent as it stands. */
  disabledReason?: string | null | undefined
  /** Does it. Answers null when it is done (the dialog closes), else what is in the way. */
  onSubmit: () => Promise<ReactNode>
}

/** What a dialog does when it is confirmed: it owns the waiting and the failure. */
export function ActionForm({ children, submitLabel, danger = false, disabledReason, onSubmit }: ActionFormProps) {
  const t = useTranslations('common.actions')
  const dialog = useDialog()
  const [pending, setPending] = useState(false)
  const [refusal, setRefusal] = useState<ReactNode>(null)

  async function submit(event: SubmitEvent) {
    event.preventDefault()
    if (disabledReason || pending) return
    setPending(true)
    dialog.lock(true)
    const reason = await onSubmit().finally(() => {
      setPending(false)
      dialog.lock(false)
    })
    setRefusal(reason)
    if (reason === null) dialog.close()
  }

  return (
    <form onSubmit={submit} noValidate className="flex min-h-0 flex-col">
      <DialogBody>
        {children}
        {refusal ? (
          <Notice tone="crit" live>
            {refusal}
          </Notice>
        ) : null}
      </DialogBody>
      <DialogFooter>
        <Button onClick={dialog.close}>{t('cancel')}</Button>
        <Button type="submit" variant={danger ? 'danger' : 'primary'} pending={pending} disabledReason={disabledReason}>
          {submitLabel}
        </Button>
      </DialogFooter>
    </form>
  )
}
