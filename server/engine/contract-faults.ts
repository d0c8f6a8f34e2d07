/** What the two planes say of errors. */
import type { DiskId } from './contract-disks'

export type EngineFaultCode =
  | 'poolLocked'
  | 'poolNotFound'
  | 'poolDamaged'
  | 'poolExists'
  | 'poolMismatch'
  | 'poolNotEmpty'
  | 'pathNotUsable'
  | 'diskNotFound'
  | 'diskExists'
  | 'diskDamaged'
  | 'diskInUse'
  | 'diskShrinks'
  | 'reservationsChanged'
  | 'hostIoStuck'
  | 'imageNotFound'
  | 'imageState'
  | 'imageDamaged'
  | 'imageOverwritten'
  | 'repositoryFull'
  | 'sourceRead'
  | 'targetWrite'
  | 'noSpace'
  | 'io'
  | 'addressInUse'
  | 'internal'

/** An error that crosses between the planes: a code to decide on, and English detail for the log. */
export interface EngineFault {
  code: EngineFaultCode
  detail: string
  /** The disk that is the cause, where it need not be one that was asked for. */
  diskId?: DiskId
}
