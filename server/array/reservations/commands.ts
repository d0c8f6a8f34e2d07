import { z } from 'zod'

import { defineCommand } from '../door/command'
import { demand, refuse } from '../door/refusals'
import { engineStep } from '../engine-step'
import { diskRelations } from '../virtual-disks/relations'
import { reservationsOf } from './queries'
import { mayClear } from './rules'
import { clearReservationsInput } from './schema'

export const clearReservations = defineCommand({
  name: 'clearReservations',
  role: 'administrator',
  summary:
    'Ends the reservation of a virtual disk and all registrations with it, for a cluster that can’t do so itself, if they are still those that were seen. Every initiator that loses something is told.',
  input: clearReservationsInput,
  output: z.null(),
  events: ['reservations_cleared'],
  async handler({ array, record }, { id, version }) {
    const disk = await diskRelations(array, id)
    const { registrants } = await reservationsOf(array, disk)
    demand(mayClear(disk.name, registrants))
    await engineStep(array.engine.call('targets.clearReservations', { diskId: id, version }), {
      reservationsChanged: () => refuse('reservations_changed', { disk: disk.name }, 'version'),
    })
    const lost = registrants.map(({ hostName, initiatorName }) => hostName ?? initiatorName)
    await record('reservations_cleared', disk, { disk: disk.name, lost: [...new Set(lost)].join(', ') })
    return null
  },
})
