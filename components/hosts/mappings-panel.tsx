'use client'

import { useQuery } from '@tanstack/react-query'
import Link from 'next/link'
import { useFormatter, useTranslations } from 'use-intl'
import type { Mapping } from '@/server/array/mappings/schema'
import { Failed } from '../live/failed'
import { type ListParams, listQuery } from '../live/queries'
import { Identifier } from '../ui/code'
import { type Column, DataTable } from '../ui/list/data-table'
import { Panel } from '../ui/panel'

interface MappingsPanelProps {
  /** The host or host group whose mappings these are, as the list's filter. */
  params: ListParams
  name: string
}

export function MappingsPanel({ params, name }: MappingsPanelProps) {
  const t = useTranslations('hosts.mappings')
  const query = useQuery(listQuery('mapping', { ...params, sort: 'lun', limit: 1000 }))
  const columns = useColumns(params['hostId'] !== undefined)
  return (
    <Panel title={t('title')} flush>
      {query.error && !query.data ? (
        <Failed error={query.error} onRetry={() => void query.refetch()} />
      ) : (
        <DataTable
          label={t('list', { name })}
          columns={columns}
          rows={query.data?.items}
          rowKey={(mapping) => mapping.id}
          empty={<p className="px-4 py-3.5 text-sm text-soft">{t('none')}</p>}
        />
      )}
    </Panel>
  )
}

function useColumns(ofHost: boolean): Column<Mapping>[] {
  const t = useTranslations('hosts.mappings')
  const reservations = useTranslations('reservations')
  const format = useFormatter()
  return [
    { id: 'lun', header: t('lun'), align: 'end', cell: (mapping) => format.number(mapping.lun) },
    {
      id: 'disk',
      header: t('disk'),
      cell: (mapping) => (
        <>
          <Link
            href={`/virtual-disks/${mapping.virtualDiskId}`}
            className="font-medium text-link [overflow-wrap:anywhere] hover:underline"
          >
            {mapping.virtualDiskName}
          </Link>
          {mapping.ownerNode ? <p className="text-xs text-soft">{reservations('ownedBy', { node: mapping.ownerNode.hostName })}</p> : null}
        </>
      ),
    },
    ...(ofHost
      ? [
          {
            id: 'via',
            header: t('via'),
            from: 'md',
            cell: (mapping) => (mapping.hostGroupId ? t('viaGroup', { name: mapping.name }) : t('viaHost')),
          } satisfies Column<Mapping>,
        ]
      : []),
    {
      id: 'uri',
      header: t('uri'),
      from: 'sm',
      cell: (mapping) => (
        <ul>
          {mapping.nbdUris.map((uri) => (
            <li key={uri}>
              <Identifier text={uri} label={t('copyUri')} />
            </li>
          ))}
        </ul>
      ),
    },
  ]
}
