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

declare module 'use-intl' {
  interface AppConfig {
    Locale: Locale
    Messages: Messages
  }
}
