import type { EngineFaultCode, ImageFacts } from '../../engine/contract'
import type { FailureCode } from '../door/params'
import type { SnapshotStatus } from './schema'

/** What the engine's facts of an image mean for its snapshot. */
export function statusOfImage(facts: ImageFacts): SnapshotStatus {
  switch (facts.state) {
    case 'prepared':
    case 'ended':
      return 'disabled'
    case 'failed':
      return 'failed'
    case 'active': {
      if (facts.full || hasNoRoom(facts)) return 'full'
      const percent = (facts.repositoryUsedBytes / facts.repositoryCapacityBytes) * 100
      return percent >= facts.warningThresholdPercent ? 'overThreshold' : 'optimal'
    }
  }
}

/** Where writes to the source fail for want of room, it is full before the first one did: also after a restart. */
function hasNoRoom(facts: ImageFacts): boolean {
  const { fullPolicy, repositoryUsedBytes, repositoryCapacityBytes, grainBytes } = facts
  return fullPolicy === 'failSourceWrites' && repositoryUsedBytes + grainBytes > repositoryCapacityBytes
}

/** The instant that an image shows; null when it holds none. */
export function instantOf(facts: ImageFacts): Date | null {
  return facts.state === 'active' && facts.startedAt !== null ? new Date(facts.startedAt) : null
}

const FAILURES: Partial<Record<EngineFaultCode, FailureCode>> = {
  sourceRead: 'source_read_error',
  targetWrite: 'target_write_error',
  noSpace: 'no_space',
  repositoryFull: 'repository_full',
  imageDamaged: 'image_damaged',
  imageOverwritten: 'source_overwritten',
  imageState: 'image_lost',
  imageNotFound: 'image_lost',
  diskNotFound: 'disk_missing',
  diskDamaged: 'disk_missing',
  poolNotFound: 'disk_missing',
  io: 'io_error',
}

/** Why a copy or a snapshot failed, in the array's words. */
export function failureOf(code: EngineFaultCode): FailureCode {
  return FAILURES[code] ?? 'internal_error'
}

const CODES = new Set<string>([...Object.values(FAILURES), 'internal_error'] satisfies FailureCode[])

/** Of a stored row. */
export function isFailureCode(code: string | null): code is FailureCode {
  return code !== null && CODES.has(code)
}
