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

  it('closes those of the address that has the most, before any of another', () => {
    const connections = new HalfOpenConnections()
    const from = (address: string) => Object.defineProperty(new Socket(), 'remoteAddress', { value: address })
    const good = from('192.0.2.1')
    connections.add(good)
    const flood = Array.from({ length: 1000 }, () => from('192.0.2.2'))
    for (const socket of flood) connections.add(socket)
    expect(good.destroyed).toBe(false)
    expect(flood.filter(({ destroyed }) => !destroyed)).toEqual(flood.slice(-255))
    connections.destroyAll()
  })
})
