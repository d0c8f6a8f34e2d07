'use client'

import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { COPY_PRIORITIES, type CopyPriority } from '@/server/array/copies/priorities'
import type { Rollback } from '@/server/array/rollbacks/schema'
import type { Snapshot } from '@/server/array/snapshots/schema'
import { useCommand } from '../live/command'
import { why } from '../shell/why-not'
import { Button } from '../ui/button'
import { laterDialog } from '../ui/later-dialog'
import { Notice } from '../ui/notice'
import { Panel } from '../ui/panel'
import { Select } from '../ui/select-field'
import { Time } from '../ui/time'
import { toastDone, toastFailed } from '../ui/toast'
import { RollbackProgress } from './rollback-progress'
import { RollbackStatusChip } from './rollback-status'

const CancelDialog = laterDialog(async () => (await import('./rollback-dialog')).CancelRollbackDialog)

/** How far the source's way back to the snapshot is, and what can be done about it. */
export function RollbackPanel({ snapshot, rollback }: { snapshot: Snapshot; rollback: Rollback }) {
  const t = useTranslations('rollbacks.panel')
  const words = useTranslations('words.priority')
  const run = useCommand()
  const [isCancelling, setCancelling] = useState(false)
  const { id, sourceName: source, actions } = snapshot

  async function resume() {
    const outcome = await run('resumeRollback', { id })
    if (outcome.ok) toastDone(t('resumed', { source }))
    else toastFailed(outcome.problem.detail, outcome.problem.remedy)
  }

  async function setPriority(priority: CopyPriority) {
    const outcome = await run('updateRollback', { id, priority })
    if (outcome.ok) toastDone(t('prioritySet', { priority: words(priority) }))
    else toastFailed(outcome.problem.detail, outcome.problem.remedy)
  }

  return (
    <Panel title={t('title', { source })}>
      <div className="space-y-3">
        <p className="flex flex-wrap items-center gap-x-2 gap-y-1 text-sm">
          <RollbackStatusChip status={rollback.status} />
          <span className="text-soft">{t.rich('since', { at: () => <Time at={rollback.startedAt} /> })}</span>
        </p>
        <RollbackProgress sourceName={source} status={rollback.status} progress={rollback.progress} />
        {rollback.failure ? (
          <Notice tone="crit">
            {t('paused', { failure: rollback.failure.detail })} {rollback.failure.remedy}
          </Notice>
        ) : (
          <p className="text-sm text-soft">{t('meanwhile', { source })}</p>
        )}
        <div className="flex flex-wrap items-center gap-2">
          <Select
            aria-label={t('priority')}
            value={rollback.priority}
            onChange={(change) => {
              const priority = COPY_PRIORITIES.find((each) => each === change.target.value)
              if (priority) void setPriority(priority)
            }}
            options={COPY_PRIORITIES.map((priority) => ({ value: priority, label: words(priority) }))}
          />
          <Button variant="primary" disabledReason={why(actions.resumeRollback)} onClick={() => void resume()}>
            {t('resume')}
          </Button>
          <Button disabledReason={why(actions.cancelRollback)} onClick={() => setCancelling(true)}>
            {t('cancel')}
          </Button>
        </div>
      </div>
      {isCancelling ? (
        <CancelDialog snapshot={snapshot} open onOpenChange={setCancelling} onDeleted={() => undefined} />
      ) : null}
    </Panel>
  )
}
