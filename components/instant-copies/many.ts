import type { InstantCopy } from '@/server/array/instant-copies/schema'
import type { Reason } from '@/server/array/door/fields'

export type ManyAction = 'prepareAndStart' | 'stop' | 'delete'

/** Why it can't be done with this one; null where it can, or where there is nothing to do. */
export function reasonOf(action: ManyAction, copy: InstantCopy): Reason | null {
  return copy.actions[action]
}

/** There is something to do, and it is allowed. */
export function isPossible(action: ManyAction, copy: InstantCopy): boolean {
  const atRest = copy.status === 'idle' || copy.status === 'stopped'
  return reasonOf(action, copy) === null && !(action === 'stop' && atRest)
}
