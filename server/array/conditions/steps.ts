/**
 * What to do about each condition, in order: which steps there are, which of them is one command, and which is done at
 * another object. Texts: server/messages/<language>/condition-steps.ts and condition-commands.ts.
 */
import type { Messages } from '../../messages/messages'
import { type Verdict } from '../door/refusals'
import type { ConditionCode } from '../door/text'
import type { Subject } from '../events/schema'

export type ConditionCommand = keyof Messages['conditionCommands']

/** The object where a step is done by hand: the condition's own, the snapshot's repository, or the disk's pool. */
type Place = 'subject' | 'repository' | 'pool'

interface Definition<C extends ConditionCode> {
  key: keyof Messages['conditionSteps'][C] & string
  command?: ConditionCommand
  at?: Place
}

export const STEPS: { readonly [C in ConditionCode]: readonly Definition<C>[] } = {
  pool_missing: [{ key: 'bringBack' }, { key: 'recheck', command: 'recheck' }, { key: 'moved' }],
  pool_full: [{ key: 'enlarge' }, { key: 'delete', at: 'subject' }, { key: 'recheck', command: 'recheck' }],
  virtual_disk_missing: [
    { key: 'putBack', at: 'pool' },
    { key: 'recheck', command: 'recheck' },
    { key: 'delete', at: 'subject' },
  ],
  virtual_disk_failed: [
    { key: 'check', at: 'pool' },
    { key: 'putBack' },
    { key: 'recheck', command: 'recheck' },
    { key: 'delete', at: 'subject' },
  ],
  copy_failed: [
    { key: 'mend' },
    { key: 'recopy', command: 'recopyCopy' },
    { key: 'stop', command: 'stopCopy' },
    { key: 'remove', command: 'removeCopy' },
  ],
  instant_copy_failed: [{ key: 'mend' }, { key: 'start', at: 'subject' }, { key: 'delete', at: 'subject' }],
  instant_copy_halted: [{ key: 'mend' }, { key: 'stop', at: 'subject' }],
  snapshot_over_threshold: [
    { key: 'enlarge', at: 'repository' },
    { key: 'disable', command: 'disableSnapshot' },
  ],
  snapshot_full: [
    { key: 'enlarge', at: 'repository' },
    { key: 'disable', command: 'disableSnapshot' },
    { key: 'recheck', command: 'recheck' },
  ],
  snapshot_failed: [
    { key: 'enlarge', at: 'repository' },
    { key: 'recreate', command: 'recreateSnapshot' },
    { key: 'delete', command: 'deleteSnapshot' },
  ],
  snapshot_rollback_paused: [
    { key: 'mend' },
    { key: 'resume', command: 'resumeRollback' },
    { key: 'cancel', command: 'cancelRollback' },
  ],
}

/** Those that change what hosts find or lose something are confirmed first. */
export const CONFIRMED: Record<ConditionCommand, boolean> = {
  recheck: false,
  recopyCopy: true,
  stopCopy: true,
  removeCopy: true,
  disableSnapshot: true,
  recreateSnapshot: true,
  deleteSnapshot: true,
  resumeRollback: false,
  cancelRollback: true,
}

/** What a condition's steps depend on besides its texts. */
export interface StepFacts {
  /** Why a command is not possible now; those that are not named are. */
  verdicts: Partial<Record<ConditionCommand, Verdict>>
  places: Partial<Record<Exclude<Place, 'subject'>, Subject>>
}
