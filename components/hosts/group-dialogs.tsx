'use client'

import { useQuery } from '@tanstack/react-query'
import { Controller } from 'react-hook-form'
import { useTranslations } from 'use-intl'
import type { z } from 'zod'
import { CLUSTER_TYPES, createHostGroupInput, type HostGroup } from '@/server/array/host-groups/schema'
import { type Outcome, useCommand } from '../live/command'
import { useCommandForm } from '../live/command-form'
import { listQuery } from '../live/queries'
import { ActionForm } from '../ui/action-form'
import { CheckList } from '../ui/check-list'
import { Dialog } from '../ui/dialog'
import { SelectField } from '../ui/select-field'
import { TextField } from '../ui/text-field'
import { toastDone } from '../ui/toast'

interface OpenProps {
  open: boolean
  onOpenChange: (open: boolean) => void
}

export function CreateGroupDialog({ open, onOpenChange }: OpenProps) {
  const t = useTranslations('hosts.groups')
  const run = useCommand()
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title={t('createTitle')}>
      <GroupForm
        group={null}
        submitLabel={t('createSubmit')}
        give={(input) => run('createHostGroup', input)}
        onDone={(name) => toastDone(t('createDone', { name }))}
      />
    </Dialog>
  )
}

export function EditGroupDialog({ group, open, onOpenChange }: OpenProps & { group: HostGroup }) {
  const t = useTranslations('hosts.groups')
  const common = useTranslations('common.actions')
  const run = useCommand()
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title={t('editTitle', { name: group.name })}>
      <GroupForm
        group={group}
        submitLabel={common('save')}
        give={(input) => run('updateHostGroup', { id: group.id, ...input })}
        onDone={(name) => toastDone(t('editDone', { name }))}
      />
    </Dialog>
  )
}

interface GroupFormProps {
  group: HostGroup | null
  submitLabel: string
  give: (input: z.output<typeof createHostGroupInput>) => Promise<Outcome<HostGroup>>
  onDone: (name: string) => void
}

function GroupForm({ group, submitLabel, give, onDone }: GroupFormProps) {
  const t = useTranslations('hosts.groups')
  const words = useTranslations('words.clusterType')
  const hosts = useQuery(listQuery('host', { limit: 1000 })).data?.items ?? []
  const { form, send } = useCommandForm(createHostGroupInput, {
    name: group?.name ?? '',
    cluster: group?.cluster ?? 'none',
    hostIds: group?.hostIds ?? [],
  })
  return (
    <ActionForm submitLabel={submitLabel} onSubmit={() => send(give, () => onDone(form.getValues('name')))}>
      <TextField label={t('fields.name')} error={form.formState.errors.name?.message} {...form.register('name')} />
      <SelectField
        label={t('fields.cluster')}
        options={CLUSTER_TYPES.map((type) => ({ value: type, label: words(type) }))}
        error={form.formState.errors.cluster?.message}
        {...form.register('cluster')}
      />
      <Controller
        control={form.control}
        name="hostIds"
        render={({ field, fieldState }) => (
          <CheckList
            label={t('fields.members')}
            hint={t('fields.membersHint')}
            none={t('noHosts')}
            error={fieldState.error?.message}
            value={field.value ?? []}
            onChange={field.onChange}
            options={hosts.map((host) => ({
              value: host.id,
              label: host.name,
              note:
                host.hostGroupName && host.hostGroupId !== group?.id
                  ? t('inOther', { group: host.hostGroupName })
                  : null,
            }))}
          />
        )}
      />
    </ActionForm>
  )
}
