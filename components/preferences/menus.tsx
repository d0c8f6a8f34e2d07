'use client'

import { Languages, Monitor, Moon, Sun } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { createContext, use, useState } from 'react'
import { useLocale, useTranslations } from 'use-intl'
import { LOCALE_COOKIE, LOCALES } from '@/server/messages/locale'
import { IconButton } from '../ui/button'
import { Menu } from '../ui/menu'
import type { MenuAction } from '../ui/menu-action'
import { remember } from './remember'
import { THEME_COOKIE, type Theme, THEMES } from './theme'

/** The theme that the server rendered. */
export const ThemeContext = createContext<Theme>('system')

const THEME_ICONS = { system: Monitor, light: Sun, dark: Moon } as const

export function useLanguageActions(): MenuAction[] {
  const t = useTranslations('shell.language')
  const current = useLocale()
  const router = useRouter()
  return LOCALES.map((locale) => ({
    id: locale,
    label: t(locale),
    checked: locale === current,
    onSelect: () => {
      remember(LOCALE_COOKIE, locale)
      router.refresh()
    },
  }))
}

export function useThemeActions(): MenuAction[] {
  const t = useTranslations('shell.theme')
  const [current, setCurrent] = useState(use(ThemeContext))
  return THEMES.map((theme) => ({
    id: theme,
    label: t(theme),
    icon: THEME_ICONS[theme],
    checked: theme === current,
    onSelect: () => {
      remember(THEME_COOKIE, theme)
      document.documentElement.dataset['theme'] = theme
      setCurrent(theme)
    },
  }))
}

export function LanguageMenu({ className }: { className?: string }) {
  const t = useTranslations('shell.language')
  return (
    <Menu
      groups={[useLanguageActions()]}
      trigger={
        <IconButton label={t('label')} className={className ?? ''}>
          <Languages aria-hidden />
        </IconButton>
      }
    />
  )
}

export function ThemeMenu({ className }: { className?: string }) {
  const t = useTranslations('shell.theme')
  const actions = useThemeActions()
  const Icon = THEME_ICONS[THEMES.find((theme) => actions.some((action) => action.id === theme && action.checked)) ?? 'system']
  return (
    <Menu
      groups={[actions]}
      trigger={
        <IconButton label={t('label')} className={className ?? ''}>
          <Icon aria-hidden />
        </IconButton>
      }
    />
  )
}
