/**
 * What is wrong with a field, said in the reader's language: an error map for zod. The console's forms use it with the
 * same schemas, so a field is refused in the same words before and after it is sent.
 */
import type { z } from 'zod'

import type { Messages } from '../../messages/messages'
import type { AnyParams } from './params'
import { PATTERNS } from './patterns'

export type InputText = Exclude<keyof Messages['array']['input'], 'types'>

/** Says a sentence of `array.input` in the reader's language. */
export type SayInput = (key: InputText | `types.${ExpectedType}`, params?: AnyParams) => string

type ExpectedType = keyof Messages['array']['input']['types']
const EXPECTED: Record<ExpectedType, true> = {
  string: true,
  number: true,
  int: true,
  boolean: true,
  array: true,
  object: true,
}

/** Values of these fields are never said again. */
const SECRET_FIELDS = new Set<PropertyKey>(['psk', 'chapSecret', 'mutualChapSecret', 'password', 'currentPassword', 'newPassword'])
const SHOWN_CHARACTERS = 60

const MESSAGE_OF_PATTERN = new Map(
  Object.entries(PATTERNS).map(([key, pattern]) => [pattern.toString(), key as keyof typeof PATTERNS]),
)

/** `schema.safeParse(input, { error: inputErrorMap(say) })` */
export function inputErrorMap(say: SayInput): z.core.$ZodErrorMap {
  return (issue) => sentence(issue, say)
}

function sentence(issue: z.core.$ZodRawIssue, say: SayInput): string {
  const value = shown(issue)
  if (issue.input === undefined && (issue.code === 'invalid_type' || issue.code === 'invalid_value')) {
    return say('missing')
  }
  switch (issue.code) {
    case 'invalid_type':
      if (issue.expected === 'int' && typeof issue.input === 'number') return say('notInteger', { value })
      return isExpected(issue.expected)
        ? say('wrongType', { expected: say(`types.${issue.expected}`), value })
        : say('notAccepted', { value })
    case 'too_small':
      if (issue.origin === 'string') return say('tooShort', { minimum: Number(issue.minimum) })
      if (issue.origin === 'array') return say('tooFewItems', { minimum: Number(issue.minimum) })
      return say('tooSmall', { value, minimum: Number(issue.minimum) })
    case 'too_big':
      if (issue.origin === 'string') {
        return say('tooLong', { maximum: Number(issue.maximum), length: String(issue.input).length })
      }
      if (issue.origin === 'array') return say('tooManyItems', { maximum: Number(issue.maximum) })
      return say('tooLarge', { value, maximum: Number(issue.maximum) })
    case 'not_multiple_of':
      return say('notMultiple', { value, divisor: issue.divisor })
    case 'invalid_value':
      return say('notOneOf', { value, values: issue.values.map(String).join(', ') })
    case 'unrecognized_keys':
      return say('unknownKey')
    case 'invalid_format':
      if (issue.format === 'datetime') return say('time', { value })
      if (issue.format === 'email') return say('email', { value })
      return say(MESSAGE_OF_PATTERN.get(String(issue.pattern)) ?? 'notAccepted', { value })
    case 'custom': {
      const message: unknown = issue.params?.['message']
      return say(isCustom(message) ? message : 'notAccepted', { value })
    }
    default:
      return say('notAccepted', { value })
  }
}

/** The keys that a `refine` may name as `params: { message }`. */
const CUSTOM = ['nothingToChange', 'onlineOnly', 'hostOrHostGroup', 'forceOrSplit'] as const satisfies readonly InputText[]

function isCustom(message: unknown): message is (typeof CUSTOM)[number] {
  return CUSTOM.some((key) => key === message)
}

function isExpected(expected: string): expected is ExpectedType {
  return expected in EXPECTED
}

function shown(issue: z.core.$ZodRawIssue): string {
  if (SECRET_FIELDS.has(issue.path?.at(-1) ?? '')) return '•••'
  const text = JSON.stringify(issue.input) ?? String(issue.input)
  return text.length <= SHOWN_CHARACTERS ? text : `${text.slice(0, SHOWN_CHARACTERS)}…`
}

/** A field as it was sent, and what is wrong with it. */
export interface InputError {
  path: string
  message: string
}

/** One for each field, by its path: `ports.0.identifier`. A field that doesn't exist is named by itself. */
export function inputErrors(error: z.ZodError): InputError[] {
  const byPath = new Map<string, InputError>()
  for (const issue of error.issues) {
    const paths = issue.code === 'unrecognized_keys' ? issue.keys.map((key) => [...issue.path, key]) : [issue.path]
    for (const path of paths.map((keys) => keys.map(String).join('.'))) {
      if (!byPath.has(path)) byPath.set(path, { path, message: issue.message })
    }
  }
  return [...byPath.values()]
}
