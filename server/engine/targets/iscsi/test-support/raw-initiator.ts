import { createHash } from 'node:crypto'
import { connect, type Socket } from 'node:net'
import { crc32c } from '../crc32c'
import { AT, BHS_BYTES, FINAL, IMMEDIATE, padded, REQUEST, RESPONSE } from '../pdu'
import { decodeText, encodeText } from '../text-keys'

export interface Pdu {
  header: Buffer
  data: Buffer
}

export interface CommandFields {
  cdb: number[] | Buffer
  lun?: number
  /** Data that goes with the command; `expected` bytes of it in all. */
  write?: Buffer
  /** Bytes that are expected to come back. */
  read?: number
  /** Immediate data: as much of `write` as this; all of it by default. */
  immediate?: number
  expected?: number
}

export interface CommandEnd {
  status: number
  data: Buffer
  /** `key/asc/ascq` in hexadecimal, empty without sense data. */
  sense: string
  senseData: Buffer
  residual: { overflow: boolean; underflow: boolean; bytes: number }
}

export interface LoginOptions {
  name?: string
  target?: string | null
  isid?: number
  discovery?: boolean
  chap?: { user: string; secret: string; mutual?: boolean }
  keys?: [string, string][]
}

export class LoginRefused extends Error {
  constructor(readonly status: number) {
    super(`login status ${status.toString(16)}`)
  }
}

export const INITIATOR = 'iqn.2026-01.test:alpha'
export const TARGET = 'iqn.2026-11.test:array'

/** An iSCSI initiator that says exactly what it is told to, right or wrong. */
export class RawInitiator {
  closed = false
  digests = { header: false, data: false }
  cmdSn = 1
  private received = Buffer.alloc(0)
  private wake: () => void = () => undefined
  private nextTag = 1

