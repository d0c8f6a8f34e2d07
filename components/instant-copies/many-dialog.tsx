'use client'

import { useQueries } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { useTranslations } from 'use-intl'
import type { InstantCopy } from '@/server/array/instant-copies/schema'
import { useCommand } from '../live/command'
import { why } from '../shell/why-not'
import { ActionForm } from '../ui/action-form'
import { Dialog } from '../ui/dialog'
import { toastDone } from '../ui/toast'
import { Consequences } from './consequences'
import { Consents, unsaid } from './consents'
import { drive, NOTHING_SAID, previewQuery } from './drive'
import { isPossible, type ManyAction, reasonOf } from './many'

interface ManyDialogProps {
  action: ManyAction
  copies: InstantCopy[]
  open: boolean
  onOpenChange: (open: boolean) => void
  onDone: () => void
}

/** Names every instant copy that it happens to with what will happen, and those that it doesn't happen to with the reason. */
export function ManyDialog({ open, onOpenChange, ...what }: ManyDialogProps) {
  const t = useTranslations('instantCopies.many')
  const count = what.copies.filter((copy) => isPossible(what.action, copy)).length
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title={t(what.action, { count })}>
      <ManyForm {...what} />
    </Dialog>
  )
}

function ManyForm({ action, copies, onDone }: Omit<ManyDialogProps, 'open' | 'onOpenChange'>) {
  const t = useTranslations('instantCopies')
  const run = useCommand()
  const [said, setSaid] = useState(NOTHING_SAID)
  const possible = copies.filter((copy) => isPossible(action, copy))
  const previews = useQueries({ queries: possible.map(({ id }) => previewQuery('instantCopy', id, action, false, false)) }).flatMap(({ data }) => data ?? [])
  const all = { needs: previews.flatMap(({ needs }) => needs), warnings: previews.flatMap(({ warnings }) => warnings) }
  const leftOut = copies.flatMap((copy) => (isPossible(action, copy) ? [] : [`${copy.name}: ${why(reasonOf(action, copy)) ?? t('nothingToStop')}`]))
  const loading = previews.length < possible.length

  return (
    <ActionForm
      submitLabel={t(`many.${action}`, { count: possible.length })}
      danger
      disabledReason={possible.length === 0 ? t('many.none') : loading || unsaid(all, said) ? t('consents.missing') : null}
      onSubmit={async () => {
        const refusals: string[] = []
        for (const copy of possible) {
          const outcome = await drive(run, 'instantCopy', copy.id, action, false, said)
          if (!outcome.ok) refusals.push(`${outcome.problem.detail} ${outcome.problem.remedy}`)
        }
        if (refusals.length < possible.length) toastDone(t('many.done', { count: possible.length - refusals.length }))
        if (refusals.length === 0) onDone()
        return refusals[0] ?? null
      }}
    >
      {previews.map((preview, index) => (
        <Consequences key={possible[index]?.id} noun="instantCopy" action={action} force={false} preview={preview} />
      ))}
      <Consents preview={all} said={said} onChange={setSaid} />
      <LeftOut label={t('many.leftOut')}>{leftOut}</LeftOut>
    </ActionForm>
  )
}

function LeftOut({ label, children }: { label: string; children: ReactNode[] }) {
  if (children.length === 0) return null
  return (
    <div>
      <p className="text-sm font-medium">{label}</p>
      <ul aria-label={label} className="mt-1 list-disc space-y-1 pl-5 text-sm text-soft marker:text-faint">
        {children.map((each, index) => (
          <li key={index} className="[overflow-wrap:anywhere]">
            {each}
          </li>
        ))}
      </ul>
    </div>
  )
}
