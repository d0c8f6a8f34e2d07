import type { Socket } from 'node:net'
import type { BufferPool } from '../transport/buffer-pool'
import { HardDisconnect } from '../transport/hard-disconnect'
import type { Input } from '../transport/input'
import { company } from '../transport/company'
import { incomingOf, type Incoming } from '../transport/receiving'
import { ReplyOutput } from '../transport/reply-output'
import type { FullFeature } from './full-feature'
import { type Established, LOGIN_STATUS, type Login, type LoginReply } from './login'
import { OURS } from './operational-keys'
import { AT, OPCODE_MASK, REQUEST, RESPONSE } from './pdu'
import { PduOutput } from './pdu-output'
import { PduReader } from './pdu-reader'

/** A connection that is ending gets this long to take its last answers and to end its side. */
const LINGER_MILLISECONDS = 5_000
/** One that is dropped because its initiator did not log out has had its time. */
const DROPPED_LINGER_MILLISECONDS = 500
/**
 * PDUs of one connection that are served before others have their turn. One chunk from the socket has thousands, if
 * they are small.
 */
const MOST_PDUS_AT_ONCE = 128

/** Numbers and output with which a session goes on where the login ended. */
export interface Entry {
  established: Established
  pdus: PduOutput
  cmdSn: number
  statSn: number
  tsih: number
}

export interface ConnectionOptions {
  socket: Socket
  pool: BufferPool
  login: Login
  budgetBytes: () => number
  /**
   * The login is through: makes room for the session (its predecessor ends first).
   * @returns the TSIH, never 0; or the status with which it is refused after all
   */
  admit: (established: Established) => Promise<{ tsih: number } | { refused: (typeof LOGIN_STATUS)[keyof typeof LOGIN_STATUS] }>
  /** The initiator has been told that it is in. */
  enter: (entry: Entry) => FullFeature
  /** The login is refused: told, and how long the answer waits. */
  onRefused: (reply: LoginReply) => number
  onInternalError: (error: unknown) => void
}

/**
 * One TCP connection from its first byte to its last. All PDUs of a socket chunk are served in one go, and what they
 * come to leaves in one write. While too much is in flight, or unread by the initiator, the socket is left alone.
 */
export class Connection {
  /** When anything last came, in milliseconds of performance.now(). */
  lastHeard = performance.now()
  private readonly incoming: Incoming
  private readonly reader: PduReader
  private readonly output: ReplyOutput
  private readonly pdus: PduOutput
  private full: FullFeature | null = null
  /** ending: nothing more is taken; what is answered leaves, then the socket ends. */
  private state: 'open' | 'ending' | 'closed' = 'open'
  /** Something has to be done before the next PDU is taken. */
  private busy = false
  /** Input that waits for room, or for what has to be done first; the socket is paused meanwhile. */
  private waiting: Input | null = null
  private turnScheduled = false
  private lingering: NodeJS.Timeout | undefined
  private statSn: number | null = null
  private readonly loginRequest = { itt: 0, cmdSn: 0 }
  private finish: () => void = () => undefined

  /** Resolves when the socket is closed and nothing that came through it is in flight. */
  readonly finished = new Promise<void>((resolve) => {
    this.finish = resolve
  })

  constructor(private readonly options: ConnectionOptions) {
    this.incoming = incomingOf(options.socket, options.pool)
    this.reader = new PduReader(options.pool, OURS.loginDataBytes)
    this.output = new ReplyOutput(this.incoming, options.pool, () => this.schedule())
    this.pdus = new PduOutput(this.output)
  }

  get socket(): Socket {
    return this.incoming.socket
  }

  get isOpen(): boolean {
    return this.state === 'open' && !this.socket.destroyed
  }

  start(): void {
    this.socket.on('close', () => void this.onClose())
    this.socket.on('end', () => this.end())
    this.incoming.start((input) => {
      this.lastHeard = performance.now()
      this.full?.heard()
      company.served(this)
      if (this.state === 'open') this.serve(input)
    })
    if (this.socket.destroyed) void this.onClose()
  }

