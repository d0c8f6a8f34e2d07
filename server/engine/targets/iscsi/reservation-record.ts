/**
 * Persistent reservations that outlive power loss (APTPL, SPC-4 5.13.5), in the disk's folder as `reservations`, a
 * label (storage/record.ts) with the body
 *
 *     registrations: [{nexus: "<initiator name>,i,0x<isid>", key: "<16 hexadecimal digits>"}]
 *     reservation:   {holder: "<nexus>", type: 1 | 3 | 5 | 6 | 7 | 8} or null
 *
 * The generation isn't kept: it is 0 after power on (SPC-4 6.15.2).
 */
import { z } from 'zod'
import type { Disk } from '../../disks/disk'
import { EngineError, messageOf } from '../../faults'
import type { Files } from '../../storage/files'
import { decodeLabel, encodeLabel } from '../../storage/record'
import type { ReservationState } from './scsi/reservations'

const reservationType = z.union([z.literal(1), z.literal(3), z.literal(5), z.literal(6), z.literal(7), z.literal(8)])

const recordSchema = z.object({
  registrations: z.array(z.object({ nexus: z.string(), key: z.string().regex(/^[0-9a-f]{16}$/) })),
  reservation: z.object({ holder: z.string(), type: reservationType }).nullable(),
})

export async function loadReservations(files: Files, disk: Disk): Promise<ReservationState | null> {
  const path = disk.file('reservations')
  const bytes = await files.readWhole(path)
  if (bytes === null) return null
  try {
    const { registrations, reservation } = recordSchema.parse(decodeLabel(bytes))
    return {
      generation: 0,
      persistent: true,
      registrations: new Map(registrations.map(({ nexus, key }) => [nexus, BigInt(`0x${key}`)])),
      reservation,
    }
  } catch (error) {
    throw new EngineError('diskDamaged', `${path}: ${messageOf(error)}`, { cause: error })
  }
}

/** Durable when this resolves. Null removes what was kept. */
export async function saveReservations(files: Files, disk: Disk, state: ReservationState | null): Promise<void> {
  const path = disk.file('reservations')
  if (state === null) return files.removeFile(path)
  const registrations = [...state.registrations].map(([nexus, key]) => ({
    nexus,
    key: key.toString(16).padStart(16, '0'),
  }))
  await files.replaceWhole(path, encodeLabel({ registrations, reservation: state.reservation }))
}
