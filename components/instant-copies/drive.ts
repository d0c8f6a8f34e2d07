import type { Preview } from '@/server/array/instant-copies/preview-schema'
import type { Outcome, RunCommand } from '../live/command'
import { derivedKey, spell } from '../live/queries'
import { PATHS } from '../live/nouns'
import { getJson } from '../live/rest'

/** What moves: one instant copy, or those of a consistency group as one. */
export type DrivenNoun = 'instantCopy' | 'consistencyGroup'

export interface Said {
  restore: boolean
  failTargetSnapshots: boolean
  overrideInUse: boolean
}
export const NOTHING_SAID: Said = { restore: false, failTargetSnapshots: false, overrideInUse: false }

/** Each action, and what is asked beforehand of what it would do. */
const PREVIEWED = {
  prepare: 'prepare',
  start: 'start',
  prepareAndStart: 'start',
  stop: 'stop',
  stopForced: 'stop',
  split: 'stop',
  delete: 'delete',
} as const
export type DriveAction = keyof typeof PREVIEWED

/** What the action would do now, as the command would find it. Hosts come and go without a word: asked for anew. */
export function previewQuery(noun: DrivenNoun, id: string, action: DriveAction, force: boolean, restore: boolean) {
  const params = spell({ action: PREVIEWED[action], force, restore, split: action === 'split' })
  return {
    queryKey: derivedKey(noun, 'preview', id, params),
    queryFn: ({ signal }: { signal: AbortSignal }) => getJson<Preview>(`${PATHS[noun]}/${id}/preview?${params}`, signal),
    refetchInterval: 3_000,
  }
}

/** Gives the command of an action. */
export function drive(run: RunCommand, noun: DrivenNoun, id: string, action: DriveAction, force: boolean, said: Said): Promise<Outcome<unknown>> {
  const isGroup = noun === 'consistencyGroup'
  switch (action) {
    case 'prepare':
      return run(isGroup ? 'prepareConsistencyGroup' : 'prepareInstantCopy', { id, ...said })
    case 'start':
    case 'prepareAndStart': {
      const prepare = action === 'prepareAndStart'
      return run(isGroup ? 'startConsistencyGroup' : 'startInstantCopy', { id, prepare, ...said })
    }
    case 'stop':
    case 'stopForced':
    case 'split':
      return run(isGroup ? 'stopConsistencyGroup' : 'stopInstantCopy', { id, force, split: action === 'split' })
    case 'delete':
      return run(isGroup ? 'deleteConsistencyGroup' : 'deleteInstantCopy', { id, force })
  }
}
