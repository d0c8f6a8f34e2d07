/** Parameters of the sentences that the array says: kept as plain values, put into words in the reader's language. */
import type { Messages } from '../../messages/messages'
import type { CopyPriority } from '../copies/schema'
import type { Noun } from '../events/schema'
import type { Role } from './actor'

/** Why a copy or a snapshot failed. */
export type FailureCode = keyof Messages['failures']

/**
 * How a parameter is put into a sentence. bytes: a size. count: a number. refusal: why something was refused, as JSON
 * of its code and parameters.
 */
interface ParamKinds {
  text: string
  bytes: number
  count: number
  noun: Noun
  role: Role
  priority: CopyPriority
  failure: FailureCode
  rollbackFailure: FailureCode
  refusal: string
}
export type ParamKind = keyof ParamKinds

/** What a sentence takes: the names of its parameters with their kinds. */
export type ParamTable = Readonly<Record<string, ParamKind>>

/** The values for a table: `{disk: 'text'}` takes `{disk: string}`. */
export type ParamsOf<T extends ParamTable> = { [P in keyof T]: ParamKinds[T[P]] }

/** Values of any table. */
export type AnyParams = Readonly<Record<string, string | number>>
