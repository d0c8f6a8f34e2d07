import type { Socket } from 'node:net'

/** A client that has not finished its login or negotiation after this is disconnected. */
const NEGOTIATION_MILLISECONDS = 30_000
/** Connections that may be negotiating at a time. A good client is done in milliseconds. */
const MOST_CONNECTIONS = 256

/**
 * Connections that have not come to their work: NBD's transmission, iSCSI's full feature phase. Whoever holds sockets open without saying anything loses them: by
 * time, or, when they become too many, the oldest first, so that those who come to work still get in.
 */
export class HalfOpenConnections {
  private readonly timers = new Map<Socket, NodeJS.Timeout>()

  add(socket: Socket): void {
    const [oldest] = this.timers.keys()
    if (oldest !== undefined && this.timers.size >= MOST_CONNECTIONS) this.destroy(oldest)
    const timer = setTimeout(() => this.destroy(socket), NEGOTIATION_MILLISECONDS)
    this.timers.set(socket, timer)
    socket.on('close', () => this.remove(socket))
  }

  /** The connection has come to its work, or is closed. */
  remove(socket: Socket): void {
    clearTimeout(this.timers.get(socket))
    this.timers.delete(socket)
  }

  destroyAll(): void {
    for (const socket of this.timers.keys()) this.destroy(socket)
  }

  private destroy(socket: Socket): void {
    this.remove(socket)
    socket.destroy()
  }
}
