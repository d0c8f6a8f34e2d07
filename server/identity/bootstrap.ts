import { RefusalError } from '@/server/array/door/refusals'
import { appendOwnEvents } from '@/server/array/events/log'
import { eventRecord } from '@/server/array/events/record'
import type { StorageArray } from '@/server/array/storage-array'
import { log } from '@/server/runtime/log'
import type { Settings } from '@/server/start/environment.mjs'
import { forgetExpiredSignIns } from './sessions'
import { makeSetUpCode } from './set-up'
import { createFirstAdministrator } from './users'

/** Below this a token could be guessed by somebody with patience; a random one is far longer. */
const WEAK_TOKEN_LENGTH = 20

/**
 * Brings identity up: the administrator that the environment names, while there is none.
 *
 * @returns the code for the first set-up; null when there is an administrator
 */
export async function startIdentity(array: StorageArray, settings: Settings): Promise<string | null> {
  await forgetExpiredSignIns(array.database, array.now())
  if (settings.firstAdministrator) await makeFirstAdministrator(array, settings.firstAdministrator)
  if (settings.apiToken !== null && settings.apiToken.length < WEAK_TOKEN_LENGTH) {
    log.warn(`LUNETTE_API_TOKEN has fewer than ${WEAK_TOKEN_LENGTH} characters; who guesses it owns the array.`)
  }
  return makeSetUpCode(array.database)
}

/** With every start again: a password that was changed since stays as it is. */
async function makeFirstAdministrator(array: StorageArray, given: { email: string; password: string }): Promise<void> {
  const { email, password } = given
  try {
    const { id } = await createFirstAdministrator(array.database, { name: email, email, password })
    await appendOwnEvents(array, eventRecord('set_up', { id, name: email }, { user: email }))
  } catch (error) {
    if (!(error instanceof RefusalError) || error.refusal.code !== 'already_set_up') throw error
  }
}
