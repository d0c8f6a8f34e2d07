/** The languages that Lunette speaks, equally complete. The first is the default. */
export const LOCALES = ['en', 'de'] as const
export type Locale = (typeof LOCALES)[number]

export const LOCALE_COOKIE = 'lunette-locale'

export function isLocale(value: string | undefined): value is Locale {
  return LOCALES.some((locale) => locale === value)
}

/**
 * The first language of an Accept-Language header (RFC 9110, section 12.5.4) that Lunette speaks, by descending
 * weight; a regional variant (de-AT) counts as its language. English when there is none.
 */
export function localeFromHeader(header: string | null): Locale {
  const ranges = (header ?? '').split(',').map((range, order) => {
    const [tag = '', ...parameters] = range.trim().split(';')
    const weight = parameters.map((parameter) => /^\s*q=([\d.]+)\s*$/.exec(parameter)?.[1]).find((found) => found)
    return { language: tag.trim().toLowerCase().split('-')[0], weight: weight ? Number(weight) : 1, order }
  })
  const wanted = ranges
    .filter((range) => range.weight > 0)
    .sort((a, b) => b.weight - a.weight || a.order - b.order)
    .find((range) => isLocale(range.language))
  return isLocale(wanted?.language) ? wanted.language : LOCALES[0]
}
