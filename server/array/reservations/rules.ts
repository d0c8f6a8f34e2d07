/** Who owns a disk by its reservations, and when they can be ended. Pure: facts in, verdict out. */
import { refuse, type Verdict } from '../door/refusals'
import type { OwnerNode, Registrant } from './schema'

/** Several ports of one host are one owner; ports of several hosts, as all registrants hold some types, are none. */
export function ownerOf(registrants: readonly Registrant[]): OwnerNode | null {
  const holders = registrants.filter(({ holdsReservation }) => holdsReservation)
  const [first] = holders
  if (first === undefined || first.hostId === null || first.hostName === null) return null
  const { hostId, hostName } = first
  return holders.every((holder) => holder.hostId === hostId) ? { hostId, hostName } : null
}

export function mayClear(disk: string, registrants: readonly Registrant[]): Verdict {
  return registrants.length === 0 ? refuse('reservations_none', { disk }) : null
}
