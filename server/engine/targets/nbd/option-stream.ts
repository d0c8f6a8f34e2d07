import type { Socket } from 'node:net'
import { HardDisconnect } from '../transport/hard-disconnect'

/** The client closed, or was closed, before it had said all that it began to say. */
export class ConnectionEnded extends HardDisconnect {}

const WAKING_EVENTS = ['readable', 'end', 'drain', 'close'] as const
const SKIP_BYTES = 16 * 1024

/**
 * A socket during negotiation: read by so many bytes, written with patience. What the client sent too early stays in
 * the socket's own buffer, where TLS or the transmission phase finds it; that buffer is bounded by Node.
 */
export class OptionStream {
  private wake: () => void = () => undefined
  private readonly onEvent = (): void => this.wake()

  constructor(readonly socket: Socket) {
    for (const event of WAKING_EVENTS) socket.on(event, this.onEvent)
  }

  /** Leaves the socket to whoever comes next. */
  release(): void {
    for (const event of WAKING_EVENTS) this.socket.off(event, this.onEvent)
  }

  /** Exactly so many bytes. */
  async read(bytes: number): Promise<Buffer> {
    if (bytes === 0) return Buffer.alloc(0)
    for (;;) {
      const data: unknown = this.socket.read(bytes)
      if (Buffer.isBuffer(data) && data.length === bytes) return data
      if (data !== null || this.socket.readableEnded || this.socket.destroyed) throw new ConnectionEnded()
      await this.nextEvent()
    }
  }

  /** Reads past so many bytes without keeping them. */
  async skip(bytes: number): Promise<void> {
    for (let left = bytes; left > 0; left -= SKIP_BYTES) await this.read(Math.min(left, SKIP_BYTES))
  }

  /** Resolves when the client can be sent more. */
  async write(data: Uint8Array): Promise<void> {
    if (!this.socket.destroyed) this.socket.write(data)
    while (this.socket.writableNeedDrain && !this.socket.destroyed) await this.nextEvent()
    if (this.socket.destroyed) throw new ConnectionEnded()
  }

  private nextEvent(): Promise<void> {
    return new Promise((resolve) => {
      this.wake = resolve
    })
  }
}
