'use client'

import { useState } from 'react'
import { useWatch } from 'react-hook-form'
import { useTranslations } from 'use-intl'
import { z } from 'zod'
import { lun } from '@/server/array/door/fields'
import { useCommand } from '../live/command'
import { useCommandForm } from '../live/command-form'
import { Failed } from '../live/failed'
import { Heed } from '../mappings/heed'
import { TargetPicker } from '../mappings/target-picker'
import { targetOf, useMappingTargets, valueOf } from '../mappings/targets'
import { ActionForm } from '../ui/action-form'
import { Dialog } from '../ui/dialog'
import { Notice } from '../ui/notice'
import { TextField } from '../ui/text-field'
import { toastDone } from '../ui/toast'
import type { VirtualDiskDialogProps } from './dialog-props'

export function MapDialog({ disk, open, onOpenChange }: VirtualDiskDialogProps) {
  const t = useTranslations('virtualDisks.map')
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title={t('title', { name: disk.name })}>
      <MapForm disk={disk} />
    </Dialog>
  )
}

/** Typed text; an empty field leaves the number out. */
export const lunField = z
  .string()
  .trim()
  .transform((text) => (text === '' ? undefined : Number(text)))
  .pipe(lun.optional())

const fields = z.object({
  /** `host:<id>` or `group:<id>`. */
  to: z.string().min(1),
  lun: lunField,
})

function MapForm({ disk }: Pick<VirtualDiskDialogProps, 'disk'>) {
  const t = useTranslations('virtualDisks.map')
  const run = useCommand()
  const { form, send } = useCommandForm(fields, { to: '', lun: '' })
  const targets = useMappingTargets(disk.id)
  const all = targets.data?.items
  const to = useWatch({ control: form.control, name: 'to' })
  const target = all?.find((each) => valueOf(each) === to)
  const warnings = target?.warnings ?? []
  // What was read is what stood beside this target.
  const [acknowledged, setAcknowledged] = useState('')
  const unread = warnings.length > 0 && acknowledged !== to
  const none = all?.length === 0
  if (targets.error && !all) return <Failed error={targets.error} onRetry={() => void targets.refetch()} />
  return (
    <ActionForm
      submitLabel={t('submit')}
      disabledReason={none ? t('noHosts') : unread ? t('acknowledgeFirst') : null}
      onSubmit={() =>
        send(
          ({ to: chosen, lun: asked }) =>
            run('createMapping', {
              virtualDiskId: disk.id,
              ...targetOf(chosen),
              ...(asked === undefined ? {} : { lun: asked }),
            }),
          (mapping) => toastDone(t('done', { name: disk.name, to: mapping.name, lun: mapping.lun })),
        )
      }
    >
      {none ? <Notice tone="warn">{t('noHosts')}</Notice> : null}
      <TargetPicker
        label={t('to')}
        targets={all}
        value={to}
        onChange={(value) => form.setValue('to', value, { shouldValidate: true })}
        error={form.formState.errors.to?.message}
      />
      <Heed
        to={target?.name ?? ''}
        warnings={warnings}
        acknowledged={!unread}
        onAcknowledge={(yes) => setAcknowledged(yes ? to : '')}
      />
      <TextField
        label={t('lun')}
        hint={t('lunHint')}
        inputMode="numeric"
        error={form.formState.errors.lun?.message}
        {...form.register('lun')}
      />
    </ActionForm>
  )
}
