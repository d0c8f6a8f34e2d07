'use client'

import { useTranslations } from 'use-intl'
import { z } from 'zod'
import { name } from '@/server/array/door/fields'
import { useCommand } from '../live/command'
import { useCommandForm } from '../live/command-form'
import { ActionForm } from '../ui/action-form'
import { Dialog } from '../ui/dialog'
import { TextField } from '../ui/text-field'
import { toastDone } from '../ui/toast'
import type { SnapshotDialogProps } from './dialog-props'

export function RenameDialog({ snapshot, open, onOpenChange }: SnapshotDialogProps) {
  const t = useTranslations('snapshots.rename')
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title={t('title', { name: snapshot.name })}>
      <RenameForm snapshot={snapshot} />
    </Dialog>
  )
}

const fields = z.object({ name })

function RenameForm({ snapshot }: Pick<SnapshotDialogProps, 'snapshot'>) {
  const t = useTranslations('snapshots')
  const run = useCommand()
  const { form, send } = useCommandForm(fields, { name: snapshot.name })
  return (
    <ActionForm
      submitLabel={t('actions.rename')}
      onSubmit={() =>
        send(
          (input) => run('updateSnapshot', { id: snapshot.id, ...input }),
          (renamed) => toastDone(t('rename.done', { name: renamed.name })),
        )
      }
    >
      <TextField label={t('rename.name')} error={form.formState.errors.name?.message} {...form.register('name')} />
    </ActionForm>
  )
}
