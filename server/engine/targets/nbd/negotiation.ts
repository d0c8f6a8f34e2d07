import type { Socket } from 'node:net'
import type { NbdExport } from '../../contract'
import type { HostVolume } from '../../disks/host-volume'
import { quote, type ExportTable, type TlsClient } from './export-table'
import { HardDisconnect } from '../transport/hard-disconnect'
import { InvalidOption, OptionData } from './option-data'
import { optionReply, errorReply, exportNameReply, handshake, infoReplies, transmissionFlags } from './option-replies'
import { OptionStream } from './option-stream'
import {
  BASE_ALLOCATION,
  BASE_ALLOCATION_ID,
  CLIENT_FLAGS_BYTES,
  HANDSHAKE_FLAG,
  OPTION,
  OPTION_HEADER_BYTES,
  OPTION_MAGIC,
  REPLY,
} from './protocol'
import { startTls } from './tls'

/** What the negotiation needs of the server around it. */
export interface NegotiationHost {
  /** The table as it is now; it may be another one at the next look. */
  exports: () => ExportTable
  /** The listener demands TLS of everybody. */
  tlsRequired: boolean
  openVolume: (diskId: string) => Promise<HostVolume>
  releaseVolume: (volume: HostVolume) => void
  /** Why no further connection can begin transmission now, or null. */
  refuseMore: () => string | null
  /** A client proved an identity and asked for what is not its own. */
  onRefused: (detail: string) => void
  onInternalError: (error: unknown) => void
}

/** What both sides agreed on: transmission begins. The volume is the receiver's to release. */
export interface Agreement {
  socket: Socket
  nbdExport: NbdExport
  volume: HostVolume
  client: TlsClient | null
  readOnly: boolean
  structuredReplies: boolean
  baseAllocation: boolean
}

/** Data of a known option may be this long; the longest that clients send are metadata queries. */
const MAXIMUM_OPTION_BYTES = 64 * 1024
/** Longer data is read past and refused; beyond this the connection is closed. */
const MAXIMUM_SKIPPED_BYTES = 1024 * 1024
/** Options of one connection, besides what a client needs that asks for every export. */
const OPTIONS_BEYOND_EXPORTS = 100
const OPTIONS_PER_EXPORT = 4

type Step = 'continue' | 'disconnect' | Agreement

/**
 * Speaks the handshake with one client. Resolves to what was agreed, or to null when the client said goodbye and the
 * socket is ending. Rejects with {@link HardDisconnect} when the socket should be destroyed.
 */
export async function negotiate(socket: Socket, host: NegotiationHost): Promise<Agreement | null> {
  const negotiation = new Negotiation(socket, host)
  try {
    return await negotiation.run()
  } finally {
    negotiation.end()
  }
}

class Negotiation {
  private stream: OptionStream
  private noZeroes = false
  private client: TlsClient | null = null
  private structuredReplies = false
  /** The export for which base:allocation was selected. */
  private allocationOf: string | null = null
  /** Opened by INFO, and used by GO if that names the same export. */
  private opened: { nbdExport: NbdExport; volume: HostVolume } | null = null

  constructor(
    socket: Socket,
    private readonly host: NegotiationHost,
  ) {
    this.stream = new OptionStream(socket)
  }

  async run(): Promise<Agreement | null> {
    await this.stream.write(handshake())
    const clientFlags = (await this.stream.read(CLIENT_FLAGS_BYTES)).readUInt32BE()
    if ((clientFlags & ~(HANDSHAKE_FLAG.fixedNewstyle | HANDSHAKE_FLAG.noZeroes)) !== 0) {
      throw new HardDisconnect('unknown client flags')
    }
    this.noZeroes = (clientFlags & HANDSHAKE_FLAG.noZeroes) !== 0
    const fixedNewstyle = (clientFlags & HANDSHAKE_FLAG.fixedNewstyle) !== 0
    const mostOptions = OPTIONS_BEYOND_EXPORTS + OPTIONS_PER_EXPORT * this.host.exports().size
    for (let count = 0; count < mostOptions; count += 1) {
      const step = await this.option(fixedNewstyle)
      if (step === 'disconnect') {
        this.stream.socket.end()
        return null
      }
      if (step !== 'continue') return step
    }
    throw new HardDisconnect('too many options')
  }

