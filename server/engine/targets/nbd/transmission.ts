import type { Socket } from 'node:net'
import type { HostVolume } from '../../disks/host-volume'
import type { SharedCounters } from '../session-counters'
import type { BufferPool } from '../transport/buffer-pool'
import { company } from '../transport/company'
import { changesDisk, Commands } from './commands'
import { IncomingWrite } from './incoming-write'
import { HardDisconnect } from '../transport/hard-disconnect'
import { sendLongRead } from './long-read'
import { COMMAND, COMMAND_FLAG, MAXIMUM_PAYLOAD_BYTES, MAXIMUM_UNFRAGMENTED_BYTES } from './protocol'
import type { Incoming, MovedConnection } from '../transport/receiving'
import { Replies } from './replies'
import { ReplyOutput } from '../transport/reply-output'
import type { Input } from '../transport/input'
import { RequestReader, type Request } from './request-reader'
import { validateRequest, type RequestLimits } from './request-validation'

/** Requests of one connection that may wait for the volume at a time; more are left in the socket. */
const MAXIMUM_IN_FLIGHT = 128
/**
 * Reads that have to wait for the disk, and that one turn of the loop begins for one connection: each costs the loop as
 * much as several reads from the page cache, and whoever reads those on another connection waits behind them.
 */
const WAITING_A_TURN = { alone: 16, inCompany: 2 } as const
/** A connection that is ending gets this long to take its last replies and to end its side. */
const LINGER_MILLISECONDS = 10_000

export interface TransmissionOptions {
  incoming: Incoming
  volume: HostVolume
  pool: BufferPool
  readOnly: boolean
  structuredReplies: boolean
  baseAllocation: boolean
  /** What the host asks for is counted here. */
  counters: SharedCounters
  /** Memory in bytes that this connection may hold now before it has to wait. */
  budgetBytes: () => number
  /** Told of what is no error of the client or of the disk. */
  onInternalError: (error: unknown) => void
}

/**
 * The transmission phase of one connection: requests in, replies out.
 *
 * All requests of a socket chunk are served in one go, and their replies leave in one write. What the volume can't
 * do at once is answered when it is done, in any order. While too much is in flight, or unread by the client, the
 * socket is left alone: memory stays bounded, and the client is slowed down by its own transport.
 */
export class Transmission {
  private readonly socket: Socket
  private readonly output: ReplyOutput
  private readonly replies: Replies
  private readonly commands: Commands
  private readonly reader = new RequestReader()
  private readonly limits: RequestLimits
  /**
   * moving: takes no more requests than it has begun to receive. draining: takes no more of anything. ending: all is
   * answered, the socket is closing.
   */
  private state: 'open' | 'moving' | 'draining' | 'ending' | 'closed' = 'open'
  private inFlight = 0
  /** Of them, those that this turn began and that brought no payload. */
  private begunInTurn = 0
  /** Payload bytes of writes that the volume has not finished. */
  private writingBytes = 0
  private incoming: IncomingWrite | null = null
  /** Input that waits for room; the socket is paused meanwhile. */
  private waiting: Input | null = null
  /** A read too long for one buffer. It has the connection for itself, since its parts must not be mixed with other
   * replies: nothing else is begun, and it begins when nothing else is in flight. */
  private longRead: Request | null = null
  /** A read that is {@link Commands.isBetterLater}; nothing behind it is begun. */
  private heldRead: Request | null = null
  private wakeLongRead: (() => void) | null = null
  private turnScheduled = false
  private lingering: NodeJS.Timeout | undefined
  private leave: (moved: MovedConnection | null) => void = () => undefined

  /**
   * Resolves when nothing that came through the connection is in flight any more, and the socket is closed (null), or
   * somebody else's after {@link move}.
   */
  readonly left = new Promise<MovedConnection | null>((resolve) => {
    this.leave = resolve
  })

