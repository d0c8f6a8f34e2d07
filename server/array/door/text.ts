/** Sentences of the array in a reader's language, made from codes and plain parameters. */
import { createTranslator } from 'use-intl/core'
import { z } from 'zod'

import { formatBytes, formatExactBytes, parseBytes } from '../../messages/bytes'
import type { Locale } from '../../messages/locale'
import { type Messages, compiledMessagesOf } from '../../messages/messages'
import { EVENTS, type EventType } from '../events/types'
import type { IdentityNote, IdentityRefusalCode } from '../../engine/contract-identities'
import type { HostSystem } from '../hosts/schema'
import { inputErrorMap, type InputText } from './input-errors'
import type { AnyParams, FailureCode, ParamKind, ParamTable } from './params'
import type { Reason } from './fields'
import { type Warning, WARNINGS } from './warnings'
import { type Refusal, REFUSALS, type RefusalCode, refuse } from './refusals'

export type AccessCode = keyof Messages['access']
export type ConditionCode = keyof Messages['conditions']

/** Messages whose keys aren't known to the compiler: codes choose them here, and a test says every sentence once. */
type AnyMessages = NonNullable<Parameters<typeof createTranslator>[0]['messages']>

export class Text {
  readonly #translate: (key: string, values?: AnyParams) => string

  constructor(readonly locale: Locale) {
    const messages: AnyMessages = compiledMessagesOf(locale)
    this.#translate = createTranslator({ locale, messages, timeZone: 'UTC' })
  }

  /** `params.path` isn't part of it; see {@link Refusal}. */
  reason({ code, params }: Pick<Refusal, 'code' | 'params'>): Reason {
    const values = this.#values(params, REFUSALS[code].params)
    return {
      code,
      detail: this.#translate(`refusals.${code}.detail`, values),
      remedy: this.#translate(`refusals.${code}.remedy`, values),
    }
  }

  warning({ code, params }: Warning): Reason {
    const values = this.#values(params, WARNINGS[code].params)
    return {
      code,
      detail: this.#translate(`warnings.${code}.detail`, values),
      remedy: this.#translate(`warnings.${code}.remedy`, values),
    }
  }

  /** What an instant copy is called whom nobody named. */
  pair(source: string, target: string): string {
    return this.#translate('instantCopies.pair', { source, target })
  }

  contents(what: keyof Messages['contents']['what']): string {
    return this.#translate(`contents.what.${what}`)
  }

  identityNote(code: IdentityNote): Reason {
    const part = (name: 'detail' | 'remedy') => this.#translate(`identityNotes.${code}.${name}`)
    return { code, detail: part('detail'), remedy: part('remedy') }
  }

  /** @param found what the engine found, for those who know the structure */
  identityRefusal(code: IdentityRefusalCode, found: string): Reason {
    const part = (name: 'detail' | 'remedy') => this.#translate(`identityRefusals.${code}.${name}`, { found })
    return { code, detail: part('detail'), remedy: part('remedy') }
  }

  whyNot(refusal: Refusal | null): Reason | null {
    return refusal && this.reason(refusal)
  }

  access(code: AccessCode, other: string): { reason: Reason; until: string } {
    const part = (name: 'detail' | 'remedy' | 'until') => this.#translate(`access.${code}.${name}`, { other })
    return { reason: { code, detail: part('detail'), remedy: part('remedy') }, until: part('until') }
  }

  failure(code: FailureCode): Reason {
    const part = (name: 'detail' | 'remedy') => this.#translate(`failures.${code}.${name}`)
    return { code, detail: part('detail'), remedy: part('remedy') }
  }

  /** Of a rollback, which has no target and no pair. */
  rollbackFailure(code: FailureCode): Reason {
    const part = (name: 'detail' | 'remedy') => this.#translate(`rollbackFailures.${code}.${name}`)
    return { code, detail: part('detail'), remedy: part('remedy') }
  }

  condition(code: ConditionCode, params: AnyParams): { cause: string; effect: string; remedy: string } {
    const part = (name: 'cause' | 'effect' | 'remedy') => this.#translate(`conditions.${code}.${name}`, params)
    return { cause: part('cause'), effect: part('effect'), remedy: part('remedy') }
  }

  /** What is done on a host before the array copies a disk (flush) or overwrites it (discard). */
  hostStep(what: keyof Messages['hostSteps'], os: HostSystem, disk: string): string {
    return this.#translate(`hostSteps.${what}.${os}`, { disk })
  }

  conditionStep(code: ConditionCode, key: string, params: AnyParams): string {
    return this.#translate(`conditionSteps.${code}.${key}`, params)
  }

  conditionCommand(name: keyof Messages['conditionCommands'], params: AnyParams): { label: string; happens: string } {
    const part = (of: 'label' | 'happens') => this.#translate(`conditionCommands.${name}.${of}`, params)
    return { label: part('label'), happens: part('happens') }
  }

  /** `type` and `params` as they were recorded, perhaps by an older version. */
  event(type: string, params: AnyParams): string {
    return isEventType(type) ? this.#translate(`events.${type}`, this.#values(params, EVENTS[type].params)) : type
  }

  connect(note: keyof Messages['array']['connect'], params: AnyParams): string {
    return this.#translate(`array.connect.${note}`, params)
  }

  problemTitle(status: number): string {
    return this.#translate(`array.problems.${status}`)
  }

  /** For zod's `error` option. */
  inputErrorMap() {
    return inputErrorMap((key, params) => this.#translate(`array.input.${key}`, params))
  }

  inputError(key: InputText, params: AnyParams = {}): string {
    return this.#translate(`array.input.${key}`, params)
  }

  #values(params: AnyParams, kinds: ParamTable): AnyParams {
    return Object.fromEntries(Object.entries(params).map(([name, value]) => [name, this.#value(value, kinds[name])]))
  }

  #value(value: string | number, kind: ParamKind | undefined): string | number {
    switch (kind) {
      case 'bytes':
        return this.#size(Number(value))
      case 'noun':
        return this.#translate(`array.nouns.${value}`)
      case 'role':
        return this.#translate(`array.roles.${value}`)
      case 'priority':
        return this.#translate(`array.priorities.${value}`)
      case 'refusal':
        return this.reason(recordedRefusal.parse(JSON.parse(String(value)))).detail
      case 'failure':
        return this.#translate(`failures.${value}.detail`)
      case 'rollbackFailure':
        return this.#translate(`rollbackFailures.${value}.detail`)
      default:
        return value
    }
  }

  /** Exact when the short form isn't, so that two sizes that differ never look the same. */
  #size(bytes: number): string {
    const short = formatBytes(this.locale, bytes)
    return parseBytes(this.locale, short) === bytes ? short : `${short} (${formatExactBytes(this.locale, bytes)} B)`
  }
}

/** As the event log keeps it, perhaps by an older version. */
const recordedRefusal = z
  .object({ code: z.string(), params: z.record(z.string(), z.union([z.string(), z.number()])) })
  .transform(({ code, params }) => (isRefusalCode(code) ? { code, params } : refuse('bad_input', {})))

function isRefusalCode(code: string): code is RefusalCode {
  return code in REFUSALS
}

function isEventType(type: string): type is EventType {
  return type in EVENTS
}

const texts: Record<Locale, Text> = { en: new Text('en'), de: new Text('de') }

export function textIn(locale: Locale): Text {
  return texts[locale]
}