  /** Takes nothing more, sends what is answered, and closes; at the latest after so many milliseconds. */
  end(lingerMilliseconds = LINGER_MILLISECONDS): void {
    if (this.state !== 'open') return
    this.state = 'ending'
    this.lingering = setTimeout(() => this.socket.destroy(), lingerMilliseconds)
    this.dropInput()
    this.output.flush()
    this.socket.end()
    this.incoming.resume()
  }

  /**
   * Asks the initiator to log out, serves it until it does, and drops the connection if it doesn't (RFC 7143 11.9.1,
   * event 1, then event 2). One without a session that could log out just ends. Resolves when the connection is closed
   * and nothing that came through it is in flight.
   */
  async logOut(seconds: number): Promise<void> {
    const { full } = this
    if (full === null || full.isDiscovery || !this.isOpen) this.end(DROPPED_LINGER_MILLISECONDS)
    else {
      full.requestLogout(seconds)
      this.output.flush()
    }
    const patience = setTimeout(() => {
      // It logged out and does not close its side.
      if (!this.isOpen) return this.destroy()
      full?.announceDrop('connection')
      this.end(DROPPED_LINGER_MILLISECONDS)
    }, seconds * 1000)
    await this.finished
    clearTimeout(patience)
  }

  /** Closes at once, and says so if the initiator listens (RFC 7143 11.9.1, event 3). */
  drop(): void {
    if (this.isOpen && this.full?.isDiscovery === false) {
      this.full.announceDrop('session')
      this.output.flush()
    }
    this.destroy()
  }

  destroy(): void {
    this.socket.destroy()
  }

  /** Looks after an initiator that is silent: asks it, and ends the connection if it was asked in vain. */
  ping(): void {
    if (!this.isOpen || this.full === null || this.waiting !== null) return
    if (!this.full.ping()) return this.destroy()
    this.output.flush()
  }

  /** What was answered on the side leaves, and what waited for room goes on. */
  schedule(): void {
    if (this.turnScheduled) return
    this.turnScheduled = true
    setImmediate(() => {
      this.turnScheduled = false
      this.turn()
    })
  }

  private serve(input: Input): void {
    try {
      for (let served = 0; this.state === 'open' && !this.socket.destroyed; served += 1) {
        if (this.busy || served === MOST_PDUS_AT_ONCE || !this.hasRoom()) {
          this.hold(input)
          if (served === MOST_PDUS_AT_ONCE) this.schedule()
          break
        }
        if (!this.reader.next(input)) break
        const pending = this.handle()
        if (pending !== null) this.waitFor(pending)
      }
    } catch (error) {
      this.fail(error)
    }
    this.output.flush()
  }

  private fail(error: unknown): void {
    if (!(error instanceof HardDisconnect)) this.options.onInternalError(error)
    this.socket.destroy()
  }

  private hasRoom(): boolean {
    return (this.full?.commands.heldBytes ?? this.output.heldBytes) <= this.options.budgetBytes()
  }

  private hold(input: Input): void {
    this.waiting = input
    input.buffer.users += 1
    this.incoming.pause()
  }

  private waitFor(pending: Promise<void>): void {
    this.busy = true
    void pending
      .catch((error: unknown) => this.fail(error))
      .then(() => {
        this.busy = false
        // It was needed until now.
        if (this.state !== 'open') this.reader.abandon()
        this.schedule()
      })
  }

