import compile from 'icu-minify/compile'
import type {} from 'use-intl'
import de from './de'
import en from './en'
import type { Locale } from './locale'
import type { Translated } from './translated'

/** Keys and ICU arguments come from the English text, whose literal types make the compiler check both. */
export type Messages = typeof en

/**
 * The text of a language. A translation's literals differ from the English ones while its keys and arguments don't:
 * the keys are held by `Translated`, the arguments by messages.test.ts.
 */
export function messagesOf(locale: Locale): Messages {
  return { en, de: de as Translated<Messages> as Messages }[locale]
}

/**
 * The text of a language as it is said: what use-intl formats, without a parser of ICU, which no browser has to load
 * then. Its types know only the text that this was made from.
 */
export function compiledMessagesOf(locale: Locale): Messages {
  return (COMPILED[locale] ??= compiled(messagesOf(locale)) as Messages)
}

/**
 * What {@link compiledMessagesOf} answers, as one text for the browser: React hands that on as it is, while it goes
 * through an object of two thousand messages several times for every page.
 */
export function packedMessagesOf(locale: Locale): string {
  return (PACKED[locale] ??= JSON.stringify(compiledMessagesOf(locale)))
}

const PACKED: Partial<Record<Locale, string>> = {}

const COMPILED: Partial<Record<Locale, Messages>> = {}

function compiled(tree: object): object {
  return Object.fromEntries(
    Object.entries<string | object>({ ...tree }).map(([key, value]) => [key, typeof value === 'string' ? compile(value) : compiled(value)]),
  )
}

declare module 'use-intl' {
  interface AppConfig {
    Locale: Locale
    Messages: Messages
  }
}
