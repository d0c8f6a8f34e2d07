'use client'

import { useState } from 'react'
import { useWatch } from 'react-hook-form'
import { useTranslations } from 'use-intl'
import { z } from 'zod'
import { lun } from '@/server/array/door/fields'
import { useCommand } from '../live/command'
import { useCommandForm } from '../live/command-form'
import { why } from '../shell/why-not'
import { ActionForm } from '../ui/action-form'
import { Dialog } from '../ui/dialog'
import { Notice } from '../ui/notice'
import { TextField } from '../ui/text-field'
import { toastDone } from '../ui/toast'
import type { VirtualDiskDialogProps } from './dialog-props'
import { MapJudgement, useMapJudgement } from './map-judgement'
import { MapToField, useMapDestinations } from './map-to-field'

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
  const { none } = useMapDestinations()
  const target = useMapJudgement(disk.id, useWatch({ control: form.control, name: 'to' }))
  const [acknowledged, setAcknowledged] = useState<string | null>(null)
  const heeded = target === undefined || target.warnings.length === 0 || acknowledged === target.name
  return (
    <ActionForm
      submitLabel={t('submit')}
      disabledReason={none ? t('noHosts') : target?.reason ? why(target.reason) : heeded ? null : t('acknowledgeFirst')}
      onSubmit={() =>
        send(
          ({ to, lun: asked }) => {
            const id = to.slice(to.indexOf(':') + 1)
            return run('createMapping', {
              virtualDiskId: disk.id,
              ...(to.startsWith('group:') ? { hostGroupId: id } : { hostId: id }),
              ...(asked === undefined ? {} : { lun: asked }),
            })
          },
          (mapping) => toastDone(t('done', { name: disk.name, to: mapping.name, lun: mapping.lun })),
        )
      }
    >
      {none ? <Notice tone="warn">{t('noHosts')}</Notice> : null}
      <MapToField error={form.formState.errors.to?.message} {...form.register('to')} />
      <MapJudgement
        target={target}
        acknowledged={acknowledged === target?.name}
        onAcknowledge={(yes) => setAcknowledged(yes ? (target?.name ?? null) : null)}
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
