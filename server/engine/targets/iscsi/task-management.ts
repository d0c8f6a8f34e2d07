import type { Commands } from './commands'
import { lunOf } from './scsi/dispatch'
import type { SessionUnits } from './session-units'

export interface TaskManagement {
  itt: number
  action: number
  lun: Buffer
  /** ITT of the task that is meant. */
  task: number
}

/** RFC 7143 11.6.1. */
const ACTION = {
  abortTask: 1,
  abortTaskSet: 2,
  clearAca: 3,
  clearTaskSet: 4,
  unitReset: 5,
  warmReset: 6,
  coldReset: 7,
  reassign: 8,
} as const

/** RFC 7143 11.7.1. */
export const TASK_RESPONSE = {
  complete: 0,
  noSuchTask: 1,
  noSuchUnit: 2,
  reassignNotSupported: 4,
  notSupported: 5,
  rejected: 255,
} as const

/**
 * Carries out a task management function. What it aborts is not answered, and has done all that it will do when this
 * resolves (SAM-5 7.2). A target reset reaches the units of the initiator's host: what is mapped to others is none of
 * its business.
 */
export async function carryOut(
  { action, lun: lunBytes, task }: TaskManagement,
  commands: Commands,
  units: SessionUnits | null,
  onColdReset: () => void,
): Promise<number> {
  if (units === null) return TASK_RESPONSE.rejected
  if (action === ACTION.abortTask) {
    return (await commands.abortTask(task)) ? TASK_RESPONSE.complete : TASK_RESPONSE.noSuchTask
  }
  if (action === ACTION.warmReset || action === ACTION.coldReset) {
    await Promise.all(units.luns().map(async (lun) => (await units.at(lun))?.unit.reset()))
    if (action === ACTION.coldReset) onColdReset()
    return TASK_RESPONSE.complete
  }
  if (action === ACTION.reassign) return TASK_RESPONSE.reassignNotSupported
  if (action === ACTION.clearAca) return TASK_RESPONSE.notSupported
  const lun = lunOf(lunBytes, 0)
  const nexus = lun === null ? null : await units.at(lun)
  if (nexus === null) return TASK_RESPONSE.noSuchUnit
  switch (action) {
    case ACTION.abortTaskSet:
      await nexus.abortCommands()
      return TASK_RESPONSE.complete
    case ACTION.clearTaskSet:
      await nexus.unit.clearTaskSet(nexus)
      return TASK_RESPONSE.complete
    case ACTION.unitReset:
      await nexus.unit.reset()
      return TASK_RESPONSE.complete
    default:
      return TASK_RESPONSE.notSupported
  }
}