  constructor(private readonly options: TransmissionOptions) {
    const { incoming, volume, pool, readOnly, structuredReplies, baseAllocation } = options
    this.socket = incoming.socket
    this.output = new ReplyOutput(incoming, pool, () => this.onSent())
    this.replies = new Replies(this.output, structuredReplies)
    this.commands = new Commands({
      volume,
      replies: this.replies,
      pool,
      onBegin: (payloadBytes) => this.begin(payloadBytes),
      onEnd: (payloadBytes) => this.end(payloadBytes),
      onInternalError: options.onInternalError,
    })
    this.limits = { capacityBytes: volume.capacityBytes, readOnly, structuredReplies, baseAllocation }
  }

  start(): void {
    this.socket.on('close', () => this.onClose())
    this.socket.on('end', () => this.drain())
    this.options.incoming.start((input) => {
      if (this.isServing) this.serve(input)
    })
    if (this.socket.destroyed) this.onClose()
  }

  /** Takes no more requests, finishes those that it has, sends their replies, and closes. */
  drain(): void {
    if (!this.isServing) return
    this.state = 'draining'
    this.abandonInput()
    this.schedule()
  }

  /**
   * Takes no more requests, finishes those that it has, sends their replies, and lets go of the connection for somebody else
   * to go on with. One that can't be let go of goes on as it is.
   */
  move(): void {
    if (this.state !== 'open') return
    this.state = 'moving'
    this.schedule()
  }

  /** Closes at once; what the volume has begun goes on to its end, unanswered. */
  destroy(): void {
    this.socket.destroy()
  }

  get isOpen(): boolean {
    return !this.socket.destroyed
  }

  private get isServing(): boolean {
    return this.state === 'open' || this.state === 'moving'
  }

  private serve(input: Input): void {
    company.served(this)
    this.limits.capacityBytes = this.options.volume.capacityBytes
    try {
      while (input.remaining > 0 && this.isServing) {
        if (!this.hasRoom()) {
          this.waiting = input
          input.buffer.users += 1
          this.options.incoming.pause()
          break
        }
        this.advance(input)
      }
    } catch (error) {
      this.failWith(error)
    }
    this.output.flush()
  }

  private hasRoom(): boolean {
    if (this.state === 'moving' && this.incoming === null) return false
    if (this.inFlight >= MAXIMUM_IN_FLIGHT || this.longRead !== null || this.heldRead !== null) return false
    if (this.begunInTurn >= WAITING_A_TURN.inCompany && (company.present || this.begunInTurn >= WAITING_A_TURN.alone)) return false
    return this.output.heldBytes + this.writingBytes <= this.options.budgetBytes()
  }

  private advance(input: Input): void {
    if (this.incoming !== null) return this.takePayload(this.incoming, input)
    const request = this.reader.next(input)
    if (request === null) return
    const { command, flags, offset, length } = request
    if (command === COMMAND.disconnect) return this.drain()
    const refusal = validateRequest(command, flags, offset, length, this.limits)
    if (refusal === null) this.count(request)
    if (command === COMMAND.write) {
      if (length > 2 * MAXIMUM_PAYLOAD_BYTES) throw new HardDisconnect('a write is too long to read past it')
      if (refusal === null && length <= input.remaining) return this.commands.write(request, input)
      if (length > 0) {
        this.incoming = new IncomingWrite(request, refusal, this.options.pool)
        return
      }
    }
    if (refusal !== null) return this.replies.refuse(request, refusal)
    if (command === COMMAND.read && this.isLong(request)) {
      this.longRead = request
      return this.beginLongRead()
    }
    if (this.commands.isBetterLater(request)) this.heldRead = request
    else this.commands.execute(request)
  }

  private count({ command, length }: Request): void {
    const use = command === COMMAND.read ? 'read' : changesDisk(command) ? 'write' : 'other'
    const bytes = command === COMMAND.read || command === COMMAND.write ? length : 0
    this.options.counters.count(use, bytes)
  }

  /** Whether a read is answered in parts: always above the limit, and below it when memory is short. */
  private isLong({ flags, length }: Request): boolean {
    if (length > MAXIMUM_UNFRAGMENTED_BYTES) return true
    return (flags & COMMAND_FLAG.df) === 0 && length > this.options.budgetBytes()
  }

  private takePayload(write: IncomingWrite, input: Input): void {
    const part = write.take(input)
    if (write.arrived) this.incoming = null
    if (part !== null) this.commands.writePart(write, part)
    if (write.ended) this.commands.endWrite(write)
  }

