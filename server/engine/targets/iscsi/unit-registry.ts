import { LogicalUnit, type UnitDisk } from './scsi/logical-unit'
import { NO_RESERVATIONS, type ReservationState } from './scsi/reservations'
import type { UnitRegistry } from './session-units'

/** A disk that can't be opened is told of once in this time: initiators try again and again. */
const QUIET_MILLISECONDS = 60_000

interface Entry {
  unit: Promise<LogicalUnit>
  users: number
}

/**
 * The logical units that sessions have open, one for each disk however many initiators share it. Reservations stay
 * after the last session is gone (SPC-4 5.13.1), until the disk is mapped to nobody any more.
 */
export class Units implements UnitRegistry {
  private readonly entries = new Map<string, Entry>()
  private readonly reservations = new Map<string, ReservationState>()
  private readonly quietUntil = new Map<string, number>()

  constructor(
    private readonly disks: {
      openDisk: (diskId: string) => Promise<UnitDisk>
      loadReservations: (diskId: string) => Promise<ReservationState | null>
      onInternalError: (error: unknown) => void
    },
  ) {}

  async acquire(diskId: string): Promise<LogicalUnit> {
    const entry = this.entries.get(diskId) ?? this.open(diskId)
    entry.users += 1
    try {
      return await entry.unit
    } catch (error) {
      if (this.entries.get(diskId) === entry) this.entries.delete(diskId)
      throw error
    }
  }

  release(unit: LogicalUnit): void {
    const entry = this.entries.get(unit.diskId)
    if (entry === undefined) return
    entry.users -= 1
    if (entry.users > 0) return
    this.entries.delete(unit.diskId)
    this.reservations.set(unit.diskId, unit.reservations)
    unit.disk.release()
  }

  /** As they are now, without opening a disk that nobody has open; `unit` is null then. */
  async reservationsOf(diskId: string): Promise<{ state: ReservationState; unit: LogicalUnit | null }> {
    const unit = (await this.entries.get(diskId)?.unit) ?? null
    if (unit !== null) return { state: unit.reservations, unit }
    const state = this.reservations.get(diskId) ?? (await this.disks.loadReservations(diskId)) ?? NO_RESERVATIONS
    return { state, unit }
  }

  /** Looks how much room the open units have. One whose pool can't be asked is left as it is. */
  async lookAtSpace(): Promise<void> {
    const looks = [...this.entries.values()].map(async ({ unit }) => {
      const opened = await unit
      opened.noticeSpace(await opened.disk.space())
    })
    await Promise.allSettled(looks)
  }

  /** Disks that are mapped to nobody lose what was kept for them here. */
  keepOnly(mapped: ReadonlySet<string>): void {
    for (const ofDisks of [this.reservations, this.quietUntil]) {
      for (const diskId of ofDisks.keys()) if (!mapped.has(diskId)) ofDisks.delete(diskId)
    }
  }

  private open(diskId: string): Entry {
    const unit = this.disks.openDisk(diskId).then((disk) => LogicalUnit.open(disk, this.reservations.get(diskId) ?? null))
    const entry = { unit, users: 0 }
    this.entries.set(diskId, entry)
    unit.catch((error: unknown) => this.tellOf(diskId, error))
    return entry
  }

  private tellOf(diskId: string, error: unknown): void {
    const now = performance.now()
    if (now < (this.quietUntil.get(diskId) ?? 0)) return
    this.quietUntil.set(diskId, now + QUIET_MILLISECONDS)
    this.disks.onInternalError(error)
  }
}
