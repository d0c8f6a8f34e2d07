/** Every command by its name, for the console's server actions. */
import { recheck } from './array/conditions/commands'
import { createCopy, recopyCopy, removeCopy, stopCopy, updateCopy } from './array/copies/commands'
import {
  createConsistencyGroup,
  deleteConsistencyGroup,
  prepareConsistencyGroup,
  startConsistencyGroup,
  stopConsistencyGroup,
  updateConsistencyGroup,
} from './array/consistency-groups/commands'
import type { Actor } from './array/door/actor'
import type { Command, InputOf, OutputOf } from './array/door/command'
import type { Reason } from './array/door/fields'
import { problemOf } from './array/door/problem'
import { refuse } from './array/door/refusals'
import { type Asker, type Outcome, runCommand } from './array/door/run'
import { textIn } from './array/door/text'
import { whyNot } from './array/door/why-not'
import { updateArray } from './array/facts/queries'
import { createHostGroup, deleteHostGroup, updateHostGroup } from './array/host-groups/commands'
import { createHost, deleteHost, updateHost } from './array/hosts/commands'
import { synthesize, synthesizeInstantCopy } from './array/identities/commands'
import { createInstantCopy, deleteInstantCopy, updateInstantCopy } from './array/instant-copies/commands'
import { prepareInstantCopy, startInstantCopy, stopInstantCopy } from './array/instant-copies/drive-commands'
import { createMapping, deleteMapping } from './array/mappings/commands'
import { createPool, deletePool, importPool, updatePool } from './array/pools/commands'
import { cancelRollback, resumeRollback, rollbackSnapshot, updateRollback } from './array/rollbacks/commands'
import { clearReservations } from './array/reservations/commands'
import { closeSession } from './array/sessions/queries'
import {
  createSnapshot,
  createSnapshots,
  deleteSnapshot,
  disableSnapshot,
  recreateSnapshot,
  recreateSnapshots,
  updateSnapshot,
} from './array/snapshots/commands'
import { createVirtualDisk, deleteVirtualDisk, forgetOrigin, updateVirtualDisk } from './array/virtual-disks/commands'
import {
  changePasswordCommand,
  createTokenCommand,
  createUserCommand,
  deleteUserCommand,
  endSignInCommand,
  revokeTokenCommand,
  setUserPasswordCommand,
  updateUserCommand,
} from './identity/commands'
import type { Locale } from './messages/locale'
import { runtime } from './runtime/runtime'

export const COMMANDS = {
  updateArray,
  recheck,
  createPool,
  importPool,
  updatePool,
  deletePool,
  createVirtualDisk,
  updateVirtualDisk,
  deleteVirtualDisk,
  forgetOrigin,
  synthesize,
  synthesizeInstantCopy,
  createSnapshot,
  createSnapshots,
  updateSnapshot,
  disableSnapshot,
  recreateSnapshot,
  recreateSnapshots,
  deleteSnapshot,
  rollbackSnapshot,
  updateRollback,
  resumeRollback,
  cancelRollback,
  createCopy,
  recopyCopy,
  stopCopy,
  updateCopy,
  removeCopy,
  createInstantCopy,
  updateInstantCopy,
  deleteInstantCopy,
  prepareInstantCopy,
  startInstantCopy,
  stopInstantCopy,
  createConsistencyGroup,
  updateConsistencyGroup,
  deleteConsistencyGroup,
  prepareConsistencyGroup,
  startConsistencyGroup,
  stopConsistencyGroup,
  createHost,
  updateHost,
  deleteHost,
  createHostGroup,
  updateHostGroup,
  deleteHostGroup,
  createMapping,
  deleteMapping,
  closeSession,
  clearReservations,
  createUser: createUserCommand,
  updateUser: updateUserCommand,
  setUserPassword: setUserPasswordCommand,
  deleteUser: deleteUserCommand,
  changePassword: changePasswordCommand,
  endSignIn: endSignInCommand,
  createToken: createTokenCommand,
  revokeToken: revokeTokenCommand,
} as const

type Commands = typeof COMMANDS
export type CommandName = keyof Commands
export type CommandInput<N extends CommandName> = InputOf<Commands[N]>
export type CommandOutcome<N extends CommandName> = Outcome<OutputOf<Commands[N]>>

/** @param actor null when nobody is signed in */
export async function runNamed<N extends CommandName>(
  name: N,
  input: unknown,
  actor: Actor | null,
  locale: Locale,
): Promise<CommandOutcome<N>> {
  const text = textIn(locale)
  if (actor === null) return { ok: false, problem: problemOf(refuse('unauthenticated', {}), text) }
  // What a browser sends is not held by types.
  if (!Object.hasOwn(COMMANDS, name)) return { ok: false, problem: problemOf(refuse('no_such_route', { path: name }), text) }
  const command: Command = COMMANDS[name]
  const outcome = await runCommand(runtime().array, command, { actor, text }, input)
  return outcome as CommandOutcome<N>
}

/** For every command: why the asker's role does not allow it, or null. Shown beside controls of what doesn't exist yet. */
export function roleReasons(asker: Asker): Record<CommandName, Reason | null> {
  const reasons = Object.entries(COMMANDS).map(([name, { role }]) => [name, whyNot(asker, role, null)] as const)
  return Object.fromEntries(reasons) as Record<CommandName, Reason | null>
}
