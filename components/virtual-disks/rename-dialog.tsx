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
import type { VirtualDiskDialogProps } from './dialog-props'

export function RenameDialog({ disk, open, onOpenChange }: VirtualDiskDialogProps) {
  const t = useTranslations('virtualDisks.rename')
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title={t('title', { name: disk.name })}>
      <RenameForm disk={disk} />
    </Dialog>
  )
}

const fields = z.object({ name })

function RenameForm({ disk }: Pick<VirtualDiskDialogProps, 'disk'>) {
  const t = useTranslations('virtualDisks')
  const run = useCommand()
  const { form, send } = useCommandForm(fields, { name: disk.name })
  return (
    <ActionForm
      submitLabel={t('actions.rename')}
      onSubmit={() =>
        send(
          (input) => run('updateVirtualDisk', { id: disk.id, ...input }),
          () => toastDone(t('rename.done', { name: form.getValues('name') })),
        )
      }
    >
      <TextField label={t('rename.name')} error={form.formState.errors.name?.message} {...form.register('name')} />
    </ActionForm>
  )
}
