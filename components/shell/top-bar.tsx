'use client'

import { useQuery } from '@tanstack/react-query'
import { Activity, CircleCheck, CircleHelp, LogOut, Menu as MenuIcon, TriangleAlert, UserRound } from 'lucide-react'
import Link from 'next/link'
import { useTranslations } from 'use-intl'
import { listQuery } from '../live/queries'
import { LanguageMenu, ThemeMenu } from '../preferences/menus'
import { Button, IconButton } from '../ui/button'
import { Menu } from '../ui/menu'
import { StateChip } from '../ui/state-chip'
import { useSignedIn } from './signed-in'

interface TopBarProps {
  onNavigation: () => void
  onOperations: () => void
  signOut: () => void
}

export function TopBar({ onNavigation, onOperations, signOut }: TopBarProps) {
  const t = useTranslations('shell')
  return (
    <header className="sticky top-0 z-30 flex h-13 items-center gap-1 border-b border-line bg-panel px-2 sm:px-4">
      <IconButton label={t('openNavigation')} className="lg:hidden" onClick={onNavigation}>
        <MenuIcon aria-hidden />
      </IconButton>
      <Health />
      <span className="flex-1" />
      <OperationsButton onOpen={onOperations} />
      <LanguageMenu className="max-sm:hidden" />
      <ThemeMenu />
      <UserMenu signOut={signOut} />
    </header>
  )
}

function Health() {
  const t = useTranslations('shell.health')
  const { data } = useQuery(listQuery('condition', {}))
  const total = data?.total ?? 0
  const critical = data?.items.some((condition) => condition.severity === 'critical')
  return (
    <Link href={total > 0 ? '/conditions' : '/'} className="rounded-sm">
      {data === undefined ? (
        <StateChip look={{ tone: 'idle', icon: CircleHelp }}>{t('unknown')}</StateChip>
      ) : total > 0 ? (
        <StateChip look={{ tone: critical ? 'crit' : 'warn', icon: TriangleAlert }}>
          {t('attention', { count: total })}
        </StateChip>
      ) : (
        <StateChip look={{ tone: 'good', icon: CircleCheck }}>{t('good')}</StateChip>
      )}
    </Link>
  )
}

function OperationsButton({ onOpen }: { onOpen: () => void }) {
  const t = useTranslations('shell.operations')
  const { data } = useQuery(listQuery('operation', {}))
  const count = data?.total ?? 0
  return (
    <Button
      variant="quiet"
      aria-label={t('button', { count })}
      icon={<Activity aria-hidden className={count > 0 ? 'text-link' : undefined} />}
      className="figures !px-2"
      onClick={onOpen}
    >
      <span className="min-w-3 text-left">{count}</span>
    </Button>
  )
}

function UserMenu({ signOut }: { signOut: () => void }) {
  const t = useTranslations('shell.user')
  const roles = useTranslations('words.role')
  const user = useSignedIn()
  return (
    <Menu
      heading={
        <>
          <span className="block font-medium">{user.name}</span>
          <span className="block text-xs break-all text-soft">{user.email}</span>
          <span className="block text-xs text-soft">{roles(user.role)}</span>
        </>
      }
      groups={[
        [{ id: 'settings', label: t('settings'), icon: UserRound, href: '/settings' }],
        [{ id: 'signOut', label: t('signOut'), icon: LogOut, onSelect: signOut }],
      ]}
      trigger={
        <IconButton label={t('button', { name: user.name })}>
          <UserRound aria-hidden />
        </IconButton>
      }
    />
  )
}
