'use client'

import { CSPProvider } from '@base-ui/react/csp-provider'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { type ReactNode, useEffect, useState } from 'react'
import { IntlProvider } from 'use-intl'
import type { Locale } from '@/server/messages/locale'
import type { Messages } from '@/server/messages/messages'
import { TIME_ZONE_COOKIE } from '@/server/messages/time-zone'
import { ProblemError } from '../live/rest'
import { ThemeContext } from '../preferences/menus'
import { remember } from '../preferences/remember'
import type { Theme } from '../preferences/theme'
import { TipLayer } from '../ui/tip'
import { Toaster } from '../ui/toaster'

interface ProvidersProps {
  locale: Locale
  /** Packed, see server/messages/messages.ts. */
  messages: string
  timeZone: string
  now: Date
  theme: Theme
  children: ReactNode
}

export function Providers({ locale, messages, timeZone, now, theme, children }: ProvidersProps) {
  const [client] = useState(makeClient)
  useTellTimeZone(timeZone)
  useEffect(markAlive, [])
  return (
    <CSPProvider disableStyleElements>
      <IntlProvider locale={locale} messages={unpacked(messages)} timeZone={timeZone} now={now}>
        <QueryClientProvider client={client}>
          <ThemeContext value={theme}>
            {children}
          </ThemeContext>
          <Toaster />
          <TipLayer />
        </QueryClientProvider>
      </IntlProvider>
    </CSPProvider>
  )
}

/** The same object for the same text, so that nothing is rendered again for it. */
function unpacked(text: string): Messages {
  const messages = UNPACKED.get(text) ?? (JSON.parse(text) as Messages)
  UNPACKED.set(text, messages)
  return messages
}

const UNPACKED = new Map<string, Messages>()

/** Until here a page only looks alive; who drives it by program waits for this mark, as a person waits for an answer. */
function markAlive(): void {
  document.documentElement.dataset['alive'] = 'true'
}

/** The stream keeps answers current, so none grows old by itself; a refusal is the array's word, not a hiccup. */
function makeClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 30_000,
        refetchOnWindowFocus: false,
        retry: (failures, error) => failures < 2 && !(error instanceof ProblemError && error.problem.status < 500),
      },
    },
  })
}

/** The server can't know the visitor's time zone before the browser has told it once. */
function useTellTimeZone(rendered: string): void {
  const router = useRouter()
  useEffect(() => {
    const own = Intl.DateTimeFormat().resolvedOptions().timeZone
    if (!own || own === rendered || document.cookie.includes(`${TIME_ZONE_COOKIE}=${encodeURIComponent(own)}`)) return
    remember(TIME_ZONE_COOKIE, own)
    router.refresh()
  }, [rendered, router])
}
