'use client'

import { useQuery } from '@tanstack/react-query'
import { Controller, useWatch } from 'react-hook-form'
import { useTranslations } from 'use-intl'
import { z } from 'zod'
import { id, name } from '@/server/array/door/fields'
import type { InstantCopy } from '@/server/array/instant-copies/schema'
import { useCommand } from '../live/command'
import { useCommandForm } from '../live/command-form'
import { listQuery } from '../live/queries'
import { why } from '../shell/why-not'
import { ActionForm } from '../ui/action-form'
import { Dialog } from '../ui/dialog'
import { SelectField } from '../ui/select-field'
import { SwitchRow } from '../ui/switch-row'
import { TextField } from '../ui/text-field'
import { toastDone } from '../ui/toast'
import { RateHint } from './rate-hint'
import { typedRate } from './typed-rate'

interface ChangeDialogProps {
  copy: InstantCopy
  open: boolean
  onOpenChange: (open: boolean) => void
}

export function ChangeDialog({ copy, open, onOpenChange }: ChangeDialogProps) {
  const t = useTranslations('instantCopies.change')
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title={t('title', { name: copy.name })}>
      <ChangeForm copy={copy} />
    </Dialog>
  )
}

/** No group is an empty choice. */
const group = z.string().transform((chosen) => (chosen === '' ? null : chosen)).pipe(id.nullable())

const fields = z.object({ name, copyRate: typedRate, cleanRate: typedRate, autoDelete: z.boolean(), consistencyGroupId: group })

function ChangeForm({ copy }: Pick<ChangeDialogProps, 'copy'>) {
  const t = useTranslations('instantCopies')
  const common = useTranslations('common.actions')
  const run = useCommand()
  const groups = useQuery(listQuery('consistencyGroup', { limit: 1000 })).data?.items ?? []
  const { form, send } = useCommandForm(fields, {
    name: copy.name,
    copyRate: String(copy.copyRate),
    cleanRate: String(copy.cleanRate),
    autoDelete: copy.autoDelete,
    consistencyGroupId: copy.consistencyGroupId ?? '',
  })
  const { errors } = form.formState
  const typed = useWatch({ control: form.control })
  const left = copy.progress.totalBytes - copy.progress.copiedBytes
  const goesAtOnce = typed.autoDelete && !copy.autoDelete && copy.status === 'idle' && copy.startedAt !== null
  return (
    <ActionForm
      submitLabel={common('save')}
      onSubmit={() => send((input) => run('updateInstantCopy', { id: copy.id, ...input }), () => toastDone(t('change.done', { name: form.getValues('name') })))}
    >
      <TextField label={t('fields.name')} error={errors.name?.message} {...form.register('name')} />
      <TextField
        label={t('fields.copyRate')}
        inputMode="numeric"
        className="max-w-28"
        hint={<RateHint typed={typed.copyRate ?? ''} bytes={left} />}
        error={errors.copyRate?.message}
        {...form.register('copyRate')}
      />
      <TextField
        label={t('fields.cleanRate')}
        inputMode="numeric"
        className="max-w-28"
        hint={t('fields.cleanRateHint')}
        error={errors.cleanRate?.message}
        {...form.register('cleanRate')}
      />
      <SelectField
        label={t('fields.group')}
        disabled={copy.actions.regroup !== null}
        hint={why(copy.actions.regroup)}
        error={errors.consistencyGroupId?.message}
        options={[{ value: '', label: t('fields.noGroup') }, ...groups.map(({ id: value, name: label }) => ({ value, label }))]}
        {...form.register('consistencyGroupId', { disabled: false })}
      />
      <Controller
        control={form.control}
        name="autoDelete"
        render={({ field }) => (
          <SwitchRow
            label={t('fields.autoDelete')}
            hint={t(goesAtOnce ? 'fields.autoDeleteNow' : 'fields.autoDeleteHint')}
            checked={field.value}
            onChange={field.onChange}
          />
        )}
      />
    </ActionForm>
  )
}
