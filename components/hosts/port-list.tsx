'use client'

import { useTranslations } from 'use-intl'
import type { HostPort } from '@/server/array/hosts/schema'
import { Tag } from '../ui/state-chip'

/** By what the array recognizes a host. */
export function PortList({ ports }: { ports: HostPort[] }) {
  const t = useTranslations('hosts.ports')
  const words = useTranslations('words.portType')
  if (ports.length === 0) return <p className="text-sm text-soft">{t('none')}</p>
  return (
    <ul className="space-y-2 text-sm">
      {ports.map((port) => (
        <li key={`${port.type} ${port.identifier}`} className="flex flex-wrap items-center gap-x-2 gap-y-1">
          <Tag>{words(port.type)}</Tag>
          <code className="min-w-0 font-mono text-xs [overflow-wrap:anywhere]">{port.identifier}</code>
          <span className="text-xs text-faint">
            {port.type === 'iscsi' && port.chapUser ? `${t('withChap', { user: port.chapUser })}, ` : null}
            {port.hasSecret ? t('withSecret') : t('withoutSecret')}
            {port.type === 'iscsi' && port.hasMutualSecret ? `, ${t('mutual')}` : null}
          </span>
        </li>
      ))}
    </ul>
  )
}
