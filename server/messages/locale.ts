import { LOCALES, localeFromHeader } from './locale-header.mjs'

export { LOCALES, localeFromHeader }
export type Locale = (typeof LOCALES)[number]

export const LOCALE_COOKIE = 'lunette-locale'

export function isLocale(value: string | undefined): value is Locale {
  return LOCALES.some((locale) => locale === value)
}