  end(): void {
    this.stream.release()
    this.releaseOpened()
  }

  private async option(fixedNewstyle: boolean): Promise<Step> {
    const header = await this.stream.read(OPTION_HEADER_BYTES)
    if (header.toString('latin1', 0, 8) !== OPTION_MAGIC) throw new HardDisconnect('an option without its magic')
    const option = header.readUInt32BE(8)
    const length = header.readUInt32BE(12)
    if (option !== OPTION.exportName && !fixedNewstyle) throw new HardDisconnect('an option needs fixed newstyle')
    if (length > MAXIMUM_OPTION_BYTES) return this.refuseLong(option, length)
    const data = await this.stream.read(length)
    if (this.host.tlsRequired && this.client === null && option !== OPTION.startTls && option !== OPTION.abort) {
      if (option === OPTION.exportName) throw new HardDisconnect('TLS is required')
      return this.refuse(option, REPLY.errorTlsRequired, 'this address is served only with TLS and a pre-shared key')
    }
    try {
      return await this.handle(option, new OptionData(data), data.length)
    } catch (error) {
      if (!(error instanceof InvalidOption)) throw error
      if (option === OPTION.exportName) throw new HardDisconnect(error.message)
      return this.refuse(option, REPLY.errorInvalid, error.message)
    }
  }

  private async handle(option: number, data: OptionData, length: number): Promise<Step> {
    switch (option) {
      case OPTION.exportName:
        return this.exportName(data)
      case OPTION.abort:
        await this.reply(option, REPLY.ack)
        return 'disconnect'
      case OPTION.list:
        data.end()
        return this.list()
      case OPTION.startTls:
        data.end()
        return this.startTls()
      case OPTION.info:
      case OPTION.go:
        return this.infoOrGo(option, data)
      case OPTION.structuredReply:
        data.end()
        this.structuredReplies = true
        return this.reply(option, REPLY.ack)
      case OPTION.listMetaContext:
      case OPTION.setMetaContext:
        return this.metaContext(option, data)
      default:
        return this.refuse(option, REPLY.errorUnsupported, `option ${option} with ${length} bytes is not known here`)
    }
  }

  private async refuseLong(option: number, length: number): Promise<Step> {
    if (length > MAXIMUM_SKIPPED_BYTES || option === OPTION.exportName) throw new HardDisconnect('an endless option')
    await this.stream.skip(length)
    return this.refuse(option, REPLY.errorTooBig, `${length} bytes are more than the ${MAXIMUM_OPTION_BYTES} allowed`)
  }

  private async list(): Promise<Step> {
    const names = this.host.exports().visibleTo(this.client)
    await this.stream.write(
      Buffer.concat(
        names.map(({ name }) => {
          const bytes = Buffer.from(name)
          const length = Buffer.alloc(4)
          length.writeUInt32BE(bytes.length)
          return optionReply(OPTION.list, REPLY.server, length, bytes)
        }),
      ),
    )
    return this.reply(OPTION.list, REPLY.ack)
  }

  private async startTls(): Promise<Step> {
    if (this.client !== null) return this.refuse(OPTION.startTls, REPLY.errorInvalid, 'TLS is on already')
    await this.reply(OPTION.startTls, REPLY.ack)
    this.stream.release()
    this.structuredReplies = false
    this.allocationOf = null
    this.releaseOpened()
    const { socket, client } = await startTls(this.stream.socket, (identity) => this.host.exports().clientOf(identity))
    this.client = client
    this.stream = new OptionStream(socket)
    return 'continue'
  }

  private async metaContext(option: number, data: OptionData): Promise<Step> {
    const selects = option === OPTION.setMetaContext
    if (selects) this.allocationOf = null
    const name = data.string('export name')
    const queries = Array.from({ length: this.queryCount(data) }, () => data.string('query'))
    data.end()
    if (!this.structuredReplies) {
      return this.refuse(option, REPLY.errorInvalid, 'metadata contexts need structured replies to be agreed first')
    }
    const found = this.host.exports().find(name, this.client)
    if (!found.allowed) return this.refuse(option, found.reply, found.message)
    const matches =
      queries.includes(BASE_ALLOCATION) || (!selects && (queries.length === 0 || queries.includes('base:')))
    if (matches) {
      const context = Buffer.alloc(4)
      context.writeUInt32BE(selects ? BASE_ALLOCATION_ID : 0)
      await this.stream.write(optionReply(option, REPLY.metaContext, context, Buffer.from(BASE_ALLOCATION)))
      if (selects) this.allocationOf = name
    }
    return this.reply(option, REPLY.ack)
  }

