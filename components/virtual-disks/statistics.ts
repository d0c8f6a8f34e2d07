import { queryOptions } from '@tanstack/react-query'
import type { VirtualDiskStatistics } from '@/server/array/virtual-disks/schema'
import { getJson } from '../live/rest'

const EVERY_MS = 2_000

export interface StatisticsSample {
  /** Milliseconds of the browser's clock. */
  at: number
  counters: VirtualDiskStatistics
  /** Since the sample before; null for the first. */
  perSecond: Record<'readOperations' | 'writeOperations' | 'readBytes' | 'writtenBytes', number> | null
}

/** The engine counts since its start; what happens per second is the difference of two looks. */
export function statisticsQuery(id: string) {
  return queryOptions({
    queryKey: ['statistics', id],
    refetchInterval: EVERY_MS,
    staleTime: EVERY_MS,
    queryFn: async ({ client, signal }): Promise<StatisticsSample> => {
      const counters = await getJson<VirtualDiskStatistics>(`virtual-disks/${encodeURIComponent(id)}/statistics`, signal)
      const before = client.getQueryData<StatisticsSample>(['statistics', id])
      return sample(before, counters, performance.now())
    },
  })
}

/** Counters that fell mean that the engine started anew: then there is nothing to compare with. */
export function sample(
  before: StatisticsSample | undefined,
  counters: VirtualDiskStatistics,
  at: number,
): StatisticsSample {
  const seconds = before ? (at - before.at) / 1_000 : 0
  if (!before || seconds <= 0) return { at, counters, perSecond: null }
  const rate = (name: keyof NonNullable<StatisticsSample['perSecond']>) =>
    (counters[name] - before.counters[name]) / seconds
  const perSecond = {
    readOperations: rate('readOperations'),
    writeOperations: rate('writeOperations'),
    readBytes: rate('readBytes'),
    writtenBytes: rate('writtenBytes'),
  }
  return { at, counters, perSecond: Object.values(perSecond).some((value) => value < 0) ? null : perSecond }
}
