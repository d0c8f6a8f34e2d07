'use client'

import { Controller } from 'react-hook-form'
import { useTranslations } from 'use-intl'
import { z } from 'zod'
import { fullPolicy, warningThresholdPercent } from '@/server/array/snapshots/schema'
import { useCommand } from '../live/command'
import { useCommandForm } from '../live/command-form'
import { ActionForm } from '../ui/action-form'
import { Dialog } from '../ui/dialog'
import { TextField } from '../ui/text-field'
import { toastDone } from '../ui/toast'
import type { SnapshotDialogProps } from './dialog-props'
import { numberField } from './number-field'
import { PolicyCards } from './policy-cards'

export function PolicyDialog({ snapshot, open, onOpenChange }: SnapshotDialogProps) {
  const t = useTranslations('snapshots.setPolicy')
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title={t('title', { name: snapshot.name })}>
      <PolicyForm snapshot={snapshot} />
    </Dialog>
  )
}

const fields = z.object({ warningThresholdPercent: numberField.pipe(warningThresholdPercent), fullPolicy })

function PolicyForm({ snapshot }: Pick<SnapshotDialogProps, 'snapshot'>) {
  const t = useTranslations('snapshots.setPolicy')
  const common = useTranslations('common.actions')
  const run = useCommand()
  const { form, send } = useCommandForm(fields, {
    warningThresholdPercent: String(snapshot.warningThresholdPercent),
    fullPolicy: snapshot.fullPolicy,
  })
  return (
    <ActionForm
      submitLabel={common('save')}
      onSubmit={() =>
        send(
          (input) => run('updateSnapshot', { id: snapshot.id, ...input }),
          () => toastDone(t('done', { name: snapshot.name })),
        )
      }
    >
      <TextField
        label={t('threshold')}
        inputMode="numeric"
        className="max-w-28"
        error={form.formState.errors.warningThresholdPercent?.message}
        {...form.register('warningThresholdPercent')}
      />
      <div>
        <p className="mb-1 text-sm font-medium">{t('policy')}</p>
        <Controller
          control={form.control}
          name="fullPolicy"
          render={({ field }) => <PolicyCards label={t('policy')} value={field.value} onChange={field.onChange} />}
        />
      </div>
    </ActionForm>
  )
}
