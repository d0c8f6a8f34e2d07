'use client'

import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { Failed } from '../live/failed'
import { useCommand } from '../live/command'
import { refusalOf } from '../live/refusal'
import { why } from '../shell/why-not'
import { ActionForm } from '../ui/action-form'
import { Dialog, DialogBody } from '../ui/dialog'
import { Notice } from '../ui/notice'
import { Skeleton } from '../ui/skeleton'
import { toastDone } from '../ui/toast'
import { Consequences } from './consequences'
import { Consent, Consents, unsaid } from './consents'
import { type DriveAction, drive, type DrivenNoun, NOTHING_SAID, previewQuery } from './drive'
import { DisksInUse } from './disks-in-use'

interface DriveDialogProps {
  noun: DrivenNoun
  subject: { id: string; name: string }
  action: DriveAction
  force: boolean
  open: boolean
  onOpenChange: (open: boolean) => void
  onDone: () => void
}

/** Prepares, starts, stops or deletes, after everything that it would do now has been said. */
export function DriveDialog({ open, onOpenChange, ...what }: DriveDialogProps) {
  const t = useTranslations('instantCopies.drive')
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title={t(`${what.action}.title`, { name: what.subject.name })}>
      <DriveForm {...what} />
    </Dialog>
  )
}

/** A target that others show can only get an earlier content of its own back. */
const ONLY_RESTORE = 'instant_copy_target_is_source'

function DriveForm({ noun, subject, action, force, onDone }: Omit<DriveDialogProps, 'open' | 'onOpenChange'>) {
  const t = useTranslations('instantCopies')
  const run = useCommand()
  const [said, setSaid] = useState(NOTHING_SAID)
  const query = useQuery(previewQuery(noun, subject.id, action, force, said.restore))
  const preview = query.data
  if (query.error && !preview) return <Failed error={query.error} onRetry={() => void query.refetch()} />
  if (!preview) {
    return (
      <DialogBody>
        <Skeleton className="h-44 w-full" />
      </DialogBody>
    )
  }
  const missing = unsaid(preview, said)
  return (
    <ActionForm
      submitLabel={t(`actions.${action}`)}
      danger={action !== 'start' && action !== 'split'}
      disabledReason={why(preview.allowed) ?? (missing ? t('consents.missing') : null)}
      onSubmit={async () =>
        refusalOf(await drive(run, noun, subject.id, action, force, said), () => {
          toastDone(t(`drive.${action}.done`, { name: subject.name }))
          onDone()
        })
      }
    >
      {preview.allowed ? <Notice tone="crit">{why(preview.allowed)}</Notice> : null}
      {said.restore || preview.allowed?.code === ONLY_RESTORE ? (
        <Consent
          label={t('consents.restore')}
          checked={said.restore}
          onChange={(restore) => setSaid({ ...said, restore })}
        />
      ) : null}
      <Consequences noun={noun} action={action} force={force} preview={preview} />
      <Consents preview={preview} said={said} onChange={setSaid} />
      <DisksInUse disks={preview.disks} />
    </ActionForm>
  )
}
