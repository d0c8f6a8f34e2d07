import type { SessionFacts } from '../../engine/contract'
import type { StorageArray } from '../storage-array'

/** Hosts' open connections, as the engine has them now. */
export function openSessions(array: StorageArray): Promise<SessionFacts[]> {
  return array.engine.call('targets.sessions', null)
}

export async function sessionCounts(array: StorageArray): Promise<Map<string, number>> {
  const counts = new Map<string, number>()
  for (const { hostId } of await openSessions(array)) counts.set(hostId, (counts.get(hostId) ?? 0) + 1)
  return counts
}
