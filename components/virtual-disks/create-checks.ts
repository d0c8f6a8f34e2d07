import type { z } from 'zod'
import { WizardChecks } from '../ui/wizard/checks'
import type { createFieldsShape, createSchema } from './create-schema'

/** Fetched when there is something to check. */
export const createChecks = new WizardChecks<z.infer<typeof createFieldsShape>, z.infer<typeof createSchema>>(
  'create-virtual-disk',
  ['name', 'capacityBytes'],
  async () => {
    const { createFieldsShape: shape, createSchema: schema } = await import('./create-schema')
    return { shape, schema: () => schema }
  },
)
