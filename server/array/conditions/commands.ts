import { z } from 'zod'

import { defineCommand } from '../door/command'
import { time } from '../door/fields'
import { lookAtEverything } from '../pools/presence'
import { conditions } from './queries'

export const recheck = defineCommand({
  name: 'recheck',
  role: 'operator',
  summary: 'Looks again at everything that needs attention: pools that are gone or full, folders of virtual disks, snapshots.',
  input: z.strictObject({}),
  output: z.strictObject({ lookedAt: time, count: z.int().min(0) }).meta({ id: 'Recheck' }),
  events: ['array_rechecked'],
  async handler(context) {
    const { array, record } = context
    await lookAtEverything(array)
    const found = await conditions(context)
    await record('array_rechecked', array.identity, { count: found.length })
    return { lookedAt: (array.lookedAt ?? array.now()).toISOString(), count: found.length }
  },
})
