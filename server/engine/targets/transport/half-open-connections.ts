import type { Socket } from 'node:net'

/** A client that has not finished its login or negotiation after this is disconnected. */
const NEGOTIATION_MILLISECONDS = 30_000
/** Connections that may be negotiating at a time. A good client is done in milliseconds. */
const MOST_CONNECTIONS = 256

interface HalfOpen {
  timer: NodeJS.Timeout
  address: string
}

/**
 * Connections that have not come to their work: NBD's transmission, iSCSI's full feature phase. Whoever holds sockets
 * open without saying anything loses them: by time, or, when they become too many, the oldest first of the address that
 * has the most. So those who come to work still get in, however fast an enemy makes connections.
 */
export class HalfOpenConnections {
  private readonly connections = new Map<Socket, HalfOpen>()

  add(socket: Socket): void {
    if (this.connections.size >= MOST_CONNECTIONS) this.destroyOne()
    const timer = setTimeout(() => this.destroy(socket), NEGOTIATION_MILLISECONDS)
    this.connections.set(socket, { timer, address: socket.remoteAddress ?? 'unix' })
    socket.on('close', () => this.remove(socket))
  }

  /** The connection has come to its work, or is closed. */
  remove(socket: Socket): void {
    clearTimeout(this.connections.get(socket)?.timer)
    this.connections.delete(socket)
  }

  destroyAll(): void {
    for (const socket of this.connections.keys()) this.destroy(socket)
  }

  private destroyOne(): void {
    const counts = new Map<string, number>()
    for (const { address } of this.connections.values()) counts.set(address, (counts.get(address) ?? 0) + 1)
    const most = Math.max(...counts.values())
    for (const [socket, { address }] of this.connections) if (counts.get(address) === most) return this.destroy(socket)
  }

  private destroy(socket: Socket): void {
    this.remove(socket)
    socket.destroy()
  }
}
