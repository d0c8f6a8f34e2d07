'use client'

import { Controller } from 'react-hook-form'
import { useLocale, useTranslations } from 'use-intl'
import { z } from 'zod'
import { repositoryCapacityBytes } from '@/server/array/snapshots/schema'
import { formatBytes } from '@/server/messages/bytes'
import { useCommand } from '../live/command'
import { useCommandForm } from '../live/command-form'
import { ActionForm } from '../ui/action-form'
import { Dialog } from '../ui/dialog'
import { Notice } from '../ui/notice'
import { SizeField } from '../ui/size-field'
import { toastDone } from '../ui/toast'
import type { SnapshotDialogProps } from './dialog-props'

export function ExpandDialog({ snapshot, open, onOpenChange }: SnapshotDialogProps) {
  const t = useTranslations('snapshots.expand')
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title={t('title', { name: snapshot.name })}>
      <ExpandForm snapshot={snapshot} />
    </Dialog>
  )
}

const fields = z.object({ repositoryCapacityBytes })

function ExpandForm({ snapshot }: Pick<SnapshotDialogProps, 'snapshot'>) {
  const t = useTranslations('snapshots.expand')
  const locale = useLocale()
  const run = useCommand()
  const { name, sourceName: source } = snapshot
  const { form, send } = useCommandForm(fields, { repositoryCapacityBytes: snapshot.repositoryCapacityBytes })
  return (
    <ActionForm
      submitLabel={t('submit')}
      onSubmit={() =>
        send(
          (input) => run('updateSnapshot', { id: snapshot.id, ...input }),
          (grown) => toastDone(t('done', { name, capacity: formatBytes(locale, grown.repositoryCapacityBytes) })),
        )
      }
    >
      {snapshot.status === 'full' ? <Notice>{t('full', { source })}</Notice> : null}
      <Controller
        control={form.control}
        name="repositoryCapacityBytes"
        render={({ field, fieldState }) => (
          <SizeField
            label={t('size')}
            hint={t('hint', {
              capacity: formatBytes(locale, snapshot.repositoryCapacityBytes),
              used: formatBytes(locale, snapshot.repositoryUsedBytes),
            })}
            error={fieldState.error?.message}
            {...field}
          />
        )}
      />
    </ActionForm>
  )
}
