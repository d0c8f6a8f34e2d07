import { createHash } from 'node:crypto'
import type { Registrant, ReservationFacts } from '../../contract'
import type { LogicalUnit } from './scsi/logical-unit'
import { holds, type NexusName, RESERVATION_TYPES, type ReservationState } from './scsi/reservations'

/** @param unit null while no session has the disk open */
export function reservationFacts(diskId: string, state: ReservationState, unit: LogicalUnit | null): ReservationFacts {
  const { generation, persistent, reservation } = state
  const version = versionOf(state, unit)
  const present = new Set([...(unit?.nexuses ?? [])].map(({ name }) => name))
  const registrant = (name: NexusName, key: string | null): Registrant => ({
    ...portOf(name),
    key,
    connected: present.has(name),
    holdsReservation: key === null || holds(state, name),
  })
  const reservedBy = unit?.reservedBy ?? null
  if (reservedBy !== null) {
    return { diskId, generation, version, persistent, kind: 'reserve6', registrants: [registrant(reservedBy.name, null)] }
  }
  return {
    diskId,
    generation,
    version,
    persistent,
    kind: reservation && RESERVATION_TYPES[reservation.type].name,
    registrants: [...state.registrations].map(([name, key]) => registrant(name, key.toString(16).padStart(16, '0'))),
  }
}

/** As ReservationFacts.version says. */
export function versionOf(state: ReservationState, unit: LogicalUnit | null): string {
  const { generation, reservation, registrations } = state
  const all = [generation, reservation, [...registrations].map(([name, key]) => [name, key.toString(16)]), unit?.reservedBy?.name]
  return createHash('sha256').update(JSON.stringify(all)).digest('hex').slice(0, 16)
}

/** The parts of an initiator port's name (SPC-4 7.6.4.6). */
function portOf(name: NexusName): { initiatorName: string; isid: string } {
  const at = name.lastIndexOf(',i,0x')
  return { initiatorName: name.slice(0, at), isid: name.slice(at + ',i,0x'.length) }
}
