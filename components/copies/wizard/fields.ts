import type { UseFormReturn } from 'react-hook-form'
import type { z } from 'zod'
import { COPY_REPOSITORY_PERCENT } from '@/server/array/copies/types'
import { WizardChecks } from '../../ui/wizard/checks'
import type { copyFieldsShape } from './schema'

/** The wizard's fields as they are typed, right or wrong. */
export type CopyFields = z.infer<typeof copyFieldsShape>

export const COPY_DEFAULTS: CopyFields = {
  sourceId: '',
  type: 'online',
  targetKind: 'existing',
  targetId: '',
  freshName: '',
  freshPoolId: '',
  priority: 'medium',
  failTargetSnapshots: false,
  overwriteInUse: '',
  repositoryPercent: String(COPY_REPOSITORY_PERCENT),
  throughSnapshot: false,
  nodeId: '',
  readForNode: '',
  madeSnapshotId: '',
  madeMapping: false,
}

/** Fetched when there is something to check. */
export const copyChecks = new WizardChecks<CopyFields, CopyFields>('copy-virtual-disk', ['sourceId', 'targetId'], async () => {
  const { copyFieldsShape, copySchema } = await import('./schema')
  return { shape: copyFieldsShape, schema: copySchema }
})

/** The fields of each step, the last of which sends. */
export const COPY_STEPS = {
  source: ['sourceId'],
  type: ['type'],
  target: ['targetKind', 'targetId', 'freshName', 'freshPoolId'],
  priority: ['priority', 'repositoryPercent'],
  review: [],
} as const satisfies Record<string, (keyof CopyFields)[]>
export type CopyStep = keyof typeof COPY_STEPS

export type CopyForm = UseFormReturn<CopyFields, unknown, CopyFields>
