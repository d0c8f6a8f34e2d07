'use client'

import { useTranslations } from 'use-intl'
import { useCommand } from '../../live/command'
import type { CopyFields, CopyForm } from '../wizard/fields'
import { snapshotInput } from './inputs'

type Made = { ok: true; snapshotId: string } | { ok: false; reason: string }

/**
 * Takes the snapshot that is copied in an MSCS shared disk's stead, and maps it to the chosen node. What was done is
 * kept with the draft, so that a later step can be tried again without a second snapshot.
 */
export function useMadeSnapshot(form: CopyForm): (values: CopyFields) => Promise<Made> {
  const t = useTranslations('copies.mscs')
  const run = useCommand()

  async function taken(values: CopyFields): Promise<Made> {
    if (values.madeSnapshotId !== '') return { ok: true, snapshotId: values.madeSnapshotId }
    const outcome = await run('createSnapshot', snapshotInput(values))
    if (!outcome.ok) return { ok: false, reason: `${outcome.problem.detail} ${outcome.problem.remedy}` }
    form.setValue('madeSnapshotId', outcome.value.id)
    return { ok: true, snapshotId: outcome.value.id }
  }

  return async (values) => {
    const made = await taken(values)
    if (!made.ok || values.nodeId === '' || values.madeMapping) return made
    const outcome = await run('createMapping', { virtualDiskId: made.snapshotId, hostId: values.nodeId })
    if (!outcome.ok) return { ok: false, reason: t('notMapped', { reason: `${outcome.problem.detail} ${outcome.problem.remedy}` }) }
    form.setValue('madeMapping', true)
    return made
  }
}