  /** No more queries than would fit, so that the count alone makes nothing large. */
  private queryCount(data: OptionData): number {
    const count = data.u32('number of queries')
    if (count > MAXIMUM_OPTION_BYTES / 4) throw new InvalidOption(`${count} queries do not fit in the option`)
    return count
  }

  private async infoOrGo(option: number, data: OptionData): Promise<Step> {
    const name = data.string('export name')
    const count = data.u16('number of information requests')
    const requested = new Set(Array.from({ length: count }, () => data.u16('information request')))
    data.end()
    const opened = await this.open(name)
    if ('refusal' in opened) return this.refuse(option, opened.reply, opened.refusal)
    const agreement = this.agreement(opened)
    const flags = transmissionFlags(agreement)
    await this.stream.write(infoReplies(option, requested, name, opened.volume, flags))
    await this.reply(option, REPLY.ack)
    return option === OPTION.go ? this.begin(agreement) : 'continue'
  }

  private async exportName(data: OptionData): Promise<Step> {
    const opened = await this.open(data.rest('export name'))
    if ('refusal' in opened) throw new HardDisconnect(opened.refusal)
    const agreement = this.agreement(opened)
    await this.stream.write(exportNameReply(opened.volume, transmissionFlags(agreement), this.noZeroes))
    return this.begin(agreement)
  }

  /** Finds an export and opens its volume. The table is looked at again afterwards: it may have changed meanwhile. */
  private async open(name: string): Promise<
    | { nbdExport: NbdExport; volume: HostVolume }
    | { refusal: string; reply: typeof REPLY.errorUnknown | typeof REPLY.errorPolicy }
  > {
    const found = this.host.exports().find(name, this.client)
    if (!found.allowed) {
      if (this.client !== null) this.host.onRefused(found.message)
      return { refusal: found.message, reply: found.reply }
    }
    const full = this.host.refuseMore()
    if (full !== null) return { refusal: full, reply: REPLY.errorPolicy }
    const { nbdExport } = found
    if (this.opened !== null && this.opened.nbdExport.diskId === nbdExport.diskId) {
      this.opened = { nbdExport, volume: this.opened.volume }
      return this.opened
    }
    this.releaseOpened()
    try {
      this.opened = { nbdExport, volume: await this.host.openVolume(nbdExport.diskId) }
    } catch (error) {
      this.host.onInternalError(error)
      return {
        refusal: `the disk behind ${quote(name)} cannot be opened now; the array's event log says why`,
        reply: REPLY.errorUnknown,
      }
    }
    if (!this.host.exports().stillAllows(nbdExport, this.client)) {
      this.releaseOpened()
      return { refusal: `the export ${quote(name)} was just removed`, reply: REPLY.errorUnknown }
    }
    return this.opened
  }

  private agreement({ nbdExport, volume }: { nbdExport: NbdExport; volume: HostVolume }): Agreement {
    return {
      socket: this.stream.socket,
      nbdExport,
      volume,
      client: this.client,
      readOnly: !volume.access.write,
      structuredReplies: this.structuredReplies,
      baseAllocation: this.allocationOf === nbdExport.name,
    }
  }

  /** From here the volume belongs to the agreement. */
  private begin(agreement: Agreement): Agreement {
    this.opened = null
    return agreement
  }

  private releaseOpened(): void {
    if (this.opened !== null) this.host.releaseVolume(this.opened.volume)
    this.opened = null
  }

  private async reply(option: number, reply: number): Promise<'continue'> {
    await this.stream.write(optionReply(option, reply))
    return 'continue'
  }

  private async refuse(option: number, reply: number, message: string): Promise<'continue'> {
    await this.stream.write(errorReply(option, reply, message))
    return 'continue'
  }
}
