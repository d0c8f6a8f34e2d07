'use server'

import { headers } from 'next/headers'
import { redirect } from 'next/navigation'
import type { Outcome } from '@/server/array/door/run'
import { textIn } from '@/server/array/door/text'
import { setUp, signIn, signOut } from '@/server/identity/entry'
import { requestLocale } from '@/server/messages/request'
import { runtime } from '@/server/runtime/runtime'

/** The ways in and out. Next refuses them when they come from a page of another site. */
export async function setUpAction(input: unknown): Promise<Outcome<null>> {
  const outcome = await setUp(runtime().array, input, await headers(), textIn(await requestLocale()))
  return outcome.ok ? { ok: true, value: null } : outcome
}

export async function signInAction(input: unknown): Promise<Outcome<null>> {
  return signIn(runtime().array, input, await headers(), textIn(await requestLocale()))
}

export async function signOutAction(): Promise<void> {
  await signOut(runtime().array, await headers())
  redirect('/sign-in')
}
