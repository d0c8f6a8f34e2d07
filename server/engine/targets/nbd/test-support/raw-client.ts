import { connect, type Socket } from 'node:net'
import type { ListenAddress } from '../../../contract'
import {
  CHUNK,
  CHUNK_FLAG_DONE,
  COMMAND,
  HANDSHAKE_FLAG,
  OPTION,
  OPTION_MAGIC,
  REPLY,
  REQUEST_MAGIC,
  SIMPLE_REPLY_MAGIC,
  STRUCTURED_REPLY_MAGIC,
} from '../protocol'

export interface OptionReply {
  option: number
  type: number
  data: Buffer
}

export interface Chunk {
  flags: number
  type: number
  payload: Buffer
}

/** A simple reply has no chunks; its data, if the request was a read, follows and is read by {@link RawClient.take}. */
export interface Reply {
  cookie: bigint
  error: number
  chunks: Chunk[]
}

export interface RequestFields {
  command: number
  flags?: number
  cookie?: bigint
  offset?: bigint | number
  length?: number
  payload?: Buffer
  magic?: number
}

/** An NBD client that says exactly what it is told to, right or wrong. */
export class RawClient {
  private received: Buffer[] = []
  private receivedBytes = 0
  private wake: () => void = () => undefined
  closed = false
  private nextCookie = 1n

  constructor(readonly socket: Socket) {
    socket.on('data', (data: Buffer) => {
      this.received.push(data)
      this.receivedBytes += data.length
      this.wake()
    })
    socket.on('error', () => undefined)
    for (const event of ['end', 'close']) {
      socket.on(event, () => {
        this.closed = true
        this.wake()
      })
    }
  }

  static async connect(address: ListenAddress): Promise<RawClient> {
    const socket = address.kind === 'unix' ? connect(address.path) : connect(address.port, address.host)
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve)
      socket.once('error', reject)
    })
    return new RawClient(socket)
  }

  send(...data: readonly Uint8Array[]): void {
    if (!this.socket.destroyed) this.socket.write(Buffer.concat(data))
  }

  /** Exactly so many bytes; rejects if the server closes before it sent them. */
  async take(bytes: number): Promise<Buffer> {
    while (this.receivedBytes < bytes) {
      if (this.closed) throw new Error(`closed with ${this.receivedBytes} of ${bytes} bytes received`)
      await this.change()
    }
    const all = Buffer.concat(this.received)
    this.received = [all.subarray(bytes)]
    this.receivedBytes -= bytes
    return all.subarray(0, bytes)
  }

  async untilClosed(): Promise<void> {
    while (!this.closed) await this.change()
  }

  destroy(): void {
    this.socket.destroy()
  }

  /** Reads the greeting and answers it. */
  async greet(clientFlags: number = HANDSHAKE_FLAG.fixedNewstyle | HANDSHAKE_FLAG.noZeroes): Promise<Buffer> {
    const greeting = await this.take(18)
    const flags = Buffer.alloc(4)
    flags.writeUInt32BE(clientFlags)
    this.send(flags)
    return greeting
  }

  sendOption(option: number, data: Uint8Array = Buffer.alloc(0), length = data.length): void {
    this.send(optionHeader(option, length), data)
  }

  async optionReply(): Promise<OptionReply> {
    const header = await this.take(20)
    return {
      option: header.readUInt32BE(8),
      type: header.readUInt32BE(12),
      data: await this.take(header.readUInt32BE(16)),
    }
  }

  /** Sends an option and collects its replies up to the final one. */
  async option(option: number, data: Uint8Array = Buffer.alloc(0)): Promise<OptionReply[]> {
    this.sendOption(option, data)
    const replies: OptionReply[] = []
    for (;;) {
      const reply = await this.optionReply()
      replies.push(reply)
      const more: number[] = [REPLY.server, REPLY.info, REPLY.metaContext]
      if (!more.includes(reply.type)) return replies
    }
  }

  /** From the greeting to transmission. Answers the transmission flags. */
  async enter(name: string, agree: { structured?: boolean; baseAllocation?: boolean } = {}): Promise<number> {
    await this.greet()
    if (agree.structured || agree.baseAllocation) await this.option(OPTION.structuredReply)
    if (agree.baseAllocation) await this.option(OPTION.setMetaContext, metaContextData(name, ['base:allocation']))
    const replies = await this.option(OPTION.go, goData(name))
    if (replies.at(-1)?.type !== REPLY.ack) throw new Error(`GO was refused: ${replies.at(-1)?.data.toString()}`)
    return replies[0]?.data.readUInt16BE(10) ?? 0
  }

  sendRequest(request: RequestFields): bigint {
    const cookie = request.cookie ?? this.nextCookie++
    this.send(requestHeader({ ...request, cookie }), request.payload ?? Buffer.alloc(0))
    return cookie
  }

  /** The next whole reply. Data of a simple read reply is left to {@link take}. */
  async reply(): Promise<Reply> {
    const chunks: Chunk[] = []
    for (;;) {
      const magic = (await this.take(4)).readUInt32BE()
      if (magic === SIMPLE_REPLY_MAGIC) {
        const rest = await this.take(12)
        return { error: rest.readUInt32BE(), cookie: rest.readBigUInt64BE(4), chunks }
      }
      if (magic !== STRUCTURED_REPLY_MAGIC) throw new Error(`no reply begins with 0x${magic.toString(16)}`)
      const rest = await this.take(16)
      const payload = await this.take(rest.readUInt32BE(12))
      const chunk = { flags: rest.readUInt16BE(), type: rest.readUInt16BE(2), payload }
      chunks.push(chunk)
      if ((chunk.flags & CHUNK_FLAG_DONE) !== 0) {
        const failed = chunks.find(({ type }) => type >= 0x8000)
        return { error: failed?.payload.readUInt32BE() ?? 0, cookie: rest.readBigUInt64BE(4), chunks }
      }
    }
  }

  async request(request: RequestFields): Promise<Reply> {
    this.sendRequest(request)
    return this.reply()
  }

  /** A read over simple replies that has to succeed. */
  async read(offset: number, length: number): Promise<Buffer> {
    const { error } = await this.request({ command: COMMAND.read, offset, length })
    if (error !== 0) throw new Error(`the read failed with ${error}`)
    return this.take(length)
  }

  async write(offset: number, payload: Buffer, flags = 0): Promise<Reply> {
    return this.request({ command: COMMAND.write, flags, offset, length: payload.length, payload })
  }

  private change(): Promise<void> {
    return new Promise((resolve) => {
      this.wake = resolve
    })
  }
}

