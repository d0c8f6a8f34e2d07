'use client'

import { useTranslations } from 'use-intl'
import type { Snapshot } from '@/server/array/snapshots/schema'
import { type RunCommand, useCommand } from '../live/command'
import { why } from '../shell/why-not'
import { ActionForm } from '../ui/action-form'
import { Dialog } from '../ui/dialog'
import { toastDone } from '../ui/toast'

export type ManyAction = 'recreate' | 'disable' | 'delete'

interface ManyDialogProps {
  action: ManyAction
  snapshots: Snapshot[]
  open: boolean
  onOpenChange: (open: boolean) => void
  onDone: () => void
}

/** Names every snapshot that it happens to, and those that it doesn't happen to with the reason. */
export function ManyDialog({ open, onOpenChange, ...what }: ManyDialogProps) {
  const t = useTranslations('snapshots.many')
  const { action, snapshots } = what
  const count = snapshots.filter((snapshot) => snapshot.actions[action] === null).length
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title={t(action, { count })}>
      <ManyForm {...what} />
    </Dialog>
  )
}

function ManyForm({ action, snapshots, onDone }: Omit<ManyDialogProps, 'open' | 'onOpenChange'>) {
  const t = useTranslations('snapshots')
  const run = useCommand()
  const allowed = snapshots.filter((snapshot) => snapshot.actions[action] === null)
  const others = snapshots.filter((snapshot) => snapshot.actions[action] !== null)
  return (
    <ActionForm
      submitLabel={t(`many.${action}`, { count: allowed.length })}
      danger={action !== 'recreate'}
      disabledReason={allowed.length === 0 ? t('many.none') : null}
      onSubmit={async () => {
        const refusal = await DO[action](run, allowed.map(({ id }) => id))
        if (refusal !== null) return refusal
        toastDone(t('many.done', { count: allowed.length }))
        onDone()
        return null
      }}
    >
      <p className="text-sm text-soft">{t(`many.${action}Effect`)}</p>
      {allowed.length > 0 ? (
        <div>
          <p className="text-sm font-medium">{t('many.names')}</p>
          <ul aria-label={t('many.names')} className="mt-1 list-disc pl-5 text-sm marker:text-faint">
            {allowed.map((snapshot) => (
              <li key={snapshot.id} className="[overflow-wrap:anywhere]">
                {snapshot.name} <span className="text-faint">({snapshot.sourceName})</span>
              </li>
            ))}
          </ul>
        </div>
      ) : null}
      {others.length > 0 ? (
        <div>
          <p className="text-sm font-medium">{t('many.leftOut')}</p>
          <ul aria-label={t('many.leftOut')} className="mt-1 list-disc space-y-1 pl-5 text-sm text-soft marker:text-faint">
            {others.map((snapshot) => (
              <li key={snapshot.id} className="[overflow-wrap:anywhere]">
                {snapshot.name}: {why(snapshot.actions[action])}
              </li>
            ))}
          </ul>
        </div>
      ) : null}
    </ActionForm>
  )
}

/** Answers null, or the array's own words for the first that was refused. */
const DO: Record<ManyAction, (run: RunCommand, ids: string[]) => Promise<string | null>> = {
  recreate: async (run, ids) => refusalOf(await run('recreateSnapshots', { ids })),
  disable: (run, ids) => each(ids, async (id) => refusalOf(await run('disableSnapshot', { id }))),
  delete: (run, ids) => each(ids, async (id) => refusalOf(await run('deleteSnapshot', { id }))),
}

function refusalOf(outcome: Awaited<ReturnType<RunCommand>>): string | null {
  return outcome.ok ? null : `${outcome.problem.detail} ${outcome.problem.remedy}`
}

/** One after the other; what is refused doesn't keep the others from it. */
async function each(ids: string[], give: (id: string) => Promise<string | null>): Promise<string | null> {
  const refusals: string[] = []
  for (const id of ids) {
    const refusal = await give(id)
    if (refusal !== null) refusals.push(refusal)
  }
  return refusals[0] ?? null
}
