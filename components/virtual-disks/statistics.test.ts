import { describe, expect, it } from 'vitest'
import type { VirtualDiskStatistics } from '@/server/array/virtual-disks/schema'
import { sample } from './statistics'

function counters(readOperations: number, readBytes: number): VirtualDiskStatistics {
  const none = { p50: 0, p99: 0 }
  return {
    readOperations,
    writeOperations: 0,
    readBytes,
    writtenBytes: 0,
    flushes: 0,
    readLatencyMicros: none,
    writeLatencyMicros: none,
    copyOnWriteOperations: 0,
    lastBarrierMicros: null,
  }
}

describe('sample', () => {
  it('has no rate at the first look', () => {
    expect(sample(undefined, counters(5, 4096), 1_000).perSecond).toBeNull()
  })

  it('divides the difference by the time between two looks', () => {
    const first = sample(undefined, counters(100, 4096), 1_000)
    const second = sample(first, counters(300, 12_288), 3_000)
    expect(second.perSecond).toEqual({ readOperations: 100, writeOperations: 0, readBytes: 4096, writtenBytes: 0 })
  })

  it('compares nothing across a restart of the engine', () => {
    const first = sample(undefined, counters(100, 4096), 1_000)
    expect(sample(first, counters(3, 512), 3_000).perSecond).toBeNull()
  })
})
