/** What must not stand on a German page: keys of messages, and English sentences of ours. */
import type { Page } from '@playwright/test'
import { messagesOf } from '../../server/messages/messages'

/** Shorter ones are words that both languages use, or parts of others. */
const SENTENCE_LENGTH = 12

const german = leaves(messagesOf('de')).join('\n')

/** English sentences, and what stands between the parameters of others, that no German one contains. */
const ENGLISH = [
  ...new Set(
    leaves(messagesOf('en'))
      .flatMap(parts)
      .filter((text) => text.length >= SENTENCE_LENGTH && !german.includes(text)),
  ),
]

const RAW_KEY = new RegExp(`\\b(?:${Object.keys(messagesOf('en')).join('|')})(?:\\.[A-Za-z_]\\w*)+`, 'g')

/** Every text that a person or a screen reader meets: what is shown, names of controls, tips and placeholders. */
export async function foreignTexts(page: Page): Promise<string[]> {
  const texts = await page.evaluate(() => {
    const attributes = ['aria-label', 'title', 'placeholder', 'data-tip']
    const spoken = [...document.querySelectorAll('body *')].flatMap((element) =>
      attributes.flatMap((name) => element.getAttribute(name) ?? []),
    )
    return [document.title, document.body.innerText, ...spoken]
  })
  const all = texts.join('\n')
  return [...ENGLISH.filter((sentence) => all.includes(sentence)), ...(all.match(RAW_KEY) ?? [])]
}

/** The pieces of a message that are shown as they stand. Of one with cases (ICU's plural, select) none is taken. */
function parts(message: string): string[] {
  if (/\{\w+,/.test(message)) return []
  return message.split(/\{\w+\}|<[^>]*>/).map((part) => part.trim())
}

function leaves(tree: object): string[] {
  return Object.values<string | object>({ ...tree }).flatMap((value) => (typeof value === 'string' ? [value] : leaves(value)))
}
