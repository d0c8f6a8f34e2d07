import type { UseFormReturn } from 'react-hook-form'
import type { z } from 'zod'
import { DEFAULT_RATE } from '@/server/array/instant-copies/rates'
import { WizardChecks } from '../../ui/wizard/checks'
import type { Preset } from './presets'
import type { instantCopyFieldsShape } from './schema'

/** The wizard's fields as they are typed, right or wrong. */
export type InstantCopyFields = z.infer<typeof instantCopyFieldsShape>

/** What each purpose fills in. */
export const SETTINGS_OF_PRESET: Record<Preset, Pick<InstantCopyFields, 'copyRate' | 'incremental' | 'autoDelete'>> = {
  snapshot: { copyRate: '0', incremental: false, autoDelete: false },
  clone: { copyRate: String(DEFAULT_RATE), incremental: false, autoDelete: true },
  backup: { copyRate: String(DEFAULT_RATE), incremental: true, autoDelete: false },
}

export const INSTANT_COPY_DEFAULTS: InstantCopyFields = {
  preset: 'snapshot',
  sourceId: '',
  targetKind: 'existing',
  targetId: '',
  freshName: '',
  name: '',
  ...SETTINGS_OF_PRESET.snapshot,
  cleanRate: String(DEFAULT_RATE),
  grain: '',
  groupKind: 'none',
  groupId: '',
  groupName: '',
  failTargetSnapshots: false,
  overrideInUse: false,
  afterwards: 'start',
}

/** Fetched when there is something to check. */
export const instantCopyChecks = new WizardChecks<InstantCopyFields, InstantCopyFields>('instant-copy', ['sourceId', 'targetId'], async () => {
  const { instantCopyFieldsShape, instantCopySchema } = await import('./schema')
  return { shape: instantCopyFieldsShape, schema: instantCopySchema }
})

/** The fields of each step, the last of which sends. */
export const INSTANT_COPY_STEPS = {
  preset: ['preset'],
  source: ['sourceId'],
  target: ['targetKind', 'targetId', 'freshName'],
  settings: ['name', 'copyRate', 'cleanRate', 'grain', 'groupKind', 'groupId', 'groupName'],
  use: [],
  review: [],
} as const satisfies Record<string, (keyof InstantCopyFields)[]>
export type InstantCopyStep = keyof typeof INSTANT_COPY_STEPS

export type InstantCopyForm = UseFormReturn<InstantCopyFields, unknown, InstantCopyFields>
