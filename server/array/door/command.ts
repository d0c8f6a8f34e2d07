/**
 * Commands and queries: what can be asked of the array. Each is defined once, with the shape of its input and answer,
 * the role that it demands, and what it records. Server actions and REST routes are two thin ways to `run`.
 */
import type { z } from 'zod'

import type { EVENTS, EventType } from '../events/types'
import type { Subject } from '../events/schema'
import type { StorageArray } from '../storage-array'
import type { Actor, Role } from './actor'
import type { AnyParams, ParamsOf } from './params'
import type { Text } from './text'

/** Writes what was done, and who did it, to the event log. */
export type Recorder<E extends EventType> = <T extends E>(
  type: T,
  subject: Omit<Subject, 'noun'>,
  params: ParamsOf<(typeof EVENTS)[T]['params']> & AnyParams,
) => Promise<void>

export interface QueryContext {
  array: StorageArray
  actor: Actor
  text: Text
}

export interface CommandContext<E extends EventType> extends QueryContext {
  record: Recorder<E>
}

interface Definition<Name extends string, In extends z.ZodType, Out extends z.ZodType> {
  name: Name
  /** The least role that may do it. */
  role: Role
  input: In
  output: Out
  /** One line for the API's description. */
  summary: string
}

export interface Command<
  Name extends string = string,
  In extends z.ZodType = z.ZodType,
  Out extends z.ZodType = z.ZodType,
> extends Definition<Name, In, Out> {
  kind: 'command'
  /** Every type of event that it may record. */
  events: readonly EventType[]
  /** The answer holds a secret, so it is kept nowhere: the command takes no Idempotency-Key. */
  answersSecret: boolean
  /** A method, so that commands of different shapes can stand in one table; only `run` calls it, with parsed input. */
  handler(context: CommandContext<EventType>, input: z.output<In>): Promise<z.input<Out>>
}

export interface Query<
  Name extends string = string,
  In extends z.ZodType = z.ZodType,
  Out extends z.ZodType = z.ZodType,
> extends Definition<Name, In, Out> {
  kind: 'query'
  handler(context: QueryContext, input: z.output<In>): Promise<z.input<Out>>
}

/**
 * The handler runs alone ({@link StorageArray.exclusive}), after the role and the input are found good. It refuses by
 * `demand(rule(…))` before it changes anything, and says what it did by `context.record`.
 */
export function defineCommand<
  const Name extends string,
  In extends z.ZodType,
  Out extends z.ZodType,
  const E extends EventType = never,
>(
  definition: Definition<Name, In, Out> & {
    events: readonly E[]
    answersSecret?: boolean
    handler: (context: CommandContext<E>, input: z.output<In>) => Promise<z.input<Out>>
  },
): Command<Name, In, Out> {
  return { kind: 'command', answersSecret: false, ...definition }
}

export function defineQuery<const Name extends string, In extends z.ZodType, Out extends z.ZodType>(
  definition: Definition<Name, In, Out> & {
    handler: (context: QueryContext, input: z.output<In>) => Promise<z.input<Out>>
  },
): Query<Name, In, Out> {
  return { kind: 'query', ...definition }
}

export type InputOf<C extends { input: z.ZodType }> = z.input<C['input']>
export type OutputOf<C extends { output: z.ZodType }> = z.output<C['output']>
