'use client'

import { useQuery } from '@tanstack/react-query'
import clsx from 'clsx'
import {
  Camera,
  Copy,
  CopyCheck,
  Gauge,
  HardDrive,
  Layers,
  type LucideIcon,
  ScrollText,
  Server,
  Settings,
  TriangleAlert,
} from 'lucide-react'
import Link from 'next/link'
import { usePathname } from 'next/navigation'
import { useTranslations } from 'use-intl'
import { listQuery } from '../live/queries'
import { Mark } from '../ui/mark'

const PLACES = [
  { href: '/', word: 'overview', icon: Gauge },
  { href: '/conditions', word: 'conditions', icon: TriangleAlert },
  { href: '/virtual-disks', word: 'virtualDisks', icon: HardDrive },
  { href: '/copies', word: 'copies', icon: Copy },
  { href: '/instant-copies', word: 'instantCopies', icon: CopyCheck },
  { href: '/snapshots', word: 'snapshots', icon: Camera },
  { href: '/hosts', word: 'hosts', icon: Server },
  { href: '/pools', word: 'pools', icon: Layers },
  { href: '/events', word: 'events', icon: ScrollText },
  { href: '/settings', word: 'settings', icon: Settings },
] as const satisfies { href: string; word: string; icon: LucideIcon }[]

interface NavigationProps {
  arrayName: string
  /** A place was chosen: the drawer that holds the navigation closes. */
  onChoose?: () => void
}

export function Navigation({ arrayName, onChoose = () => undefined }: NavigationProps) {
  const t = useTranslations('shell')
  const pathname = usePathname()
  return (
    <div className="flex min-h-full flex-col bg-bezel text-bezel-ink">
      <Link href="/" onClick={onChoose} className="flex h-13 items-center gap-2.5 px-4 focus-visible:outline-moon">
        <Mark className="size-6.5 shrink-0" />
        <span className="min-w-0 leading-tight">
          <span className="block text-base font-semibold tracking-tight">{t('product')}</span>
          <span className="block truncate text-xs text-bezel-soft">{arrayName}</span>
        </span>
      </Link>
      <nav aria-label={t('navigation')} className="flex-1 px-2 py-2">
        <ul className="flex flex-col gap-0.5">
          {PLACES.map(({ href, word, icon: Icon }) => {
            const here = href === '/' ? pathname === '/' : pathname.startsWith(href)
            return (
              <li key={href}>
                <Link
                  href={href}
                  onClick={onChoose}
                  aria-current={here ? 'page' : undefined}
                  className={clsx(
                    'relative flex min-h-8.5 items-center py-1 leading-tight gap-2.5 rounded-md px-2.5 text-sm focus-visible:outline-moon',
                    here
                      ? 'bg-bezel-hover font-medium text-bezel-ink before:absolute before:inset-y-2 before:left-0 before:w-0.5 before:rounded-full before:bg-moon'
                      : 'text-bezel-soft hover:bg-bezel-hover hover:text-bezel-ink',
                  )}
                >
                  <Icon aria-hidden className="size-4 shrink-0" />
                  {t(`nav.${word}`)}
                  {word === 'conditions' ? <ConditionCount /> : null}
                </Link>
              </li>
            )
          })}
        </ul>
      </nav>
    </div>
  )
}

/** How many things need attention; nothing when nothing does. */
function ConditionCount() {
  const total = useQuery(listQuery('condition', {})).data?.total ?? 0
  if (total === 0) return null
  return (
    <span className="figures ml-auto rounded-full bg-moon px-1.5 text-xs leading-5 font-semibold text-bezel">{total}</span>
  )
}
