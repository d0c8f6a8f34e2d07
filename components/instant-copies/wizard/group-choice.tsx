'use client'

import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'use-intl'
import { listQuery } from '../../live/queries'
import { why } from '../../shell/why-not'
import { RadioCards } from '../../ui/radio-cards'
import { TextField } from '../../ui/text-field'
import type { InstantCopyFields, InstantCopyForm } from './fields'

interface GroupChoiceProps {
  form: InstantCopyForm
  values: InstantCopyFields
}

/** None, one that is there, or a new one. */
export function GroupChoice({ form, values }: GroupChoiceProps) {
  const t = useTranslations('instantCopies.wizard')
  const groups = useQuery(listQuery('consistencyGroup', { limit: 1000 })).data?.items ?? []
  const words = useTranslations('consistencyGroups')
  const { errors } = form.formState
  return (
    <div className="flex flex-col gap-3">
      <p className="text-sm font-medium">{t('groupKind')}</p>
      <RadioCards
        label={t('groupKind')}
        value={values.groupKind}
        onChange={(kind) => form.setValue('groupKind', kind, { shouldValidate: true })}
        cards={[
          { value: 'none', title: t('groupNone'), children: t('groupNoneHint') },
          {
            value: 'existing',
            title: t('groupExisting'),
            children: t('groupExistingHint'),
            disabledReason: groups.length === 0 ? words('empty.title') : null,
          },
          { value: 'fresh', title: t('groupFresh'), children: t('groupFreshHint') },
        ]}
      />
      {values.groupKind === 'existing' ? (
        <>
          {errors.groupId ? <p className="text-sm text-crit">{errors.groupId.message}</p> : null}
          <RadioCards
            label={t('groupExisting')}
            value={values.groupId}
            onChange={(id) => form.setValue('groupId', id, { shouldValidate: true })}
            cards={groups.map(({ id, name, mappingIds, actions }) => ({
              value: id,
              title: name,
              children: words('count', { count: mappingIds.length }),
              disabledReason: why(actions.regroup),
            }))}
          />
        </>
      ) : null}
      {values.groupKind === 'fresh' ? (
        <div className="max-w-md">
          <TextField label={t('groupName')} error={errors.groupName?.message} {...form.register('groupName')} />
        </div>
      ) : null}
    </div>
  )
}
