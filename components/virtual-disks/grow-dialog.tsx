'use client'

import { Controller } from 'react-hook-form'
import { useLocale, useTranslations } from 'use-intl'
import { z } from 'zod'
import { capacityBytes } from '@/server/array/door/fields'
import { formatBytes } from '@/server/messages/bytes'
import { useCommand } from '../live/command'
import { useCommandForm } from '../live/command-form'
import { ActionForm } from '../ui/action-form'
import { Dialog } from '../ui/dialog'
import { SizeField } from '../ui/size-field'
import { toastDone } from '../ui/toast'
import type { VirtualDiskDialogProps } from './dialog-props'

export function GrowDialog({ disk, open, onOpenChange }: VirtualDiskDialogProps) {
  const t = useTranslations('virtualDisks.grow')
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title={t('title', { name: disk.name })}>
      <GrowForm disk={disk} />
    </Dialog>
  )
}

const fields = z.object({ capacityBytes })

function GrowForm({ disk }: Pick<VirtualDiskDialogProps, 'disk'>) {
  const t = useTranslations('virtualDisks.grow')
  const locale = useLocale()
  const run = useCommand()
  const { form, send } = useCommandForm(fields, { capacityBytes: disk.capacityBytes })
  return (
    <ActionForm
      submitLabel={t('submit')}
      onSubmit={() =>
        send(
          (input) => run('updateVirtualDisk', { id: disk.id, ...input }),
          () =>
            toastDone(
              t('done', { name: disk.name, capacity: formatBytes(locale, form.getValues('capacityBytes')) }),
            ),
        )
      }
    >
      <Controller
        control={form.control}
        name="capacityBytes"
        render={({ field, fieldState }) => (
          <SizeField
            label={t('size')}
            hint={t('hint', { capacity: formatBytes(locale, disk.capacityBytes) })}
            error={fieldState.error?.message}
            {...field}
          />
        )}
      />
    </ActionForm>
  )
}
