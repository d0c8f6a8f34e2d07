'use client'

import { createContext, type ReactNode, use } from 'react'
import type { Reason } from '@/server/array/door/fields'
import type { CommandName } from '../live/command'

/** For every command: why the signed-in user may not give it, by the rule of roles that the door itself applies. */
export type RoleReasons = Record<CommandName, Reason | null>

const RoleReasonsContext = createContext<RoleReasons | null>(null)

export function RoleReasonsProvider({ reasons, children }: { reasons: RoleReasons; children: ReactNode }) {
  return <RoleReasonsContext value={reasons}>{children}</RoleReasonsContext>
}

/** The sentence beside a control that gives a command; null when the user's role allows it. */
export function useWhyNot(): (command: CommandName) => string | null {
  const reasons = use(RoleReasonsContext)
  return (command) => why(reasons?.[command] ?? null)
}

/** A reason as one paragraph: what is so, and what to do. */
export function why(reason: Reason | null): string | null {
  return reason && `${reason.detail} ${reason.remedy}`
}
