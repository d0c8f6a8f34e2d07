'use client'

import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useLocale, useTranslations } from 'use-intl'
import type { MappingTarget } from '@/server/array/mappings/schema'
import { repositoryBytesTyped } from '@/server/array/snapshots/repository-size'
import type { VirtualDisk } from '@/server/array/virtual-disks/schema'
import { formatBytes } from '@/server/messages/bytes'
import { listQuery } from '../../live/queries'
import { Heed } from '../../mappings/heed'
import { reservationsQuery } from '../../reservations/query'
import { why } from '../../shell/why-not'
import { Notice } from '../../ui/notice'
import { type RadioCard, RadioCards } from '../../ui/radio-cards'
import { Skeleton } from '../../ui/skeleton'
import { Time } from '../../ui/time'
import { RepositoryField } from '../repository-field'
import type { CopyFields, CopyForm } from '../wizard/fields'
import { MadeAlready } from './made-already'
import { useCluster } from './nodes'

interface SnapshotStepProps {
  form: CopyForm
  values: CopyFields
  source: VirtualDisk
}

/**
 * In the place of the type, for an MSCS shared disk: the snapshot that is copied in its stead, and the one node that
 * may see it (seed 000: "map that snapshot to one node only").
 */
export function SnapshotStep({ form, values, source }: SnapshotStepProps) {
  const t = useTranslations('copies.mscs')
  const locale = useLocale()
  return (
    <div className="flex max-w-3xl flex-col gap-5">
      <Notice title={t('why')}>{t('how', { source: source.name })}</Notice>
      {values.madeSnapshotId === '' ? (
        <RepositoryField
          label={t('repository')}
          value={values.repositoryPercent}
          onChoose={(percent) => form.setValue('repositoryPercent', percent, { shouldValidate: true })}
          hint={t('repositoryHint', { size: formatBytes(locale, repositoryBytesTyped(source.capacityBytes, values.repositoryPercent)) })}
          error={form.formState.errors.repositoryPercent?.message}
          {...form.register('repositoryPercent')}
        />
      ) : (
        <MadeAlready form={form} values={values} />
      )}
      {values.madeMapping ? null : <NodeChoice form={form} values={values} source={source} />}
    </div>
  )
}

const NONE = 'none'

/** None, or one of the nodes; the cluster as a whole stands among them with why it can't be. */
function NodeChoice({ form, values, source }: SnapshotStepProps) {
  const t = useTranslations('copies.mscs')
  const sessions = useQuery(listQuery('session', { virtualDiskId: source.id })).data?.items ?? []
  const owner = useQuery(reservationsQuery(source.id)).data?.ownerNode
  const found = useCluster(source, t('theSnapshot'))
  if (!found) return <Skeleton className="h-44 w-full" />
  const { cluster, nodes } = found
  const chosen = nodes.find(({ hostId }) => hostId === values.nodeId)

  /** The reservation says whose the disk is; without one, who writes makes it likely. */
  function uses(hostId: string): ReactNode {
    if (owner) return t(owner.hostId === hostId ? 'owns' : 'ownsNot')
    const at = sessions.find((session) => session.hostId === hostId)?.lastWriteAt
    return at ? t.rich('wrote', { at: () => <Time at={at} show="relative" /> }) : t('notWriting')
  }
  const card = (value: string, { name, reason }: MappingTarget, children: ReactNode): RadioCard<string> => ({
    value,
    title: name,
    children,
    disabledReason: why(reason),
  })

  return (
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
          ...nodes.map((node) => card(node.hostId, node, uses(node.hostId))),
          ...(cluster?.hostGroupId ? [card(cluster.hostGroupId, cluster, t('wholeCluster'))] : []),
        ]}
      />
      {chosen ? (
        <div className="mt-3 flex flex-col gap-2">
          {owner && owner.hostId !== chosen.hostId ? (
            <Notice tone="warn" title={t('notOwner', { node: chosen.name })} live>
              {t('notOwnerText', { owner: owner.hostName })}
            </Notice>
          ) : null}
          <Heed
            to={chosen.name}
            warnings={chosen.warnings}
            acknowledged={values.readForNode === values.nodeId}
            onAcknowledge={(yes) => form.setValue('readForNode', yes ? values.nodeId : '', { shouldValidate: true })}
            error={form.formState.errors.readForNode?.message}
          />
        </div>
      ) : null}
    </div>
  )
}
