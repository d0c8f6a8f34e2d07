import type { UseFormReturn } from 'react-hook-form'
import type { z } from 'zod'
import { DEFAULT_REPOSITORY_PERCENT, DEFAULT_WARNING_PERCENT } from '@/server/array/snapshots/defaults'
import { WizardChecks } from '../../ui/wizard/checks'
import type { snapshotFieldsShape } from './schema'

/** The wizard's fields as they are typed, right or wrong. */
export type SnapshotFields = z.infer<typeof snapshotFieldsShape>

export const SNAPSHOT_DEFAULTS: SnapshotFields = {
  sourceIds: [],
  names: {},
  repositoryPercent: String(DEFAULT_REPOSITORY_PERCENT),
  warningThresholdPercent: String(DEFAULT_WARNING_PERCENT),
  fullPolicy: 'failSnapshot',
  mapping: 'later',
  mapTo: '',
  readFor: '',
}

/** Fetched when there is something to check. */
export const snapshotChecks = new WizardChecks<SnapshotFields, SnapshotFields>('take-snapshot', ['sourceIds'], async () => {
  const { snapshotFieldsShape, snapshotSchema } = await import('./schema')
  return { shape: snapshotFieldsShape, schema: snapshotSchema }
})

/** The fields of each step, the last of which sends. */
export const SNAPSHOT_STEPS = {
  sources: ['sourceIds'],
  settings: ['names', 'repositoryPercent', 'warningThresholdPercent', 'fullPolicy'],
  mapping: ['mapping', 'mapTo'],
  review: [],
} as const satisfies Record<string, (keyof SnapshotFields)[]>
export type SnapshotStep = keyof typeof SNAPSHOT_STEPS

export type SnapshotForm = UseFormReturn<SnapshotFields, unknown, SnapshotFields>
