import { cookies, headers } from 'next/headers'
import { createTranslator } from 'use-intl/core'
import { isLocale, LOCALE_COOKIE, type Locale, localeFromHeader } from './locale'
import { messagesOf } from './messages'

/** The language of this request: the visitor's choice (cookie), else the browser's. */
export async function requestLocale(): Promise<Locale> {
  const chosen = (await cookies()).get(LOCALE_COOKIE)?.value
  return isLocale(chosen) ? chosen : localeFromHeader((await headers()).get('accept-language'))
}

/** Text for server components: `const t = await requestTranslator()`, then `t('overview.title')`. */
export async function requestTranslator() {
  const locale = await requestLocale()
  return createTranslator({ locale, messages: messagesOf(locale), timeZone: 'UTC' })
}
