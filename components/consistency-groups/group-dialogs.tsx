'use client'

import { Controller } from 'react-hook-form'
import { useTranslations } from 'use-intl'
import { z } from 'zod'
import type { ConsistencyGroup } from '@/server/array/consistency-groups/schema'
import { name } from '@/server/array/door/fields'
import { type Outcome, useCommand } from '../live/command'
import { useCommandForm } from '../live/command-form'
import { ActionForm } from '../ui/action-form'
import { Dialog } from '../ui/dialog'
import { SwitchRow } from '../ui/switch-row'
import { TextField } from '../ui/text-field'
import { toastDone } from '../ui/toast'

interface OpenProps {
  open: boolean
  onOpenChange: (open: boolean) => void
}

export function CreateGroupDialog({ open, onOpenChange }: OpenProps) {
  const t = useTranslations('consistencyGroups')
  const run = useCommand()
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title={t('create')}>
      <GroupForm
        group={null}
        submitLabel={t('create')}
        give={(input) => run('createConsistencyGroup', input)}
        onDone={(name) => toastDone(t('createDone', { name }))}
      />
    </Dialog>
  )
}

export function ChangeGroupDialog({ group, open, onOpenChange }: OpenProps & { group: ConsistencyGroup }) {
  const t = useTranslations('consistencyGroups')
  const common = useTranslations('common.actions')
  const run = useCommand()
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title={t('changeTitle', { name: group.name })}>
      <GroupForm
        group={group}
        submitLabel={common('save')}
        give={(input) => run('updateConsistencyGroup', { id: group.id, ...input })}
        onDone={(name) => toastDone(t('changeDone', { name }))}
      />
    </Dialog>
  )
}

const fields = z.object({ name, autoDelete: z.boolean() })

interface GroupFormProps {
  group: ConsistencyGroup | null
  submitLabel: string
  give: (input: z.output<typeof fields>) => Promise<Outcome<ConsistencyGroup>>
  onDone: (name: string) => void
}

function GroupForm({ group, submitLabel, give, onDone }: GroupFormProps) {
  const t = useTranslations('consistencyGroups.fields')
  const { form, send } = useCommandForm(fields, { name: group?.name ?? '', autoDelete: group?.autoDelete ?? false })
  return (
    <ActionForm submitLabel={submitLabel} onSubmit={() => send(give, () => onDone(form.getValues('name')))}>
      <TextField label={t('name')} error={form.formState.errors.name?.message} {...form.register('name')} />
      <Controller
        control={form.control}
        name="autoDelete"
        render={({ field }) => <SwitchRow label={t('autoDelete')} checked={field.value} onChange={field.onChange} />}
      />
    </ActionForm>
  )
}
