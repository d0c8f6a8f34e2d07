'use client'

import { useQuery } from '@tanstack/react-query'
import Link from 'next/link'
import { useTranslations } from 'use-intl'
import type { Session } from '@/server/array/sessions/schema'
import type { VirtualDisk } from '@/server/array/virtual-disks/schema'
import { listQuery } from '../live/queries'
import { Heed } from '../mappings/heed'
import { HostLink } from '../reservations/host-link'
import { Identifier } from '../ui/code'
import { Fact, Facts } from '../ui/facts'
import { Panel } from '../ui/panel'
import { Time } from '../ui/time'
import { MappedTo } from './mapped-to'

/** Whom the disk is mapped to, under which address, and who is connected now. */
export function MappingPanel({ disk }: { disk: VirtualDisk }) {
  const t = useTranslations('virtualDisks.mapping')
  return (
    <Panel title={t('title')}>
      {disk.mappedTo ? (
        <Mapped disk={disk} />
      ) : (
        <>
          <p className="text-sm font-medium">{t('none')}</p>
          <p className="text-sm text-soft">{t('noneText')}</p>
        </>
      )}
    </Panel>
  )
}

function Mapped({ disk }: { disk: VirtualDisk }) {
  const t = useTranslations('virtualDisks.mapping')
  const reservations = useTranslations('reservations')
  const mappings = useQuery(listQuery('mapping', { virtualDiskId: disk.id })).data?.items ?? []
  const sessions = useQuery(listQuery('session', { virtualDiskId: disk.id })).data?.items ?? []
  const owner = mappings.find(({ ownerNode }) => ownerNode)?.ownerNode
  const uris = mappings.flatMap((mapping) => mapping.nbdUris)
  return (
    <>
      <Facts>
        <Fact name={t('to')}>
          <MappedTo disk={disk} />
        </Fact>
        {disk.mscsShared ? <Fact name={reservations('owner')}>{owner ? <HostLink host={owner} /> : reservations('noOwner')}</Fact> : null}
        <Fact name={t('uris')}>
          <ul className="space-y-0.5">
            {uris.map((uri) => (
              <li key={uri}>
                <Identifier text={uri} label={t('copyUri')} />
              </li>
            ))}
          </ul>
        </Fact>
        <Fact name={t('sessions')}>
          {sessions.length === 0 ? (
            <span className="text-faint">{t('noSession')}</span>
          ) : (
            <ul className="space-y-0.5">
              {sessions.map((session) => (
                <li key={session.id}>
                  {t.rich('session', {
                    host: () => (
                      <Link href={`/hosts/${session.hostId}`} className="text-link hover:underline">
                        {session.hostName}
                      </Link>
                    ),
                    address: session.remoteAddress,
                  })}
                  <LastIo session={session} />
                </li>
              ))}
            </ul>
          )}
        </Fact>
      </Facts>
      <div className="mt-3 empty:hidden">
        <Heed to={disk.mappedTo?.name ?? ''} warnings={mappings.flatMap((mapping) => mapping.warnings)} />
      </div>
    </>
  )
}

/** When a connected host last read and wrote, which tells one that works from one that only holds a connection. */
function LastIo({ session }: { session: Session }) {
  const t = useTranslations('virtualDisks.mapping')
  const { lastReadAt: read, lastWriteAt: wrote } = session
  return (
    <p className="flex flex-wrap gap-x-2 text-xs text-faint">
      {read ? <span>{t.rich('lastRead', { at: () => <Time at={read} show="relative" /> })}</span> : null}
      {wrote ? <span>{t.rich('lastWrite', { at: () => <Time at={wrote} show="relative" /> })}</span> : null}
      {read || wrote ? null : t('noIo')}
    </p>
  )
}
