import type { UpdatableVolume } from '../../../disks/host-volume'
import { clearAll, isAllRegistrants, NO_RESERVATIONS, type NexusName, type ReservationState } from './reservations'
import { SENSE, type SenseCode } from './sense'
import { isLow, type Space } from './thresholds'

/** What a logical unit needs of the disk behind it. */
export interface UnitDisk {
  readonly volume: UpdatableVolume
  /** NAA type 6, 32 hexadecimal digits. */
  readonly wwid: string
  /** Whether what keeps hosts from the disk passes by itself. */
  readonly passing: boolean
  /** Reservations that were kept for a new start; null if there are none. */
  loadReservations(): Promise<ReservationState | null>
  /** Keeps them, durably; null: there is nothing to keep any more. */
  saveReservations(state: ReservationState | null): Promise<void>
  /** Told when they are others than before, or when RESERVE(6) is. */
  reservationsChanged(): void
  /** Room in its pool, and what it takes of it. Rejects while the pool can't be asked. */
  space(): Promise<Space>
  release(): void
}

/** What one initiator's session has with one logical unit: an I_T_L nexus (SAM-5 4.7). */
export class UnitNexus {
  /** Unit attention conditions that the initiator has not heard of, oldest first (SAM-5 5.14). */
  private readonly attentions: SenseCode[] = [SENSE.powerOn]
  /** PREVENT ALLOW MEDIUM REMOVAL (SPC-4 6.18). */
  preventsRemoval = false

  constructor(
    readonly name: NexusName,
    readonly unit: LogicalUnit,
    /** Ends the commands of this nexus for the unit; they are not answered. Resolves when nothing of them is in flight. */
    readonly abortCommands: () => Promise<void>,
  ) {}

  get attention(): SenseCode | undefined {
    return this.attentions[0]
  }

  establish(sense: SenseCode): void {
    if (this.attentions.some(({ asc, ascq }) => asc === sense.asc && ascq === sense.ascq)) return
    this.attentions.push(sense)
  }

  takeAttention(): SenseCode | undefined {
    return this.attentions.shift()
  }

  forget(sense: SenseCode): void {
    const at = this.attentions.findIndex(({ asc, ascq }) => asc === sense.asc && ascq === sense.ascq)
    if (at !== -1) this.attentions.splice(at, 1)
  }
}

/** What MODE SELECT changes; shared by all initiators (SPC-4 7.5.8). */
export interface ControlMode {
  /** D_SENSE: sense data in descriptor format. */
  descriptorSense: boolean
  /** SWP: software write protect. */
  writeProtect: boolean
}

/** A virtual disk as all initiators together see it: SCSI state that belongs to the disk and not to a session. */
export class LogicalUnit {
  readonly nexuses = new Set<UnitNexus>()
  control: ControlMode = { descriptorSense: false, writeProtect: false }
  private reserved6By: UnitNexus | null = null
  private knownCapacityBytes: number
  private saving: Promise<void> = Promise.resolve()
  private isLow = false

  private constructor(
    readonly diskId: string,
    readonly disk: UnitDisk,
    private current: ReservationState,
    /** As it was looked at last. */
    private knownSpace: Space,
  ) {
    this.knownCapacityBytes = disk.volume.capacityBytes
  }

  /**
   * If it rejects, the disk is let go.
   *
   * @param remembered reservations of a unit of the same disk that was let go since the engine's start
   */
  static async open(disk: UnitDisk, remembered: ReservationState | null): Promise<LogicalUnit> {
    try {
      const state = remembered ?? (await disk.loadReservations()) ?? NO_RESERVATIONS
      return new LogicalUnit(disk.volume.diskId, disk, state, await disk.space())
    } catch (error) {
      disk.release()
      throw error
    }
  }

  get volume(): UpdatableVolume {
    return this.disk.volume
  }

  get reservations(): ReservationState {
    return this.current
  }

  /** RESERVE(6) (SPC-2 7.21); ends with its nexus and with any reset. */
  get reservedBy(): UnitNexus | null {
    return this.reserved6By
  }

  set reservedBy(nexus: UnitNexus | null) {
    if (nexus === this.reserved6By) return
    this.reserved6By = nexus
    this.disk.reservationsChanged()
  }

