'use client'

import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'use-intl'
import { HOST_SYSTEMS } from '@/server/array/hosts/systems'
import { listQuery } from '../../live/queries'
import { SelectField } from '../../ui/select-field'
import { TextField } from '../../ui/text-field'
import type { HostFields, HostForm } from './fields'

export function HostStep({ form, values }: { form: HostForm; values: HostFields }) {
  const t = useTranslations('hosts.wizard')
  const words = useTranslations('words.hostSystem')
  const groups = useQuery(listQuery('hostGroup', { limit: 1000 })).data?.items ?? []
  return (
    <div className="flex max-w-xl flex-col gap-5">
      <TextField
        label={t('name')}
        hint={t('nameHint', { uri: `nbd://…/${values.name.trim() || 'host'}/0` })}
        error={form.formState.errors.name?.message}
        {...form.register('name')}
      />
      <SelectField
        label={t('os')}
        hint={t('osHint')}
        options={HOST_SYSTEMS.map((os) => ({ value: os, label: words(os) }))}
        {...form.register('os')}
      />
      {groups.length > 0 ? (
        <SelectField
          label={t('group')}
          options={[
            { value: '', label: t('noGroup') },
            ...groups.map((group) => ({ value: group.id, label: group.name })),
          ]}
          {...form.register('hostGroupId')}
        />
      ) : null}
    </div>
  )
}
