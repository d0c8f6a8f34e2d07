'use server'

import { currentActor } from '@/server/identity/actor'
import { requestLocale } from '@/server/messages/request'
import { type CommandName, type CommandInput, type CommandOutcome, runNamed } from '@/server/commands'

/**
 * The console's way to change something: a command by its name, through the same door as REST. Next refuses it when
 * it comes from a page of another site.
 */
export async function runAction<N extends CommandName>(name: N, input: CommandInput<N>): Promise<CommandOutcome<N>> {
  return runNamed(name, input, await currentActor(), await requestLocale())
}
