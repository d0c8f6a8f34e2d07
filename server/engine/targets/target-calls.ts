import path from 'node:path'
import type { CallName } from '../contract'
import type { HostVolume, UpdatableVolume } from '../disks/host-volume'
import type { EngineState, Handlers } from '../engine-state'
import { EngineError, faultOf } from '../faults'
import { loadReservations, saveReservations } from './iscsi/reservation-record'
import type { UnitDisk } from './iscsi/scsi/logical-unit'
import { IscsiServer } from './iscsi/server'
import { NbdServer, type SessionPlacement } from './nbd/server'
import { ListenError } from './transport/listeners'

type TargetCall = Extract<CallName, `targets.${string}`>

export interface Targets {
  handlers: Handlers<TargetCall>
  /** Stops listening and closes every host's connection, with what is in flight done. */
  close(): Promise<void>
}

/** @param placement spreads NBD connections over threads; without it the engine's own serves all. */
export function targetCalls(state: EngineState, placement?: SessionPlacement): Targets {
  const releases = new WeakMap<HostVolume, () => Promise<void>>()
  /** Disks that hosts let go of and that are still closing. */
  const closing = new Set<Promise<void>>()

  async function openVolume(diskId: string): Promise<UpdatableVolume> {
    const { volume, release } = await state.openVolume(diskId)
    releases.set(volume, release)
    return volume
  }

  function releaseVolume(volume: HostVolume): void {
    const released = releases.get(volume)?.().catch((error: unknown) => {
      state.emit({ type: 'diskError', diskId: volume.diskId, operation: 'flush', fault: faultOf(error) })
    })
    if (!released) return
    closing.add(released)
    void released.finally(() => closing.delete(released))
  }

  async function openUnitDisk(diskId: string): Promise<UnitDisk> {
    const disk = state.disk(diskId)
    const volume = await openVolume(diskId)
    return {
      volume,
      wwid: disk.label.wwid,
      get passing() {
        return disk.gate.access.passing ?? false
      },
      loadReservations: () => loadReservations(state.files, disk),
      saveReservations: (reservations) => saveReservations(state.files, disk, reservations),
      reservationsChanged: () => state.emit({ type: 'reservationsChanged', diskId }),
      async space() {
        const { capacityBytes, usedBytes } = await state.pool(disk.poolId).facts()
        const allocatedBytes = await state.files.allocatedBytes(path.resolve(disk.folder))
        return { capacityBytes, freeBytes: capacityBytes - usedBytes, allocatedBytes }
      },
      release: () => releaseVolume(volume),
    }
  }

  const events = {
    onSessionOpened: (session) => state.emit({ type: 'sessionOpened', session }),
    onSessionClosed: (session) => state.emit({ type: 'sessionClosed', session }),
    onRefused: (remoteAddress, detail) => state.emit({ type: 'hostRefused', remoteAddress, detail }),
    onInternalError: (error) => state.emit({ type: 'internalError', fault: faultOf(error) }),
  } satisfies Partial<ConstructorParameters<typeof NbdServer>[0]>

  const nbd = new NbdServer({ openVolume, releaseVolume, ...(placement ? { placement } : {}), ...events })
  const iscsi = new IscsiServer({
    openDisk: openUnitDisk,
    loadReservations: (diskId) => loadReservations(state.files, state.disk(diskId)),
    ...events,
  })

  return {
    handlers: {
      async 'targets.setExports'({ exports, keys, iscsi: table }) {
        await Promise.all([nbd.setExports(exports, keys), iscsi.setTable(table)])
        return null
      },
      async 'targets.listen'(addresses) {
        try {
          return { nbd: await nbd.listen(addresses.nbd), iscsi: await iscsi.listen(addresses.iscsi) }
        } catch (error) {
          throw error instanceof ListenError ? new EngineError(error.fault.code, error.fault.detail) : error
        }
      },
      'targets.sessions': async () => [...nbd.sessions(), ...iscsi.facts()],
      async 'targets.disconnect'({ sessionId }) {
        if (!(await iscsi.disconnect(sessionId))) await nbd.disconnect(sessionId)
        return null
      },
      'targets.strangers': async () => iscsi.strangers(),
      'targets.reservations': ({ diskId }) => iscsi.reservations(diskId),
      async 'targets.clearReservations'({ diskId, version }) {
        await iscsi.clearReservations(diskId, version)
        return null
      },
    },
    async close() {
      await Promise.all([nbd.close(), iscsi.close()])
      await Promise.all(closing)
    },
  }
}
