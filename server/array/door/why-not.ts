import { type Role, roleCovers } from './actor'
import type { Reason } from './fields'
import { refuse, type Verdict } from './refusals'
import type { Asker } from './run'

/** Why the asker can't do something now, or null: the role that it needs comes before the rule of the array. */
export function whyNot({ actor, text }: Asker, role: Role, verdict: Verdict): Reason | null {
  return text.whyNot(roleCovers(actor.role, role) ? verdict : refuse('role_required', { role }))
}
