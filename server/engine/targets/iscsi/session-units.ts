import { EngineError } from '../../faults'
import type { TargetView } from './scsi/context'
import { type LogicalUnit, UnitNexus } from './scsi/logical-unit'
import type { NexusName } from './scsi/reservations'
import { SENSE } from './scsi/sense'

/** The units that some session has open, shared by all of them. */
export interface UnitRegistry {
  /** Opens it for one more session; {@link release} must follow. Rejects when the disk can't be opened. */
  acquire(diskId: string): Promise<LogicalUnit>
  release(unit: LogicalUnit): void
}

export interface SessionUnitsContext {
  targetName: string
  nexusName: NexusName
  units: UnitRegistry
  /** Ends the session's commands for a unit. */
  abortCommands: (lun: number) => Promise<void>
  onOpened: (lun: number, unit: LogicalUnit) => void
  onClosed: (lun: number) => void
}

interface Opened {
  diskId: string
  /** Null while the disk is being opened. */
  nexus: UnitNexus | null
  opening: Promise<UnitNexus>
}

/** A session's view of the target: the LUNs of its host, each opened when the first command for it comes. */
export class SessionUnits implements TargetView {
  private mapped: ReadonlyMap<number, string>
  private readonly opened = new Map<number, Opened>()
  private closed = false

  constructor(
    private readonly context: SessionUnitsContext,
    luns: ReadonlyMap<number, string>,
  ) {
    this.mapped = luns
  }

  get name(): string {
    return this.context.targetName
  }

  luns(): readonly number[] {
    return [...this.mapped.keys()]
  }

  /** The nexus if the LUN is open already, a promise while it is being opened, null if nothing is mapped there. */
  at(lun: number): UnitNexus | Promise<UnitNexus> | null {
    const diskId = this.mapped.get(lun)
    if (diskId === undefined) return null
    const opened = this.opened.get(lun)
    return opened === undefined ? this.open(lun, diskId) : (opened.nexus ?? opened.opening)
  }

  async unitByWwid(wwid: string): Promise<LogicalUnit | null> {
    for (const lun of this.mapped.keys()) {
      const nexus = await this.whenOpen(lun)
      if (nexus?.unit.disk.wwid === wwid) return nexus.unit
    }
    return null
  }

  /** Null also for a disk that can't be opened now. */
  private async whenOpen(lun: number): Promise<UnitNexus | null> {
    try {
      return await this.at(lun)
    } catch {
      return null
    }
  }

  openUnits(): UnitNexus[] {
    return [...this.opened.values()].flatMap(({ nexus }) => nexus ?? [])
  }

  /** Takes the mappings as they are now. Commands for what went end; who stays is told (SPC-4 5.14, inventory change). */
  async setLuns(luns: ReadonlyMap<number, string>): Promise<void> {
    const before = this.mapped
    const same = before.size === luns.size && [...luns].every(([lun, diskId]) => before.get(lun) === diskId)
    if (same) return
    this.mapped = luns
    const gone = [...this.opened].filter(([lun, { diskId }]) => luns.get(lun) !== diskId)
    await Promise.all(gone.map(([lun]) => this.close(lun)))
    for (const nexus of this.openUnits()) nexus.establish(SENSE.lunsChanged)
  }

  async closeAll(): Promise<void> {
    this.closed = true
    await Promise.all([...this.opened.keys()].map((lun) => this.close(lun)))
  }

  private open(lun: number, diskId: string): Promise<UnitNexus> {
    const opening = this.context.units.acquire(diskId).then((unit) => {
      const opened = this.opened.get(lun)
      if (this.closed || opened?.opening !== opening) {
        this.context.units.release(unit)
        throw new EngineError('diskNotFound', `LUN ${lun} is gone`)
      }
      const nexus = new UnitNexus(this.context.nexusName, unit, () => this.context.abortCommands(lun))
      unit.join(nexus)
      opened.nexus = nexus
      this.context.onOpened(lun, unit)
      return nexus
    })
    this.opened.set(lun, { diskId, nexus: null, opening })
    // A disk that could not be opened is tried again by the next command.
    opening.catch(() => {
      if (this.opened.get(lun)?.opening === opening) this.opened.delete(lun)
    })
    return opening
  }

  private async close(lun: number): Promise<void> {
    const opened = this.opened.get(lun)
    if (opened === undefined) return
    this.opened.delete(lun)
    await this.context.abortCommands(lun)
    const { nexus } = opened
    if (nexus === null) return
    nexus.unit.leave(nexus)
    this.context.units.release(nexus.unit)
    this.context.onClosed(lun)
  }
}
