import type { UseFormReturn } from 'react-hook-form'
import { z } from 'zod'
import { name } from '@/server/array/door/fields'
import { DEFAULT_RATE } from '@/server/array/instant-copies/rates'
import { demand } from '../../live/demand'
import { typedRate } from '../typed-rate'

export const PRESETS = ['snapshot', 'clone', 'backup'] as const
export type Preset = (typeof PRESETS)[number]

/** The wizard's fields as they are typed, right or wrong. */
export const instantCopyFieldsShape = z.object({
  preset: z.enum(PRESETS),
  sourceId: z.string(),
  /** An existing disk, or one made for this. */
  targetKind: z.enum(['existing', 'fresh']),
  targetId: z.string(),
  freshName: z.string(),
  /** Empty: the array's own choice. */
  name: z.string(),
  copyRate: z.string(),
  cleanRate: z.string(),
  /** In bytes; empty: what fits. */
  grain: z.enum(['', '65536', '262144']),
  incremental: z.boolean(),
  autoDelete: z.boolean(),
  groupKind: z.enum(['none', 'existing', 'fresh']),
  groupId: z.string(),
  groupName: z.string(),
  failTargetSnapshots: z.boolean(),
  overrideInUse: z.boolean(),
  afterwards: z.enum(['create', 'start']),
})
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

const identifier = z.string().min(1)

/** What the fields must be: each branch demands its own. */
export function instantCopySchema(error: z.core.$ZodErrorMap) {
  return instantCopyFieldsShape.check((context) => {
    const { targetKind, groupKind, name: typed } = context.value
    demand(context, 'sourceId', identifier, error)
    if (targetKind === 'existing') demand(context, 'targetId', identifier, error)
    else demand(context, 'freshName', name, error)
    if (typed.trim() !== '') demand(context, 'name', name, error)
    demand(context, 'copyRate', typedRate, error)
    demand(context, 'cleanRate', typedRate, error)
    if (groupKind === 'existing') demand(context, 'groupId', identifier, error)
    if (groupKind === 'fresh') demand(context, 'groupName', name, error)
  })
}

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
