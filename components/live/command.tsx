'use client'

import { createContext, type ReactNode, use, useCallback } from 'react'
import { useTranslations } from 'use-intl'
import type { Outcome } from '@/server/array/door/run'
import type { CommandInput, CommandName, CommandOutcome } from '@/server/commands'

export type { CommandName, Outcome }

/** Gives a command to the array: the server action, handed down by the layout. */
export type RunCommand = <N extends CommandName>(name: N, input: CommandInput<N>) => Promise<CommandOutcome<N>>

const CommandContext = createContext<RunCommand | null>(null)

export function CommandProvider({ run, children }: { run: RunCommand; children: ReactNode }) {
  return <CommandContext value={run}>{children}</CommandContext>
}

/** The array's answer, or what stands for it when none came. */
export function useCommand(): RunCommand {
  const run = use(CommandContext)
  const t = useTranslations('common.noAnswer')
  return useCallback(
    async <N extends CommandName>(name: N, input: CommandInput<N>): Promise<CommandOutcome<N>> => {
      if (!run) throw new Error('Only pages behind the sign-in give commands')
      try {
        return await run(name, input)
      } catch {
        const [title, detail, remedy] = [t('title'), t('detail'), t('remedy')]
        return { ok: false, problem: { type: 'about:blank', status: 503, code: 'unavailable', title, detail, remedy } }
      }
    },
    [run, t],
  )
}
