import { z } from 'zod'

import { defineCommand } from '../door/command'
import { byId } from '../door/fields'
import { demand } from '../door/refusals'
import { diskRelations } from '../virtual-disks/relations'
import { reservationsOf } from './queries'
import { mayClear } from './rules'

export const clearReservations = defineCommand({
  name: 'clearReservations',
  role: 'administrator',
  summary:
    'Ends the reservation of a virtual disk and all registrations with it, for a cluster that can’t do so itself. Every initiator that loses something is told.',
  input: byId,
  output: z.null(),
  events: ['reservations_cleared'],
  async handler({ array, record }, { id }) {
    const disk = await diskRelations(array, id)
    const { registrants } = await reservationsOf(array, disk)
    demand(mayClear(disk.name, registrants))
    await array.engine.call('targets.clearReservations', { diskId: id })
    const lost = registrants.map(({ hostName, initiatorName }) => hostName ?? initiatorName)
    await record('reservations_cleared', disk, { disk: disk.name, lost: [...new Set(lost)].join(', ') })
    return null
  },
})
