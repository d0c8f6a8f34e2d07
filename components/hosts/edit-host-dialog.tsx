'use client'

import { useQuery } from '@tanstack/react-query'
import { Controller } from 'react-hook-form'
import { useTranslations } from 'use-intl'
import { z } from 'zod'
import { hostName } from '@/server/array/door/fields'
import { HOST_SYSTEMS, type Host, hostSystem } from '@/server/array/hosts/schema'
import { useCommand } from '../live/command'
import { useCommandForm } from '../live/command-form'
import { useInputErrors } from '../live/form-errors'
import { listQuery } from '../live/queries'
import { ActionForm } from '../ui/action-form'
import { Dialog } from '../ui/dialog'
import { SelectField } from '../ui/select-field'
import { TextField } from '../ui/text-field'
import { toastDone } from '../ui/toast'
import { PortEditor, portErrors } from './port-editor'
import { checkPorts } from './port-checks'
import { portFields, portToFields, portToInput } from './port-fields'

interface EditHostDialogProps {
  host: Host
  open: boolean
  onOpenChange: (open: boolean) => void
}

export function EditHostDialog({ host, open, onOpenChange }: EditHostDialogProps) {
  const t = useTranslations('hosts.edit')
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title={t('title', { name: host.name })}>
      <EditHostForm host={host} />
    </Dialog>
  )
}

function EditHostForm({ host }: { host: Host }) {
  const t = useTranslations('hosts')
  const common = useTranslations('common.actions')
  const words = useTranslations('words.hostSystem')
  const run = useCommand()
  const error = useInputErrors()
  const known = host.ports.map((port) => port.identifier)
  const groups = useQuery(listQuery('hostGroup', { limit: 1000 })).data?.items
  // A choice that isn't among the options is shown as none, so the present one is there from the start.
  const own = host.hostGroupId === null ? [] : [{ id: host.hostGroupId, name: host.hostGroupName ?? '' }]
  const { form, send } = useCommandForm(
    z.object({
      name: hostName,
      os: hostSystem,
      group: z.string(),
      ports: z.array(portFields).check(checkPorts(known, error)),
    }),
    { name: host.name, os: host.os, group: host.hostGroupId ?? '', ports: host.ports.map(portToFields) },
  )
  return (
    <ActionForm
      submitLabel={common('save')}
      onSubmit={() =>
        send(
          ({ name, os, group, ports }) =>
            run('updateHost', { id: host.id, name, os, hostGroupId: group || null, ports: ports.map(portToInput) }),
          () => toastDone(t('edit.done', { name: form.getValues('name') })),
        )
      }
    >
      <TextField label={t('edit.name')} error={form.formState.errors.name?.message} {...form.register('name')} />
      <SelectField
        label={t('edit.os')}
        options={HOST_SYSTEMS.map((os) => ({ value: os, label: words(os) }))}
        error={form.formState.errors.os?.message}
        {...form.register('os')}
      />
      <SelectField
        label={t('edit.group')}
        options={[{ value: '', label: t('noGroup') }, ...(groups ?? own).map((group) => ({ value: group.id, label: group.name }))]}
        {...form.register('group')}
      />
      <div>
        <p className="mb-2 text-sm font-medium">{t('edit.ports')}</p>
        <Controller
          control={form.control}
          name="ports"
          render={({ field }) => (
            <PortEditor
              ports={field.value}
              onChange={field.onChange}
              errors={portErrors(form.formState.errors.ports)}
              known={known}
              hostId={host.id}
            />
          )}
        />
      </div>
    </ActionForm>
  )
}
