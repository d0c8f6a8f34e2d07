import { IoError, type IoErrorCode } from '../../disks/host-volume'
import { ERROR } from './protocol'
import type { Refusal } from './request-validation'

const NBD_ERROR_OF: Record<IoErrorCode, number> = {
  EPERM: ERROR.permission,
  EINVAL: ERROR.invalid,
  ENOSPC: ERROR.noSpace,
  EIO: ERROR.io,
  ESHUTDOWN: ERROR.shutdown,
}

/** What a host is told of a request that failed. What is no {@link IoError} is a fault of ours: a host gets EIO. */
export function refusalOf(error: unknown): Refusal {
  if (error instanceof IoError) return { error: NBD_ERROR_OF[error.code], message: error.message }
  return { error: ERROR.io, message: 'the array failed internally; its log says more' }
}
