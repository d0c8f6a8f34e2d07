import type { UseFormReturn } from 'react-hook-form'
import { z } from 'zod'
import { hostName, lun } from '@/server/array/door/fields'
import { HOST_SYSTEMS } from '@/server/array/hosts/schema'
import { demand } from '../../live/demand'
import { checkPorts, portFields } from '../port-fields'

/** The wizard's fields as they are typed, right or wrong. */
export const hostFieldsShape = z.object({
  name: z.string(),
  os: z.enum(HOST_SYSTEMS),
  hostGroupId: z.string(),
  ports: z.array(portFields),
  mapping: z.enum(['now', 'later']),
  virtualDiskId: z.string(),
  /** The disk whose warnings a person has said to have read. */
  readForDisk: z.string(),
  lun: z.string(),
})
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

const typedLun = z
  .string()
  .trim()
  .transform((text) => (text === '' ? undefined : Number(text)))
  .pipe(lun.optional())

export function hostSchema(error: z.core.$ZodErrorMap) {
  return hostFieldsShape.extend({ ports: z.array(portFields).check(checkPorts([], error)) }).check((context) => {
    demand(context, 'name', hostName, error)
    if (context.value.mapping === 'later') return
    demand(context, 'virtualDiskId', z.string().min(1), error)
    demand(context, 'lun', typedLun, error)
  })
}

/** Keys and secrets are never written down: after a refresh they have to be given again. */
export function withoutSecrets(values: HostFields): HostFields {
  return { ...values, ports: values.ports.map((port) => ({ ...port, secret: '', mutualSecret: '' })) }
}

/** The fields of each step, the last of which sends. */
export const HOST_STEPS = {
  host: ['name', 'os', 'hostGroupId'],
  ports: ['ports'],
  mapping: ['mapping', 'virtualDiskId', 'lun'],
  review: [],
} as const satisfies Record<string, (keyof HostFields)[]>
export type HostStep = keyof typeof HOST_STEPS

export type HostForm = UseFormReturn<HostFields, unknown, HostFields>
