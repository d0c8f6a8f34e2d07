import { z } from 'zod'
import { hostName, lun } from '@/server/array/door/fields'
import { HOST_SYSTEMS } from '@/server/array/hosts/schema'
import { demand } from '../../live/demand'
import { checkPorts } from '../port-checks'
import { portFields } from '../port-fields'

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
