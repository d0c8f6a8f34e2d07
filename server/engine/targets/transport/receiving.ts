import { Socket, type SocketConstructorOpts, type TcpSocketConnectOpts } from 'node:net'
import { SLAB_BYTES, type BufferPool, type PooledBuffer } from './buffer-pool'
import { Input } from './input'
import { duplicate, makeRoomToSend } from './socket-calls'
import { Wakefulness } from './wakefulness'

/** A connection that is between two threads. */
export interface MovedConnection {
  /** Its socket, which nobody closes meanwhile. */
  readonly fd: number
  /** What the host has sent and nobody has looked at. */
  readonly received: Uint8Array
}

/** What a host sends, chunk by chunk. The socket may be another object than the one that negotiated. */
export interface Incoming {
  readonly socket: Socket
  /** Where bytes may be written past Node when the socket has none to send, or less than 0 if they may not. */
  readonly descriptor: () => number
  /** Whether it is a Unix socket. */
  readonly isLocal: boolean
  /** Begins to receive. A chunk's buffer is used again when the listener returns, unless it was retained. */
  start(listener: (input: Input) => void): void
  /** The listener gets nothing until {@link resume}; it may say so itself. */
  pause(): void
  resume(): void
  /**
   * Lets go of the connection, which stays open: answers another descriptor of it for whoever takes it over, and the socket
   * is destroyed. Null if it can't be taken over now, or has ended: then nothing has changed.
   */
  release(): number | null
}

/** A connection that fills its buffer gets a larger one, which saves system calls; one that does not, loses it. */
const LARGE_BUFFER_BYTES = 256 * 1024
const FEW_BYTES = 16 * 1024

/**
 * What a Unix socket has room for, so that several long replies leave without waiting for the receiver in between; as it
 * is made, it has less than one of 256 KiB. TCP finds out by itself.
 */
const LOCAL_ROOM_BYTES = 1024 * 1024

/** A thread has one loop. */
const wakefulness = new Wakefulness()

/**
 * Receives into the pool's buffers where Node can do that, else into a new buffer for each chunk. The difference is
 * half of the processor time of large writes: V8 collects garbage for every 64 MiB that passes through new buffers.
 *
 * @param received what had been received before, to be listened to first
 */
export function incomingOf(socket: Socket, pool: BufferPool, received: Buffer | null = null): Incoming {
  const handle = '_handle' in socket ? socket._handle : null
  // TLS decrypts into buffers of its own.
  if (socket.constructor !== Socket || !isStreamHandle(handle) || socket.writableLength > 0) return streaming(socket)
  return new DirectIncoming(socket, handle, pool, received)
}

function streaming(socket: Socket): Incoming {
  return {
    socket,
    descriptor: () => -1,
    isLocal: false,
    start(listener) {
      socket.on('data', (chunk: Buffer) => listener(Input.ofChunk(chunk)))
      socket.resume()
    },
    pause: () => void socket.pause(),
    resume: () => void socket.resume(),
    release: () => null,
  }
}

interface StreamHandle {
  /** Less than 0 once it is closed. */
  readonly fd: number
  /** Node's note that it reads; there once it has. */
  reading?: boolean
  readStop(): unknown
}

function isStreamHandle(handle: unknown): handle is StreamHandle {
  return typeof handle === 'object' && handle !== null && 'fd' in handle && 'readStop' in handle
}

/** What Node's own server gives to the sockets that it makes. */
interface Undocumented {
  handle: StreamHandle
  pauseOnCreate: boolean
}

/**
 * Node's `onread` option, which reads into given buffers, can only be set when a socket is made, and an accepted
 * socket is made by the server. So a second socket is made for the same handle, and the first one is let go.
 */
class DirectIncoming implements Incoming {
  readonly socket: Socket
  readonly isLocal: boolean
  private current: PooledBuffer
  private bufferBytes = SLAB_BYTES
  private listener: (input: Input) => void = () => undefined
  private paused = false
  /** What had been received before. */
  private readonly received: unknown

  constructor(
    accepted: Socket & { _handle?: unknown },
    private readonly handle: StreamHandle,
    private readonly pool: BufferPool,
    received: Buffer | null,
  ) {
    this.current = pool.take(this.bufferBytes)
    this.received = received ?? accepted.read()
    handle.readStop()
    handle.reading = false
    accepted._handle = null
    const options: SocketConstructorOpts & Pick<TcpSocketConnectOpts, 'onread'> & Undocumented = {
      handle,
      pauseOnCreate: true,
      allowHalfOpen: true,
      onread: {
        buffer: () => this.nextBuffer(),
        callback: (bytes) => {
          this.receive(bytes)
          return true
        },
      },
    }
    this.socket = new Socket(options)
    this.socket.on('error', () => undefined)
    this.socket.on('close', () => pool.release(this.current))
    accepted.destroy()
    this.isLocal = this.socket.remoteAddress === undefined
    if (this.isLocal) makeRoomToSend(handle.fd, LOCAL_ROOM_BYTES)
  }

  readonly descriptor = (): number => this.handle.fd

  release(): number | null {
    const fd = this.socket.destroyed ? -1 : this.descriptor()
    const moved = fd < 0 ? null : duplicate(fd)
    if (moved !== null) this.socket.destroy()
    return moved
  }

  start(listener: (input: Input) => void): void {
    this.listener = listener
    if (Buffer.isBuffer(this.received)) listener(Input.ofChunk(this.received))
    // A socket that is told to go on and to pause in one turn reads once all the same.
    if (!this.paused) this.socket.resume()
  }

  pause(): void {
    this.paused = true
    this.socket.pause()
  }

  resume(): void {
    this.paused = false
    this.socket.resume()
  }

  private receive(bytes: number): void {
    if (bytes === this.current.bytes.length) this.bufferBytes = LARGE_BUFFER_BYTES
    else if (bytes < FEW_BYTES) this.bufferBytes = SLAB_BYTES
    this.listener(new Input(this.current, bytes))
    wakefulness.served()
  }

  /** The same buffer again, unless somebody still needs what is in it or it should have another size. */
  private nextBuffer(): Buffer {
    if (this.current.users > 1 || this.current.bytes.length < this.bufferBytes) {
      this.pool.release(this.current)
      this.current = this.pool.take(this.bufferBytes)
    }
    return this.current.bytes
  }
}
