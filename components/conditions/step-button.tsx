'use client'

import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import type { Condition, ConditionStep } from '@/server/array/conditions/schema'
import { useCommand } from '../live/command'
import { listsOf } from '../live/queries'
import { why } from '../shell/why-not'
import { Button } from '../ui/button'
import { ConfirmDialog } from '../ui/confirm-dialog'
import { toastDone, toastFailed } from '../ui/toast'

type StepCommand = NonNullable<ConditionStep['command']>

interface StepButtonProps {
  command: StepCommand
  about: Condition
}

/** Gives the command of a step; what changes something for hosts is confirmed first. */
export function StepButton({ command, about }: StepButtonProps) {
  const t = useTranslations('attention')
  const give = useGive()
  const [isOpen, setOpen] = useState(false)
  const [pending, setPending] = useState(false)

  /** Null when it is done, else the array's own words. */
  async function act(): Promise<string | null> {
    const outcome = await give(command)
    if (!outcome.ok) return `${outcome.problem.detail} ${outcome.problem.remedy}`
    toastDone(t('commandDone', { label: command.label }))
    return null
  }

  async function press() {
    if (command.confirm) return setOpen(true)
    setPending(true)
    const refusal = await act().finally(() => setPending(false))
    if (refusal) toastFailed(command.label, refusal)
  }

  return (
    <>
      <Button size="sm" pending={pending} disabledReason={why(command.allowed)} onClick={() => void press()}>
        {command.label}
      </Button>
      <ConfirmDialog
        open={isOpen}
        onOpenChange={setOpen}
        title={`${command.label}: ${about.subject.name}`}
        consequences={[command.happens]}
        confirmLabel={command.label}
        danger
        onConfirm={act}
      />
    </>
  )
}

/** The answer of whichever command it is; afterwards the list is asked for anew. */
function useGive() {
  const run = useCommand()
  const client = useQueryClient()
  return async (command: StepCommand) => {
    const outcome = command.name === 'recheck' ? await run(command.name, {}) : await run(command.name, command.input)
    if (outcome.ok) await client.invalidateQueries(listsOf('condition'))
    return outcome
  }
}
