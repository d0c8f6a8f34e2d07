'use client'

import { useQuery } from '@tanstack/react-query'
import { useLocale, useTranslations } from 'use-intl'
import type { VirtualDisk } from '@/server/array/virtual-disks/schema'
import { formatBytes } from '@/server/messages/bytes'
import { listQuery } from '../../live/queries'
import { Notice } from '../../ui/notice'
import { RadioCards } from '../../ui/radio-cards'
import { TextField } from '../../ui/text-field'
import { Time } from '../../ui/time'
import type { CopyFields, CopyForm } from '../wizard/fields'
import { repositoryBytes } from '../wizard/priority-step'

interface SnapshotStepProps {
  form: CopyForm
  values: CopyFields
  source: VirtualDisk
}

const NONE = 'none'

/**
 * In the place of the type, for an MSCS shared disk: the snapshot that is copied in its stead, and the one node that
 * may see it (seed 000: "map that snapshot to one node only").
 */
export function SnapshotStep({ form, values, source }: SnapshotStepProps) {
  const t = useTranslations('copies.mscs')
  const locale = useLocale()
  const nodes = useNodes(source)
  const sessions = useQuery(listQuery('session', { virtualDiskId: source.id })).data?.items ?? []
  return (
    <div className="flex max-w-3xl flex-col gap-5">
      <Notice title={t('why')}>{t('how', { source: source.name })}</Notice>
      <TextField
        label={t('repository')}
        inputMode="numeric"
        className="max-w-28"
        hint={t('repositoryHint', { size: formatBytes(locale, repositoryBytes(source, values)) })}
        error={form.formState.errors.repositoryPercent?.message}
        {...form.register('repositoryPercent')}
      />
      <div>
        <p className="mb-1 text-sm font-medium">{t('node')}</p>
        <p className="mb-2 text-sm text-soft">{t('nodeHint')}</p>
        <RadioCards
          label={t('node')}
          columns={2}
          value={values.nodeId === '' ? NONE : values.nodeId}
          onChange={(node) => form.setValue('nodeId', node === NONE ? '' : node)}
          cards={[
            { value: NONE, title: t('noNode'), children: t('noNodeHint') },
            ...nodes.map((node) => {
              const wrote = sessions.find((session) => session.hostId === node.id)?.lastWriteAt
              return {
                value: node.id,
                title: node.name,
                children: wrote ? t.rich('wrote', { at: () => <Time at={wrote} show="relative" /> }) : t('notWriting'),
              }
            }),
          ]}
        />
      </div>
    </div>
  )
}

/** The hosts of the cluster that shares a disk. */
export function useNodes(source: VirtualDisk) {
  const hostGroupId = source.mappedTo?.hostGroupId ?? ''
  return useQuery({ ...listQuery('host', { hostGroupId, limit: 1000 }), enabled: hostGroupId !== '' }).data?.items ?? []
}
