import { IoError, type Extent, type HostVolume } from '../../disks/host-volume'
import type { BufferPool } from '../transport/buffer-pool'
import type { IncomingWrite, WritePart } from './incoming-write'
import type { CachedRange } from '../../storage/files'
import { HardDisconnect } from '../transport/hard-disconnect'
import { refusalOf } from './io-errors'
import { COMMAND, COMMAND_FLAG } from './protocol'
import type { Replies } from './replies'
import type { Input } from '../transport/input'
import type { Request } from './request-reader'
import type { Refusal } from './request-validation'

/** Reads from this length on are sent from the page cache without a copy, which then costs more than the calls for it. */
const LEAST_SENT_BYTES = 64 * 1024
/** Descriptors in one BLOCK_STATUS answer; a client asks again from where it ends. */
const MAXIMUM_EXTENTS = 8192

export interface CommandContext {
  volume: HostVolume
  replies: Replies
  /** Owns the buffers that payloads arrive in. */
  pool: BufferPool
  /** The volume has begun something that it finishes later, with so many payload bytes of the client's. */
  onBegin: (payloadBytes: number) => void
  /** It is finished and its reply is in the output. */
  onEnd: (payloadBytes: number) => void
  /** Told of what is no error of the client or of the disk. */
  onInternalError: (error: unknown) => void
}

/** Carries out requests that passed validation, and answers them: at once if the volume can, else when it is done. */
export class Commands {
  private readonly volume: HostVolume
  private readonly replies: Replies
  /** Whether the latest read that could be sent from the page cache was there. */
  private wasCached = false

  constructor(private readonly context: CommandContext) {
    this.volume = context.volume
    this.replies = context.replies
  }

  /** Anything but WRITE, which has a payload, and DISC, which has no answer. */
  execute(request: Request): void {
    const { command, flags, offset, length } = request
    if (length === 0 && command !== COMMAND.flush) return this.doNothing(request)
    switch (command) {
      case COMMAND.read:
        return this.read(request)
      case COMMAND.flush:
        return this.perform(request, 0, () => this.volume.flush())
      case COMMAND.trim:
        return this.perform(request, 0, () => this.volume.trim(offset, length))
      case COMMAND.writeZeroes: {
        const keepAllocated = (flags & COMMAND_FLAG.noHole) !== 0
        return this.perform(request, 0, () => this.volume.zero(offset, length, keepAllocated))
      }
      case COMMAND.cache:
        return this.perform(request, 0, () => this.volume.prefetch(offset, length))
      case COMMAND.blockStatus:
        return this.blockStatus(request)
      default:
        throw new Error(`command ${command} has a rule but nothing that carries it out`)
    }
  }

  /**
   * Whether a request should wait until the socket has sent what it has: it can be sent from the page cache then, and
   * behind what waits it would take memory, and a copy, to wait too.
   */
  isBetterLater({ command, length }: Request): boolean {
    return command === COMMAND.read && length >= LEAST_SENT_BYTES && this.wasCached && this.replies.output.isSending
  }

  /** A WRITE whose whole payload comes next in the input. */
  write(request: Request, input: Input): void {
    const { offset, length } = request
    if (length === 0) return this.doNothing(request)
    this.perform(request, length, () => {
      const pending = this.volume.write([input.take(length)], offset)
      if (pending === null) return null
      const { buffer } = input
      buffer.users += 1
      return pending.finally(() => this.context.pool.release(buffer))
    })
  }

  /** Writes a part of a long WRITE; {@link endWrite} answers it when all parts are here and done. */
  writePart(write: IncomingWrite, part: WritePart): void {
    let pending: Promise<void> | null
    try {
      pending = this.volume.write(part.pieces, part.offset)
    } catch (error) {
      write.failure ??= this.explain(error)
      return this.letGo(part)
    }
    if (pending === null) return this.letGo(part)
    const end = (): void => {
      this.letGo(part)
      write.unfinishedParts -= 1
      if (write.ended) this.endWrite(write)
      this.context.onEnd(part.bytes)
    }
    write.unfinishedParts += 1
    this.context.onBegin(part.bytes)
    pending.then(end, (error: unknown) => {
      write.failure ??= this.explain(error)
      end()
    })
  }

