import type { UseFormReturn } from 'react-hook-form'
import type { z } from 'zod'
import { WizardChecks } from '../../ui/wizard/checks'
import type { hostFieldsShape } from './schema'

/** The wizard's fields as they are typed, right or wrong. */
export type HostFields = z.infer<typeof hostFieldsShape>

export const HOST_DEFAULTS: HostFields = {
  name: '',
  os: 'linux',
  hostGroupId: '',
  ports: [],
  mapping: 'now',
  virtualDiskId: '',
  readForDisk: '',
  lun: '',
}

/** Keys and secrets are never written down: after a refresh they have to be given again. */
export function withoutSecrets(values: HostFields): HostFields {
  return { ...values, ports: values.ports.map((port) => ({ ...port, secret: '', mutualSecret: '' })) }
}

/** Fetched when there is something to check. */
export const hostChecks = new WizardChecks<HostFields, HostFields>('connect-host', ['name', 'virtualDiskId'], async () => {
  const { hostFieldsShape, hostSchema } = await import('./schema')
  return { shape: hostFieldsShape, schema: hostSchema }
})

/** The fields of each step, the last of which sends. */
export const HOST_STEPS = {
  host: ['name', 'os', 'hostGroupId'],
  ports: ['ports'],
  mapping: ['mapping', 'virtualDiskId', 'lun'],
  review: [],
} as const satisfies Record<string, (keyof HostFields)[]>
export type HostStep = keyof typeof HOST_STEPS

export type HostForm = UseFormReturn<HostFields, unknown, HostFields>
