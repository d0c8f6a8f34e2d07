import { redirect } from 'next/navigation'
import { cache } from 'react'
import type { z } from 'zod'
import type { Query } from '@/server/array/door/command'
import { type Asker, type Outcome, runQuery } from '@/server/array/door/run'
import { textIn } from '@/server/array/door/text'
import { type CurrentActor, currentActor } from '@/server/identity/actor'
import { isSetUp } from '@/server/identity/users'
import { requestLocale } from '@/server/messages/request'
import { runtime } from '@/server/runtime/runtime'

export interface PageAsker extends Asker {
  actor: CurrentActor
}

/** Who asks for this page; whoever is nobody is led to the way in. */
export const asker = cache(async (): Promise<PageAsker> => {
  const actor = await currentActor()
  if (actor) return { actor, text: textIn(await requestLocale()) }
  redirect((await isSetUp(runtime().array.database)) ? '/sign-in' : '/set-up')
})

/** What the array answers to a page's question; null when it refuses, which the page then hears for itself. */
export async function answerTo(query: Query, input: unknown): Promise<unknown> {
  const outcome = await runQuery(runtime().array, query, await asker(), input)
  return outcome.ok ? outcome.value : null
}

/** For a page that is nothing without the answer: the answer, or why there is none. */
export async function ask<In extends z.ZodType, Out extends z.ZodType>(
  query: Query<string, In, Out>,
  input: z.input<In>,
): Promise<Outcome<z.input<Out>>> {
  return runQuery(runtime().array, query, await asker(), input)
}