  private handle(): Promise<void> | null {
    if (this.full !== null) return this.full.handle(this.reader)
    const { bytes, at, data } = this.reader
    if (((bytes[at] ?? 0) & OPCODE_MASK) !== REQUEST.login) throw new HardDisconnect('something came before the login')
    this.statSn ??= bytes.readUInt32BE(at + AT.expStatSn)
    this.loginRequest.itt = bytes.readUInt32BE(at + AT.itt)
    this.loginRequest.cmdSn = bytes.readUInt32BE(at + AT.cmdSn)
    const isid = Buffer.from(bytes.subarray(at + AT.isid, at + AT.isid + 6))
    const reply = this.options.login.handle({ bytes, at, data })
    if (reply.refused !== null) return this.refuse(reply, isid)
    if (reply.established === null) {
      this.sendLogin(reply, isid, 0)
      return null
    }
    return this.enter(reply, reply.established, isid)
  }

  /** A refusal waits a little, longer each time, so that secrets can't be tried out quickly. */
  private async refuse(reply: LoginReply, isid: Buffer): Promise<void> {
    const delay = this.options.onRefused(reply)
    if (delay > 0) await new Promise((resolve) => setTimeout(resolve, delay))
    if (this.state !== 'open') return
    this.sendLogin(reply, isid, 0)
    this.end()
  }

  private async enter(reply: LoginReply, established: Established, isid: Buffer): Promise<void> {
    const admitted = await this.options.admit(established)
    if (this.state !== 'open' || this.socket.destroyed) return
    if ('refused' in admitted) {
      this.sendLogin({ ...reply, flags: 0, status: admitted.refused, text: Buffer.alloc(0) }, isid, 0)
      return this.end()
    }
    this.sendLogin(reply, isid, admitted.tsih)
    const { headerDigest, dataDigest } = established.agreement
    const digests = { header: headerDigest, data: dataDigest }
    this.reader.digests = digests
    this.reader.mostDataBytes = OURS.maxRecvDataSegmentLength
    this.pdus.digests = digests
    const { cmdSn } = this.loginRequest
    this.full = this.options.enter({ established, pdus: this.pdus, cmdSn, statSn: this.statSn ?? 0, tsih: admitted.tsih })
  }

  /** RFC 7143 11.13. A login's window is that of one command: its next. */
  private sendLogin({ flags, status, text }: LoginReply, isid: Buffer, tsih: number): void {
    const pdu = this.pdus.begin(text.length)
    const { bytes } = pdu.buffer
    const { at } = pdu
    bytes[at] = RESPONSE.login
    bytes[at + AT.flags] = flags
    bytes.set(isid, at + AT.isid)
    bytes.writeUInt16BE(tsih, at + AT.tsih)
    bytes.writeUInt32BE(this.loginRequest.itt, at + AT.itt)
    bytes.writeUInt32BE(this.statSn ?? 0, at + AT.statSn)
    bytes.writeUInt32BE(this.loginRequest.cmdSn, at + AT.expCmdSn)
    bytes.writeUInt32BE((this.loginRequest.cmdSn + 1) >>> 0, at + AT.maxCmdSn)
    bytes.writeUInt16BE(status, at + AT.loginStatus)
    pdu.data.set(text)
    this.pdus.send(pdu)
    if (status === LOGIN_STATUS.success) this.statSn = ((this.statSn ?? 0) + 1) >>> 0
    this.output.flush()
  }

  private turn(): void {
    try {
      this.full?.commands.proceed()
    } catch (error) {
      this.fail(error)
    }
    this.output.flush()
    const input = this.waiting
    if (input === null || this.busy || !this.hasRoom() || this.state !== 'open') return
    this.waiting = null
    this.serve(input)
    this.options.pool.release(input.buffer)
    if (this.waiting === null) this.incoming.resume()
  }

  private dropInput(): void {
    if (this.waiting !== null) this.options.pool.release(this.waiting.buffer)
    this.waiting = null
    // A command that is being begun still has its data in the reader.
    if (!this.busy) this.reader.abandon()
  }

  private async onClose(): Promise<void> {
    if (this.state === 'closed') return
    this.state = 'closed'
    clearTimeout(this.lingering)
    this.dropInput()
    try {
      await this.full?.abandon()
    } catch (error) {
      this.options.onInternalError(error)
    }
    this.output.flush()
    this.finish()
  }
}