  private beginLongRead(): void {
    const request = this.longRead
    if (request === null || this.inFlight > 0) return
    const { volume } = this.options
    this.begin(0)
    void sendLongRead(request, { volume, replies: this.replies, roomToSend: () => this.roomToSend() })
      .catch((error: unknown) => {
        if (error instanceof HardDisconnect) this.socket.destroy()
        else this.commands.fail(request, error)
      })
      .then(() => {
        this.longRead = null
        this.end(0)
      })
  }

  private async roomToSend(): Promise<boolean> {
    this.output.flush()
    while (this.output.heldBytes > this.options.budgetBytes() && !this.socket.destroyed) {
      await new Promise<void>((resolve) => {
        this.wakeLongRead = resolve
      })
    }
    return !this.socket.destroyed
  }

  private begin(payloadBytes: number): void {
    this.inFlight += 1
    this.writingBytes += payloadBytes
    if (payloadBytes > 0) return
    this.begunInTurn += 1
    // The next turn begins more.
    this.schedule()
  }

  private end(payloadBytes: number): void {
    this.inFlight -= 1
    this.writingBytes -= payloadBytes
    this.schedule()
  }

  /** What ends in one turn of the loop is answered in one write, and makes room once. */
  private schedule(): void {
    if (this.turnScheduled) return
    this.turnScheduled = true
    setImmediate(() => {
      this.turnScheduled = false
      this.turn()
    })
  }

  private turn(): void {
    this.begunInTurn = 0
    this.output.flush()
    this.wakeLongRead?.()
    this.wakeLongRead = null
    this.beginHeldRead()
    if (this.inFlight === 0) this.onIdle()
    if (this.state === 'moving' && this.isBetweenRequests && this.letGo()) return
    const input = this.waiting
    if (input === null || !this.hasRoom()) return
    this.waiting = null
    this.serve(input)
    this.options.pool.release(input.buffer)
    if (this.waiting === null) this.options.incoming.resume()
  }

  private get isBetweenRequests(): boolean {
    const none = this.incoming === null && this.longRead === null && this.heldRead === null
    return none && this.inFlight === 0 && !this.output.isSending
  }

  private letGo(): boolean {
    const fd = this.options.incoming.release()
    if (fd === null) {
      this.state = 'open'
      return false
    }
    const { waiting } = this
    const received = Buffer.concat([this.reader.begun, waiting === null ? [] : waiting.take(waiting.remaining)].map((part) => Buffer.from(part)))
    if (waiting !== null) this.options.pool.release(waiting.buffer)
    this.waiting = null
    this.leave({ fd, received })
    return true
  }

  private beginHeldRead(): void {
    const request = this.heldRead
    if (request === null || this.output.isSending) return
    this.heldRead = null
    try {
      this.commands.execute(request)
    } catch (error) {
      this.failWith(error)
    }
    this.output.flush()
  }

  private failWith(error: unknown): void {
    if (!(error instanceof HardDisconnect)) this.options.onInternalError(error)
    this.socket.destroy()
  }

  /** Room came back: who waits for it goes on. */
  private onSent(): void {
    if (this.state === 'moving' || this.waiting !== null || this.heldRead !== null || this.wakeLongRead !== null) this.schedule()
  }

  private abandonInput(): void {
    if (this.waiting !== null) this.options.pool.release(this.waiting.buffer)
    this.waiting = null
    this.incoming?.abandon()
    this.incoming = null
  }

  /** Nothing is in flight. */
  private onIdle(): void {
    if (this.state === 'closed') return this.leave(null)
    this.beginLongRead()
    if (this.state !== 'draining' || this.longRead !== null || this.heldRead !== null) return
    this.state = 'ending'
    this.lingering = setTimeout(() => this.socket.destroy(), LINGER_MILLISECONDS)
    this.socket.end()
    this.options.incoming.resume()
  }

  private onClose(): void {
    this.state = 'closed'
    this.heldRead = null
    clearTimeout(this.lingering)
    this.abandonInput()
    this.schedule()
  }
}