  get writeProtected(): boolean {
    return this.control.writeProtect || !this.volume.access.write
  }

  get removalPrevented(): boolean {
    return [...this.nexuses].some(({ preventsRemoval }) => preventsRemoval)
  }

  /**
   * Changes the reservations, one change after the other; what must outlive power loss is durable before the change
   * holds, so that nobody acts on what may be forgotten.
   *
   * @param changed called as the change begins to hold, before any other is looked at
   */
  changeReservations<T>(
    change: (state: ReservationState) => { result: T; state: ReservationState | null },
    changed: (result: T) => void = () => undefined,
  ): Promise<T> {
    const done = this.saving.then(async () => {
      const before = this.current
      const { result, state } = change(before)
      if (state === null || state === before) return result
      if (state.persistent || before.persistent) {
        await this.disk.saveReservations(state.persistent && state.registrations.size > 0 ? state : null)
      }
      this.current = state
      changed(result)
      this.disk.reservationsChanged()
      return result
    })
    this.saving = done.then(
      () => undefined,
      () => undefined,
    )
    return done
  }

  /**
   * Ends the reservation and all registrations on behalf of no initiator: all that lose something are told.
   * @param check throws if it is not what was to be ended; nothing comes between it and the end
   */
  async clearReservations(check: (state: ReservationState) => void): Promise<void> {
    const attentions = await this.changeReservations((state) => {
      check(state)
      const cleared = clearAll(state)
      return { result: cleared.attentions, state: cleared.state }
    })
    for (const { nexus, sense } of attentions) this.establishFor(nexus, sense)
    this.reservedBy?.establish(SENSE.reservationsPreempted)
    this.reservedBy = null
  }

  /** Tells all initiators but one. */
  establish(sense: SenseCode, except: UnitNexus | null = null): void {
    for (const nexus of this.nexuses) if (nexus !== except) nexus.establish(sense)
  }

  establishFor(name: NexusName, sense: SenseCode): void {
    for (const nexus of this.nexuses) if (nexus.name === name) nexus.establish(sense)
  }

  /** A disk may have grown behind the initiators' backs. */
  noticeCapacity(): void {
    const { capacityBytes } = this.volume
    if (capacityBytes === this.knownCapacityBytes) return
    this.knownCapacityBytes = capacityBytes
    this.establish(SENSE.capacityChanged)
  }

  get space(): Space {
    return this.knownSpace
  }

  /** SBC-3 4.7.3.7: few blocks are left, where there were more. */
  noticeSpace(space: Space): void {
    const wasLow = this.isLow
    this.knownSpace = space
    this.isLow = isLow(space)
    if (this.isLow && !wasLow) this.establish(SENSE.softThresholdReached)
  }

  /** LOGICAL UNIT RESET (SAM-5 6.3.3): all commands end, RESERVE(6) ends, persistent reservations stay. */
  async reset(): Promise<void> {
    this.reservedBy = null
    this.control = { descriptorSense: false, writeProtect: false }
    for (const nexus of this.nexuses) nexus.preventsRemoval = false
    const aborting = [...this.nexuses].map((nexus) => nexus.abortCommands())
    this.establish(SENSE.unitReset)
    await Promise.all(aborting)
  }

  /** CLEAR TASK SET (SAM-5 7.5): the commands of all initiators; the others are told. */
  async clearTaskSet(by: UnitNexus): Promise<void> {
    const aborting = [...this.nexuses].map((nexus) => nexus.abortCommands())
    this.establish(SENSE.commandsClearedByAnother, by)
    await Promise.all(aborting)
  }

  join(nexus: UnitNexus): void {
    this.nexuses.add(nexus)
  }

  /** I_T nexus loss (SAM-5 6.3.4): what belongs to the session ends; registrations stay. */
  leave(nexus: UnitNexus): void {
    this.nexuses.delete(nexus)
    if (this.reservedBy === nexus) this.reservedBy = null
  }

  /** The key that READ RESERVATION tells (SPC-4 6.15.3.2): 0 where all registrants hold it. */
  get holderKey(): bigint {
    const { reservation, registrations } = this.current
    if (reservation === null || isAllRegistrants(reservation.type)) return 0n
    return registrations.get(reservation.holder) ?? 0n
  }
}
