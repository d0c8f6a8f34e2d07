import type { Rollback as RollbackRow } from '../../database/generated/client'
import { shownProgress } from '../copies/progress'
import { copyPriority } from '../copies/schema'
import type { QueryContext } from '../door/command'
import { isFailureCode } from '../snapshots/image-status'
import { type Rollback, rollbackStatus } from './schema'

/** @param totalBytes of the source */
export function shownRollback({ array, text }: QueryContext, row: RollbackRow, totalBytes: number): Rollback {
  const rate = array.rates.get(row.snapshotId)
  const status = rollbackStatus.parse(row.status)
  const { failureCode } = row
  return {
    status,
    priority: copyPriority.parse(row.priority),
    progress: shownProgress(rate?.copiedBytes ?? 0, totalBytes, status === 'inProgress' ? (rate?.bytesPerSecond ?? 0) : 0),
    startedAt: row.startedAt.toISOString(),
    failure: isFailureCode(failureCode) ? text.rollbackFailure(failureCode) : null,
  }
}
