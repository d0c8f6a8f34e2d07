import { describe, expect, it } from 'vitest'

import { LOCALES, type Locale } from '../../messages/locale'
import { messagesOf } from '../../messages/messages'
import { EVENTS, type EventType } from '../events/types'
import type { AnyParams, ParamKind, ParamTable } from './params'
import { REFUSALS, type RefusalCode } from './refusals'
import { textIn } from './text'

/** A value of each kind, and how it is said. */
const SAMPLES: Record<ParamKind, { value: string | number; said: Record<Locale, string> }> = {
  text: { value: 'a text', said: { en: 'a text', de: 'a text' } },
  bytes: { value: 3 * 2 ** 30, said: { en: '3 GiB', de: '3 GiB' } },
  count: { value: 7, said: { en: '7', de: '7' } },
  noun: { value: 'virtualDisk', said: { en: 'virtual disk', de: 'Virtuelles Laufwerk' } },
  role: { value: 'operator', said: { en: 'operator', de: 'Operator' } },
  priority: { value: 'highest', said: { en: 'highest', de: 'maximal' } },
  failure: {
    value: 'no_space',
    said: { en: 'there was no space left in the target’s pool.', de: 'im Pool des Ziels war kein Platz mehr.' },
  },
  rollbackFailure: {
    value: 'no_space',
    said: { en: 'there was no space left in the pool.', de: 'im Pool war kein Platz mehr.' },
  },
  refusal: {
    value: '{"code":"name_taken","params":{"name":"Taken"}}',
    said: { en: 'Taken', de: 'Taken' },
  },
}

function samples(params: ParamTable): AnyParams {
  return Object.fromEntries(Object.entries(params).map(([name, kind]) => [name, SAMPLES[kind].value]))
}

/** Parameters that are only kept as data, or only said in one of a refusal's sentences. */
const UNSAID: Partial<Record<EventType, string[]>> = {
  copy_failed: ['detail'],
  snapshot_failed: ['detail'],
  command_refused: ['code'],
  command_denied: ['code', 'fields'],
}

/** Every parameter is said, and nothing is left of ICU's braces or of a key. */
function expectSaid(texts: string[], params: ParamTable, locale: Locale, unsaid: string[] = []) {
  const all = texts.join('\n')
  expect(all).not.toMatch(/[{}]|refusals\.|events\./)
  for (const [name, kind] of Object.entries(params)) {
    if (!unsaid.includes(name)) expect(all).toContain(SAMPLES[kind].said[locale])
  }
  for (const text of texts) expect(text.trim()).not.toBe('')
}

describe.each(LOCALES)('in %s', (locale) => {
  const text = textIn(locale)

  it.each(Object.keys(REFUSALS) as RefusalCode[])('the refusal %s has its sentence and its remedy', (code) => {
    const { params } = REFUSALS[code]
    const { detail, remedy } = text.reason({ code, params: samples(params) })
    expectSaid([detail, remedy], params, locale)
  })

  it.each(Object.keys(EVENTS) as EventType[])('the event %s has its sentence', (type) => {
    const { params } = EVENTS[type]
    expectSaid([text.event(type, samples(params))], params, locale, UNSAID[type])
  })

  it('an event of a version that is not known any more is shown by its type', () => {
    expect(text.event('flux_capacitor_charged', { power: 1 })).toBe('flux_capacitor_charged')
  })

  it('every status of a refusal has its title', () => {
    for (const { status } of Object.values(REFUSALS)) expect(text.problemTitle(status)).not.toMatch(/problems/)
  })
})

describe('codes and texts', () => {
  it('are the same', () => {
    const { refusals, events } = messagesOf('en')
    expect(Object.keys(refusals).sort()).toEqual(Object.keys(REFUSALS).sort())
    expect(Object.keys(events).sort()).toEqual(Object.keys(EVENTS).sort())
  })

  it('say sizes that differ differently', () => {
    const said = (capacity: number) => textIn('de').reason({ code: 'disk_shrinks', params: { disk: 'A', capacity } }).detail
    expect(said(2 ** 30)).toContain(' 1 GiB;')
    expect(said(2 ** 30 + 512)).toContain('1 GiB (1.073.742.336 B)')
  })
})