  endWrite({ request, failure }: IncomingWrite): void {
    if (failure === null) return this.perform(request, 0, () => null)
    this.replies.refuse(request, failure)
  }

  fail(request: Request, error: unknown): void {
    this.replies.refuse(request, this.explain(error))
  }

  private explain(error: unknown): Refusal {
    if (!(error instanceof IoError)) this.context.onInternalError(error)
    return refusalOf(error)
  }

  /** Length 0: the volume isn't asked, so its gate is looked at here. */
  private doNothing(request: Request): void {
    const { read, write } = this.volume.access
    if (changesDisk(request.command) ? write : read) return this.replies.succeed(request)
    this.fail(request, new IoError('EPERM', 'the array does not allow this to hosts now'))
  }

  private letGo(part: WritePart): void {
    for (const buffer of part.buffers) this.context.pool.release(buffer)
  }

  private read(request: Request): void {
    if (request.length >= LEAST_SENT_BYTES && this.replies.output.sendsCached) {
      this.wasCached = this.readCached(request)
      if (this.wasCached) return
    }
    const { segment, payload } = this.replies.beginData(request)
    let pending: Promise<void> | null
    try {
      pending = this.volume.read(payload, request.offset)
    } catch (error) {
      this.replies.output.drop(segment)
      return this.fail(request, error)
    }
    if (pending === null) return this.replies.output.enqueue(segment)
    this.context.onBegin(0)
    pending.then(
      () => {
        this.replies.output.enqueue(segment)
        this.context.onEnd(0)
      },
      (error: unknown) => {
        this.replies.output.drop(segment)
        this.fail(request, error)
        this.context.onEnd(0)
      },
    )
  }

  /** Also true if it was refused. */
  private readCached(request: Request): boolean {
    let range: CachedRange | null
    try {
      range = this.volume.cached(request.offset, request.length)
    } catch (error) {
      this.fail(request, error)
      return true
    }
    if (range === null) return false
    try {
      this.replies.sendCached(request, range)
    } catch (error) {
      throw new HardDisconnect('a reply was begun and its data cannot be read', { cause: error })
    }
    return true
  }

  private blockStatus(request: Request): void {
    const limit = (request.flags & COMMAND_FLAG.reqOne) === 0 ? MAXIMUM_EXTENTS : 1
    let pending: Promise<Extent[]>
    try {
      pending = this.volume.extents(request.offset, request.length, limit)
    } catch (error) {
      return this.fail(request, error)
    }
    this.context.onBegin(0)
    void pending
      .then((extents) => this.replies.blockStatus(request, extents))
      .catch((error: unknown) => this.fail(request, error))
      .then(() => this.context.onEnd(0))
  }

  /** Does something whose answer has no payload. What carries FUA and writes is answered when it is durable. */
  private perform(request: Request, payloadBytes: number, begin: () => Promise<void> | null): void {
    let pending: Promise<void> | null
    try {
      pending = begin()
      if ((request.flags & COMMAND_FLAG.fua) !== 0 && changesDisk(request.command)) {
        pending = pending === null ? this.volume.flush() : pending.then(() => this.volume.flush())
      }
    } catch (error) {
      return this.fail(request, error)
    }
    if (pending === null) return this.replies.succeed(request)
    this.context.onBegin(payloadBytes)
    pending.then(
      () => {
        this.replies.succeed(request)
        this.context.onEnd(payloadBytes)
      },
      (error: unknown) => {
        this.fail(request, error)
        this.context.onEnd(payloadBytes)
      },
    )
  }
}

export function changesDisk(command: number): boolean {
  return command === COMMAND.write || command === COMMAND.trim || command === COMMAND.writeZeroes
}