  constructor(readonly socket: Socket) {
    socket.on('data', (data: Buffer) => {
      this.received = Buffer.concat([this.received, data])
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

  static async connect(port: number, host = '127.0.0.1'): Promise<RawInitiator> {
    const socket = connect({ host, port, noDelay: true })
    await new Promise((resolve, reject) => {
      socket.once('connect', resolve)
      socket.once('error', reject)
    })
    return new RawInitiator(socket)
  }

  static async enter(port: number, options: LoginOptions = {}): Promise<RawInitiator> {
    const initiator = await RawInitiator.connect(port)
    await initiator.login(options)
    return initiator
  }

  destroy(): void {
    this.socket.destroy()
  }

  async untilClosed(): Promise<void> {
    while (!this.closed) await this.change()
  }

  send(header: Buffer, data: Buffer = Buffer.alloc(0)): void {
    this.socket.write(encodePdu(header, data, this.digests))
  }

  /** @throws if the connection ends first */
  async receive(): Promise<Pdu> {
    const header = await this.take(BHS_BYTES + (this.digests.header ? 4 : 0))
    if (this.digests.header && crc32c(header, 0, 48) !== header.readUInt32LE(48)) throw new Error('bad header digest')
    const length = header.readUIntBE(AT.dataLength, 3)
    const data = await this.take(padded(length) + (this.digests.data && length > 0 ? 4 : 0))
    const end = padded(length)
    if (this.digests.data && length > 0 && crc32c(data, 0, end) !== data.readUInt32LE(end)) throw new Error('bad data digest')
    return { header: header.subarray(0, 48), data: data.subarray(0, length) }
  }

  /** One login request and its answer. */
  async loginStep(flags: number, pairs: [string, string][], change: (header: Buffer) => void = () => undefined) {
    const header = Buffer.alloc(BHS_BYTES)
    header[0] = IMMEDIATE | REQUEST.login
    header[1] = flags
    header.writeUInt32BE(this.cmdSn, AT.cmdSn)
    header.writeUInt32BE(1, AT.itt)
    header[AT.isid] = 0x80
    change(header)
    this.send(header, encodeText(pairs))
    const answer = await this.receive()
    const status = answer.header.readUInt16BE(AT.loginStatus)
    if (status !== 0) throw new LoginRefused(status)
    return { header: answer.header, keys: decodeText(answer.data) }
  }

  /** Through all stages. @returns what the target answered in all of them */
  async login({ name = INITIATOR, target = TARGET, isid = 1, discovery = false, chap, keys = [] }: LoginOptions = {}) {
    const told = new Map<string, string>()
    const identity: [string, string][] = [['InitiatorName', name]]
    if (discovery) identity.push(['SessionType', 'Discovery'])
    else if (target !== null) identity.push(['TargetName', target])
    const step = async (flags: number, pairs: [string, string][]) => {
      const answer = await this.loginStep(flags, pairs, (header) => header.writeUInt16BE(isid, 12))
      for (const [key, value] of answer.keys) told.set(key, value)
      return answer
    }
    if (chap !== undefined) {
      await step(0x00, [...identity, ['AuthMethod', 'CHAP']])
      await step(0x00, [['CHAP_A', '5']])
      const challenge = Buffer.from(told.get('CHAP_C')?.slice(2) ?? '', 'hex')
      const proof = chapDigest(Number(told.get('CHAP_I')), chap.secret, challenge)
      const mutual: [string, string][] = chap.mutual ? [['CHAP_I', '7'], ['CHAP_C', '0x0102030405060708']] : []
      await step(0x81, [['CHAP_N', chap.user], ['CHAP_R', `0x${proof}`], ...mutual])
      await step(0x87, keys)
    } else {
      await step(0x87, [...identity, ...keys])
    }
    this.digests = { header: told.get('HeaderDigest') === 'CRC32C', data: told.get('DataDigest') === 'CRC32C' }
    return told
  }

  header(opcode: number, flags = FINAL): Buffer {
    const header = Buffer.alloc(BHS_BYTES)
    header[0] = opcode
    header[1] = flags
    header.writeUInt32BE(this.nextTag, AT.itt)
    header.writeUInt32BE(this.cmdSn, AT.cmdSn)
    this.nextTag += 1
    return header
  }

  /** Sends a command and whatever data goes with it at once; {@link end} waits for what it comes to. */
  begin({ cdb, lun = 0, write, read, immediate, expected }: CommandFields): number {
    const now = write?.subarray(0, immediate ?? write.length)
    const header = this.header(REQUEST.scsiCommand, FINAL | (write ? 0x20 : 0) | (read !== undefined ? 0x40 : 0))
    header.writeUInt16BE(lun, AT.lun)
    header.writeUInt32BE(expected ?? write?.length ?? read ?? 0, AT.expectedLength)
    header.set(cdb, AT.cdb)
    this.cmdSn = (this.cmdSn + 1) >>> 0
    this.send(header, now)
    return header.readUInt32BE(AT.itt)
  }

  /** The end of a command, answering R2Ts with the data that they ask for. */
  async end(itt: number, write: Buffer = Buffer.alloc(0)): Promise<CommandEnd> {
    const data: Buffer[] = []
    for (;;) {
      const pdu = await this.receive()
      const opcode = pdu.header[0]
      if (opcode === RESPONSE.readyToTransfer) {
        this.sendSolicited(pdu.header, write)
        continue
      }
      if (pdu.header.readUInt32BE(AT.itt) !== itt) throw new Error(`something else came: opcode ${opcode}`)
      if (opcode === RESPONSE.dataIn) data.push(pdu.data)
      if (opcode === RESPONSE.scsi || (opcode === RESPONSE.dataIn && ((pdu.header[1] ?? 0) & 1) !== 0)) {
        return endOf(pdu, opcode === RESPONSE.scsi, Buffer.concat(data))
      }
    }
  }

  command(fields: CommandFields): Promise<CommandEnd> {
    return this.end(this.begin(fields), fields.write)
  }

  private sendSolicited(r2t: Buffer, write: Buffer): void {
    const offset = r2t.readUInt32BE(AT.bufferOffset)
    const length = r2t.readUInt32BE(AT.residual)
    const header = Buffer.alloc(BHS_BYTES)
    header[0] = REQUEST.dataOut
    header[1] = FINAL
    header.set(r2t.subarray(AT.itt, AT.ttt + 4), AT.itt)
    header.writeUInt32BE(offset, AT.bufferOffset)
    this.send(header, write.subarray(offset, offset + length))
  }

  private async take(bytes: number): Promise<Buffer> {
    while (this.received.length < bytes) {
      if (this.closed) throw new Error('the target closed the connection')
      await this.change()
    }
    const taken = this.received.subarray(0, bytes)
    this.received = this.received.subarray(bytes)
    return taken
  }

  private change(): Promise<void> {
    return new Promise((resolve) => {
      this.wake = resolve
    })
  }
}

export function encodePdu(header: Buffer, data: Buffer, digests = { header: false, data: false }): Buffer {
  header.writeUIntBE(data.length, AT.dataLength, 3)
  const parts = [header]
  if (digests.header) parts.push(digestOf(header))
  if (data.length > 0) {
    const body = Buffer.alloc(padded(data.length))
    body.set(data)
    parts.push(body)
    if (digests.data) parts.push(digestOf(body))
  }
  return Buffer.concat(parts)
}

function digestOf(bytes: Buffer): Buffer {
  const digest = Buffer.alloc(4)
  digest.writeUInt32LE(crc32c(bytes))
  return digest
}

export function chapDigest(identifier: number, secret: string, challenge: Buffer): string {
  return createHash('md5').update(Buffer.from([identifier])).update(secret).update(challenge).digest('hex')
}

function endOf({ header, data }: Pdu, hasSense: boolean, read: Buffer): CommandEnd {
  const flags = header[1] ?? 0
  const senseData = hasSense && data.length > 2 ? data.subarray(2) : Buffer.alloc(0)
  const hex = (byte: number | undefined) => (byte ?? 0).toString(16).padStart(2, '0')
  const sense = senseData.length === 0 ? '' : [senseData[2], senseData[12], senseData[13]].map(hex).join('/')
  const residual = { overflow: (flags & 4) !== 0, underflow: (flags & 2) !== 0, bytes: header.readUInt32BE(AT.residual) }
  return { status: header[AT.status] ?? 0, data: read, sense, senseData, residual }
}

/** CDBs of the commands that tests need most. Blocks of 512 bytes. */
export const cdbOf = {
  testUnitReady: () => Buffer.alloc(6),
  read10: (lba: number, blocks: number, flags = 0) => ten(0x28, lba, blocks, flags),
  write10: (lba: number, blocks: number, flags = 0) => ten(0x2a, lba, blocks, flags),
  reportLuns: () => Buffer.from([0xa0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0]),
  inquiry: (page: number | null, allocation = 255) => Buffer.from([0x12, page === null ? 0 : 1, page ?? 0, 0, allocation, 0]),
  modeSense6: (page: number) => Buffer.from([0x1a, 0x08, page, 0, 255, 0]),
  readCapacity10: () => Buffer.from([0x25, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
  synchronizeCache: () => ten(0x35, 0, 0, 0),
}

function ten(opcode: number, lba: number, blocks: number, flags: number): Buffer {
  const cdb = Buffer.alloc(10)
  cdb[0] = opcode
  cdb[1] = flags
  cdb.writeUInt32BE(lba, 2)
  cdb.writeUInt16BE(blocks, 7)
  return cdb
}

