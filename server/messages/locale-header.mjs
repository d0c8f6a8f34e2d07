/** Which language a request asks for. Without types to take away, as the start needs it too. */

/** The languages that Lunette speaks, equally complete. The first is the default. */
export const LOCALES = /** @type {const} */ (['en', 'de'])

/**
 * The first language of an Accept-Language header (RFC 9110, section 12.5.4) that Lunette speaks, by descending
 * weight; a regional variant (de-AT) counts as its language. English when there is none.
 *
 * @param {string | null} header
 */
export function localeFromHeader(header) {
  const ranges = (header ?? '').split(',').map((range, order) => {
    const [tag = '', ...parameters] = range.trim().split(';')
    const weight = parameters.map((parameter) => /^\s*q=([\d.]+)\s*$/.exec(parameter)?.[1]).find((found) => found)
    return { language: tag.trim().toLowerCase().split('-')[0], weight: weight ? Number(weight) : 1, order }
  })
  const wanted = ranges
    .filter((range) => range.weight > 0)
    .sort((a, b) => b.weight - a.weight || a.order - b.order)
    .flatMap((range) => LOCALES.find((locale) => locale === range.language) ?? [])
  return wanted[0] ?? LOCALES[0]
}
