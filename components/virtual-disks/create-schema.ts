import { z } from 'zod'
import { capacityBytes, name } from '@/server/array/door/fields'

/** The wizard's fields as they are typed, right or wrong. */
export const createFieldsShape = z.object({ name: z.string(), poolId: z.string(), capacityBytes: z.number().nullable() })

export const createSchema = z.object({
  name,
  poolId: z.string().min(1),
  capacityBytes: z
    .number()
    .nullable()
    .transform((bytes) => bytes ?? undefined)
    .pipe(capacityBytes),
})
