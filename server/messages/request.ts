import { cookies, headers } from 'next/headers'
import { createTranslator } from 'use-intl/core'
import { isLocale, LOCALE_COOKIE, type Locale, localeFromHeader } from './locale'
import { compiledMessagesOf } from './messages'
import { isTimeZone, TIME_ZONE_COOKIE } from './time-zone'

/** The language of this request: the visitor's choice (cookie), else the browser's. */
export async function requestLocale(): Promise<Locale> {
  const chosen = (await cookies()).get(LOCALE_COOKIE)?.value
  return isLocale(chosen) ? chosen : localeFromHeader((await headers()).get('accept-language'))
}

/** The visitor's time zone, once the browser has told it; the array's own before. */
export async function requestTimeZone(): Promise<string> {
  const told = (await cookies()).get(TIME_ZONE_COOKIE)?.value
  return isTimeZone(told) ? told : Intl.DateTimeFormat().resolvedOptions().timeZone
}

/** Text for server components: `const t = await requestTranslator()`, then `t('shell.nav.overview')`. */
export async function requestTranslator() {
  const locale = await requestLocale()
  return createTranslator({ locale, messages: compiledMessagesOf(locale), timeZone: await requestTimeZone() })
}
