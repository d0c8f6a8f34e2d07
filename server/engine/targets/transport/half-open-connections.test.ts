import { Socket } from 'node:net'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { HalfOpenConnections } from './half-open-connections'

describe('HalfOpenConnections', () => {
  beforeEach(() => {
    vi.useFakeTimers()
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  it('closes what does not begin transmission within 30 seconds, and nothing else', () => {
    const connections = new HalfOpenConnections()
    const [silent, working] = [new Socket(), new Socket()]
    connections.add(silent)
    connections.add(working)
    vi.advanceTimersByTime(29_999)
    expect(silent.destroyed).toBe(false)
    connections.remove(working)
    vi.advanceTimersByTime(1)
    expect([silent.destroyed, working.destroyed]).toEqual([true, false])
    expect(vi.getTimerCount()).toBe(0)
  })

  it('closes the oldest of more than 256, at once', () => {
    const connections = new HalfOpenConnections()
    const sockets = Array.from({ length: 300 }, () => new Socket())
    for (const socket of sockets) connections.add(socket)
    expect(sockets.map(({ destroyed }) => destroyed)).toEqual(sockets.map((_, index) => index < 44))
    connections.destroyAll()
    expect(sockets.every(({ destroyed }) => destroyed)).toBe(true)
    expect(vi.getTimerCount()).toBe(0)
  })
})
