import './styles.css'

import type { Metadata, Viewport } from 'next'
import { cookies } from 'next/headers'
import type { ReactNode } from 'react'
import { isTheme, THEME_COOKIE } from '@/components/preferences/theme'
import { Providers } from '@/components/shell/providers'
import { packedMessagesOf } from '@/server/messages/messages'
import { requestLocale, requestTimeZone } from '@/server/messages/request'

export const metadata: Metadata = { title: { default: 'Lunette', template: '%s · Lunette' } }

export const viewport: Viewport = { width: 'device-width', initialScale: 1 }

export default async function RootLayout({ children }: { children: ReactNode }) {
  const locale = await requestLocale()
  const chosen = (await cookies()).get(THEME_COOKIE)?.value
  const theme = isTheme(chosen) ? chosen : 'system'
  return (
    <html lang={locale} data-theme={theme}>
      <body>
        <Providers
          locale={locale}
          messages={packedMessagesOf(locale)}
          timeZone={await requestTimeZone()}
          now={new Date()}
          theme={theme}
        >
          {children}
        </Providers>
      </body>
    </html>
  )
}
