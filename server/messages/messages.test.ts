import compile from 'icu-minify/compile'
import { describe, expect, it } from 'vitest'
import { LOCALES, localeFromHeader } from './locale'
import { compiledMessagesOf, messagesOf, packedMessagesOf } from './messages'

function leaves(tree: object, path = ''): Map<string, string> {
  const found = new Map<string, string>()
  for (const [key, value] of Object.entries<string | object>({ ...tree })) {
    const here = path ? `${path}.${key}` : key
    if (typeof value === 'string') found.set(here, value)
    else for (const [inner, text] of leaves(value, here)) found.set(inner, text)
  }
  return found
}

/**
 * The names of a message's ICU arguments and tags. Braces alternate: at even depth they open an argument
 * (`{count, plural, …`), at odd depth a branch of text (`one {disk}`).
 */
function argumentsOf(message: string): string[] {
  const names = new Set([...message.matchAll(/<(\w+)>/g)].map((match) => match[1]))
  let depth = 0
  for (let at = 0; at < message.length; at += 1) {
    if (message[at] === '}') depth -= 1
    if (message[at] !== '{') continue
    if (depth % 2 === 0) names.add(/^\s*(\w+)/.exec(message.slice(at + 1))?.[1])
    depth += 1
  }
  return [...names].map(String).sort()
}

const english = leaves(messagesOf('en'))

describe.each(LOCALES)('%s', (locale) => {
  it.each([...leaves(messagesOf(locale))])('%s is well-formed', (_, text) => {
    expect(() => compile(text)).not.toThrow()
  })

  it('reaches the browser as it is said here', () => {
    expect(JSON.parse(packedMessagesOf(locale))).toEqual(compiledMessagesOf(locale))
  })
})

describe.each(LOCALES.filter((locale) => locale !== 'en'))('%s', (locale) => {
  const translated = leaves(messagesOf(locale))

  it('has the keys of the English text', () => {
    expect([...translated.keys()].sort()).toEqual([...english.keys()].sort())
  })

  it.each([...english])('%s takes the same arguments', (key, text) => {
    expect(argumentsOf(translated.get(key) ?? '')).toEqual(argumentsOf(text))
  })

  it('leaves no text empty', () => {
    expect([...translated].filter(([, text]) => text.trim() === '')).toEqual([])
  })
})

describe('localeFromHeader', () => {
  it.each([
    ['de-AT,de;q=0.9,en;q=0.8', 'de'],
    ['fr, de;q=0.4, en;q=0.7', 'en'],
    ['fr-CH, ja', 'en'],
    ['de;q=0, en', 'en'],
    ['', 'en'],
    [null, 'en'],
  ] as const)('%s → %s', (header, expected) => {
    expect(localeFromHeader(header)).toBe(expected)
  })
})
