'use client'

import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { useCommand } from '../live/command'
import { refusalOf } from '../live/refusal'
import { ActionForm } from '../ui/action-form'
import { Dialog } from '../ui/dialog'
import { toastDone } from '../ui/toast'
import type { CopyDialogProps } from './confirmations'
import { PriorityCards } from './priority-cards'

export function PriorityDialog({ copy, open, onOpenChange }: CopyDialogProps) {
  const t = useTranslations('copies.setPriority')
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title={t('title', { target: copy.targetName })}>
      <PriorityForm copy={copy} />
    </Dialog>
  )
}

function PriorityForm({ copy }: Pick<CopyDialogProps, 'copy'>) {
  const t = useTranslations('copies')
  const words = useTranslations('words.priority')
  const run = useCommand()
  const [priority, setPriority] = useState(copy.priority)
  return (
    <ActionForm
      submitLabel={t('actions.setPriority')}
      onSubmit={async () =>
        refusalOf(await run('updateCopy', { id: copy.id, priority }), () =>
          toastDone(t('setPriority.done', { target: copy.targetName, priority: words(priority) })),
        )
      }
    >
      <PriorityCards label={t('setPriority.label')} value={priority} onChange={setPriority} />
    </ActionForm>
  )
}
