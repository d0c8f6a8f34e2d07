import type { SessionCounters } from '../contract'

export type Use = 'read' | 'write' | 'other'

export function newCounters(): SessionCounters {
  return { commands: 0, readBytes: 0, writtenBytes: 0, lastReadAt: null, lastWriteAt: null }
}

/** Counts one command; `bytes` are those of blocks that it asks for or brings. */
export function count(counters: SessionCounters, use: Use, bytes: number): void {
  counters.commands += 1
  if (use === 'read') {
    counters.readBytes += bytes
    counters.lastReadAt = Date.now()
  } else if (use === 'write') {
    counters.writtenBytes += bytes
    counters.lastWriteAt = Date.now()
  }
}
