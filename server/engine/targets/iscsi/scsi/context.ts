import type { Cdb } from './cdb'
import type { LogicalUnit, UnitNexus } from './logical-unit'
import type { Plan } from './plan'

/** What commands may know of the target that they came to. */
export interface TargetView {
  /** iSCSI name of the target. */
  readonly name: string
  /** LUNs of the initiator's host, ascending. */
  luns(): readonly number[]
  /** The unit of this initiator that has a WWID, opened. */
  unitByWwid(wwid: string): Promise<LogicalUnit | null>
}

/** What is known of a command's task while it runs. */
export interface Abortable {
  /** Whatever the command comes to, nobody is told any more. */
  readonly aborted: boolean
}

/** A command for a logical unit that exists. */
export interface CommandContext {
  cdb: Cdb
  unit: LogicalUnit
  nexus: UnitNexus
  target: TargetView
  /** Bytes that the initiator says it will send. */
  outgoingBytes: number
  task: Abortable
}

export interface Command {
  opcode: number
  serviceAction: number | null
  /** Length of the CDB in bytes, and which of its bits mean something (SPC-4 6.35.3, CDB usage data). */
  usage: readonly number[]
  /**
   * What it needs under another initiator's reservation: nothing, the right to read, or the right to write.
   * `persistent` under a persistent one (SPC-4 table 66, SBC-3 table 13), `reserve6` under RESERVE(6).
   */
  reservation: { persistent: 'nothing' | 'read' | 'write'; reserve6: 'allowed' | 'conflict' }
  /** Whether it needs the medium: not when the unit is stopped or hosts are kept from it. */
  needsMedium: boolean
  plan: (context: CommandContext) => Plan
}
