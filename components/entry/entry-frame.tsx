'use client'

import type { ReactNode } from 'react'
import { useTranslations } from 'use-intl'
import { LanguageMenu, ThemeMenu } from '../preferences/menus'
import { Mark } from '../ui/mark'

interface EntryFrameProps {
  title: string
  text?: string
  /** Which of several steps this is. */
  position?: string
  children: ReactNode
}

/** The pages before the console: mark and name beside one small form. */
export function EntryFrame({ title, text, position, children }: EntryFrameProps) {
  const t = useTranslations('entry')
  const shell = useTranslations('shell')
  return (
    <div className="grid min-h-dvh max-lg:grid-rows-[auto_1fr] lg:grid-cols-[minmax(20rem,2fr)_3fr]">
      <div className="flex flex-col justify-between bg-bezel px-6 py-6 text-bezel-ink lg:px-10 lg:py-10">
        <p className="flex items-center gap-3">
          <Mark className="size-9 shrink-0" />
          <span>
            <span className="block text-lg font-semibold tracking-tight">{shell('product')}</span>
            <span className="block text-sm text-bezel-soft">{t('tagline')}</span>
          </span>
        </p>
        <Mark className="hidden w-3/5 max-w-72 self-center text-bezel-line lg:block" />
        <span aria-hidden className="hidden lg:block" />
      </div>
      <div className="flex flex-col">
        <div className="flex justify-end gap-1 p-3">
          <LanguageMenu />
          <ThemeMenu />
        </div>
        <main className="mx-auto flex w-full max-w-md flex-1 flex-col px-4 lg:justify-center pt-2 pb-16 sm:px-6 lg:pb-24">
          {position ? <p className="figures mb-1 text-sm text-faint">{position}</p> : null}
          <h1 tabIndex={-1} className="text-2xl font-semibold tracking-tight">
            {title}
          </h1>
          {text ? <p className="mt-1.5 text-soft">{text}</p> : null}
          <div className="mt-6">{children}</div>
        </main>
      </div>
    </div>
  )
}
