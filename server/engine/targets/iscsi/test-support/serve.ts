import { onTestFinished } from 'vitest'
import type { IscsiInitiator, IscsiTable, SessionFacts } from '../../../contract'
import type { UpdatableVolume } from '../../../disks/host-volume'
import type { ReservationState } from '../scsi/reservations'
import { IscsiServer } from '../server'
import { wwidOf } from './extended-copy'
import { INITIATOR, TARGET } from './raw-initiator'

export const MIB = 1024 * 1024

export interface Served {
  server: IscsiServer
  /** On loopback, where CHAP is for who has a secret; and on every interface, where nobody comes in without. */
  port: number
  openPort: number
  opened: SessionFacts[]
  closed: SessionFacts[]
  refused: string[]
  internalErrors: unknown[]
  /** Disks that are open now. */
  held: string[]
  /** Reservations that would outlive power loss, by disk. */
  kept: Map<string, ReservationState>
  /** Of the pool, and of each disk in it. */
  space: { capacityBytes: number; freeBytes: number; allocatedBytes: number }
  /** What the gate says of what it refuses. */
  passing: boolean
  /** Whether what was kept of reservations is damaged. */
  damaged: boolean
  /** Called before a disk is opened, which waits for it. */
  beforeOpen: () => Promise<void>
  /** Called before reservations are kept, which waits for it. */
  beforeSave: () => Promise<void>
  /** Resolves when the condition holds; it is looked at whenever a session opens or closes or a disk is let go. */
  until: (condition: () => boolean) => Promise<void>
}

export function initiator(name = INITIATOR, hostId = 'alpha', chap: IscsiInitiator['chap'] = null): IscsiInitiator {
  return { name, hostId, hostName: hostId, chap }
}

/** All volumes to host alpha, LUN by LUN. */
export function tableOf(volumes: readonly UpdatableVolume[], initiators = [initiator()]): IscsiTable {
  return { targetName: TARGET, initiators, luns: volumes.map(({ diskId }, lun) => ({ hostId: 'alpha', lun, diskId })) }
}

export async function serve(volumes: readonly UpdatableVolume[], table = tableOf(volumes)): Promise<Served> {
  let changed: () => void = () => undefined
  const served = {
    opened: [] as SessionFacts[],
    closed: [] as SessionFacts[],
    refused: [] as string[],
    internalErrors: [] as unknown[],
    held: [] as string[],
    kept: new Map<string, ReservationState>(),
    passing: false,
    damaged: false,
    beforeOpen: async () => undefined,
    beforeSave: async () => undefined,
    space: { capacityBytes: 1000 * MIB, freeBytes: 900 * MIB, allocatedBytes: 5 * MIB },
  }
  const server = new IscsiServer({
    openDisk: async (diskId) => {
      await served.beforeOpen()
      const at = volumes.findIndex((candidate) => candidate.diskId === diskId)
      const volume = volumes[at]
      if (volume === undefined) throw new Error(`there is no disk ${diskId}`)
      served.held.push(diskId)
      return {
        volume,
        wwid: wwidOf(at),
        get passing() {
          return served.passing
        },
        loadReservations: async () => {
          if (served.damaged) throw new Error(`the reservations of ${diskId} are damaged`)
          return served.kept.get(diskId) ?? null
        },
        saveReservations: async (state) => {
          await served.beforeSave()
          if (state === null) served.kept.delete(diskId)
          else served.kept.set(diskId, state)
        },
        reservationsChanged: () => changed(),
        space: async () => ({ ...served.space }),
        release: () => {
          served.held.splice(served.held.indexOf(diskId), 1)
          changed()
        },
      }
    },
    loadReservations: async (diskId) => served.kept.get(diskId) ?? null,
    onSessionOpened: (session) => {
      served.opened.push(session)
      changed()
    },
    onSessionClosed: (session) => {
      served.closed.push(session)
      changed()
    },
    onRefused: (_address, detail) => {
      served.refused.push(detail)
      changed()
    },
    onInternalError: (error) => served.internalErrors.push(error),
  })
  await server.setTable(table)
  const [loopback, open] = await server.listen([
    { kind: 'tcp', host: '127.0.0.1', port: 0 },
    { kind: 'tcp', host: '0.0.0.0', port: 0 },
  ])
  if (loopback?.kind !== 'tcp' || open?.kind !== 'tcp') throw new Error('the server listens on something else')
  onTestFinished(() => server.close())
  const until = async (condition: () => boolean): Promise<void> => {
    while (!condition()) {
      await new Promise<void>((resolve) => {
        changed = resolve
      })
    }
  }
  return Object.assign(served, { server, port: loopback.port, openPort: open.port, until })
}