export function optionHeader(option: number, length: number, magic = OPTION_MAGIC): Buffer {
  const header = Buffer.alloc(16)
  header.write(magic, 'latin1')
  header.writeUInt32BE(option, 8)
  header.writeUInt32BE(length, 12)
  return header
}

export function requestHeader(request: RequestFields): Buffer {
  const header = Buffer.alloc(28)
  header.writeUInt32BE(request.magic ?? REQUEST_MAGIC)
  header.writeUInt16BE(request.flags ?? 0, 4)
  header.writeUInt16BE(request.command, 6)
  header.writeBigUInt64BE(request.cookie ?? 0n, 8)
  header.writeBigUInt64BE(BigInt(request.offset ?? 0), 16)
  header.writeUInt32BE(request.length ?? 0, 24)
  return header
}

export function goData(name: string, informationTypes: readonly number[] = []): Buffer {
  const bytes = Buffer.from(name)
  const data = Buffer.alloc(4 + bytes.length + 2 + 2 * informationTypes.length)
  data.writeUInt32BE(bytes.length)
  bytes.copy(data, 4)
  data.writeUInt16BE(informationTypes.length, 4 + bytes.length)
  for (const [index, type] of informationTypes.entries()) data.writeUInt16BE(type, 6 + bytes.length + 2 * index)
  return data
}

export function metaContextData(name: string, queries: readonly string[]): Buffer {
  const count = Buffer.alloc(4)
  count.writeUInt32BE(queries.length)
  return Buffer.concat([sized(name), count, ...queries.map(sized)])
}

/** The data of a structured read, put together from its chunks. */
export function dataOf(reply: Reply, offset: number, length: number): Buffer {
  const data = Buffer.alloc(length, 0xee)
  for (const { type, payload } of reply.chunks) {
    if (type === CHUNK.none) continue
    const at = Number(payload.readBigUInt64BE()) - offset
    if (type === CHUNK.offsetData) payload.copy(data, at, 8)
    else if (type === CHUNK.offsetHole) data.fill(0, at, at + payload.readUInt32BE(8))
    else throw new Error(`a chunk of type ${type}`)
  }
  return data
}

/** What a structured error says. */
export function textOf({ chunks }: Reply): string {
  const payload = chunks.find(({ type }) => type === CHUNK.error)?.payload ?? Buffer.alloc(6)
  if (payload.readUInt16BE(4) !== payload.length - 6) throw new Error('the length of the text is wrong')
  return payload.toString('utf8', 6)
}

function sized(text: string): Buffer {
  const bytes = Buffer.from(text)
  const length = Buffer.alloc(4)
  length.writeUInt32BE(bytes.length)
  return Buffer.concat([length, bytes])
}
