/** The full feature phase of a session's connection (RFC 7143 sections 4.2 to 4.5 and 11): PDUs in, PDUs out. */
import { HardDisconnect } from '../transport/hard-disconnect'
import type { Use } from '../session-counters'
import { CommandWindow } from './command-window'
import { Commands } from './commands'
import { type Agreement, OURS } from './operational-keys'
import { ASYNC_EVENT, AT, BHS_BYTES, FINAL, IMMEDIATE, NO_TAG, OPCODE_MASK, REJECT, REQUEST } from './pdu'
import type { PduOutput } from './pdu-output'
import type { PduReader } from './pdu-reader'
import { Responder } from './responder'
import { sendTargets } from './send-targets'
import type { SessionUnits } from './session-units'
import { carryOut, TASK_RESPONSE, type TaskManagement } from './task-management'
import { decodeText, TextError } from './text-keys'

/** Commands of one session that may wait for the disks at a time. */
export const WINDOW = 128
/** Task management functions of one session that may wait for what they abort; it has no window. */
const MOST_MANAGED = 32

export interface FullFeatureOptions {
  pdus: PduOutput
  agreement: Agreement
  discovery: boolean
  cid: number
  /** Numbers as the login left them. */
  cmdSn: number
  statSn: number
  /** Null for a session without SCSI. */
  units: SessionUnits | null
  targetName: string
  portals: () => readonly string[]
  /** Memory in bytes that this connection may hold now before it has to wait. */
  budgetBytes: () => number
  /** A command for a LUN, with the bytes of blocks that it asks for or brings. */
  onCommand: (lun: number, use: Use, bytes: number) => void
  onInternalError: (error: unknown) => void
  /** Something was answered outside of {@link FullFeature.handle}, or there is room again. */
  onProgress: () => void
  /** What is answered is the last: send it and close. */
  onEnd: () => void
  /** TARGET COLD RESET ends the sessions of the initiator's host. */
  onColdReset: () => void
}

export class FullFeature {
  readonly commands: Commands
  private readonly window: CommandWindow
  private readonly responder: Responder
  /** What is left of an answer that did not fit one PDU. */
  private restOfText: Buffer | null = null
  /** The tag of the target's own ping that is not answered; 0 where there is none. */
  private pingTag = 0
  private lastTag = 0
  /** Task management in hand. */
  private readonly managing = new Set<Promise<void>>()

  constructor(private readonly options: FullFeatureOptions) {
    this.window = new CommandWindow(options.cmdSn, WINDOW)
    this.responder = new Responder(options.pdus, this.window, options.statSn)
    this.commands = new Commands({ ...options, window: this.window, responder: this.responder })
  }

  /**
   * Takes the PDU that the reader holds. A promise: nothing more may be taken before it resolves.
   * @throws HardDisconnect for what only an end of the connection answers
   */
  handle(reader: PduReader): Promise<void> | null {
    const opcode = (reader.bytes[reader.at] ?? 0) & OPCODE_MASK
    if (this.options.discovery && opcode !== REQUEST.text && opcode !== REQUEST.logout && opcode !== REQUEST.nopOut) {
      this.reject(reader, REJECT.protocolError)
      return null
    }
    switch (opcode) {
      case REQUEST.scsiCommand:
        return this.isAccepted(reader) ? this.commands.begin(reader) : null
      case REQUEST.dataOut:
        this.commands.receive(reader)
        return null
      case REQUEST.nopOut:
        this.nopOut(reader)
        return null
      case REQUEST.taskManagement:
        return this.isAccepted(reader) ? this.manageTasks(reader) : null
      case REQUEST.text:
        if (this.isAccepted(reader)) this.text(reader)
        return null
      case REQUEST.logout:
        if (this.isAccepted(reader)) this.logout(reader)
        return null
      case REQUEST.login:
        throw new HardDisconnect('a login came after the login')
      default:
        this.reject(reader, REJECT.commandNotSupported)
        return null
    }
  }

  get isDiscovery(): boolean {
    return this.options.discovery
  }

  /** Asks whether the initiator is there; false if it was asked before and said nothing since. */
  ping(): boolean {
    if (this.pingTag !== 0) return false
    this.lastTag = (this.lastTag % 0xffff_fffe) + 1
    this.pingTag = this.lastTag
    this.responder.ping(this.pingTag)
    return true
  }

  /** Something came: the initiator is there. */
  heard(): void {
    this.pingTag = 0
  }

  /** Asks the initiator to log out within so many seconds. It is served until it does. */
  requestLogout(seconds: number): void {
    this.responder.asynchronous(ASYNC_EVENT.requestLogout, [0, 0, seconds])
  }

  /** Tells the initiator that its only connection, or its session, ends without a logout, and when to come back. */
  announceDrop(what: 'connection' | 'session'): void {
    const { time2Wait, time2Retain } = OURS
    if (what === 'connection') this.responder.asynchronous(ASYNC_EVENT.dropConnection, [this.options.cid, time2Wait, time2Retain])
    else this.responder.asynchronous(ASYNC_EVENT.dropSession, [0, time2Wait, time2Retain])
  }

  /** Resolves when nothing of the session is in flight. Nothing of it is answered. */
  async abandon(): Promise<void> {
    await this.commands.abort(() => true)
    await Promise.all(this.managing)
  }

  private isAccepted({ bytes, at }: PduReader): boolean {
    const immediate = ((bytes[at] ?? 0) & IMMEDIATE) !== 0
    const fate = this.window.receive(bytes.readUInt32BE(at + AT.cmdSn), immediate)
    if (fate === 'gap') throw new HardDisconnect('commands are missing')
    return fate === 'accept'
  }

  private reject({ bytes, at }: PduReader, reason: number): void {
    this.responder.reject(reason, Buffer.from(bytes.subarray(at, at + BHS_BYTES)))
  }

  /** RFC 7143 11.18: a ping is echoed, as much of it as the initiator takes; an answer to ours is heard already. */
  private nopOut(reader: PduReader): void {
    const { bytes, at, data } = reader
    const itt = bytes.readUInt32BE(at + AT.itt)
    if (itt === NO_TAG) {
      if (((bytes[at] ?? 0) & IMMEDIATE) === 0) throw new HardDisconnect('a NOP-Out without a tag is not immediate')
      return
    }
    if (!this.isAccepted(reader)) return
    const echo = data.subarray(0, this.options.agreement.maxRecvDataSegmentLength)
    this.responder.nopIn(itt, bytes.subarray(at + AT.lun, at + AT.lun + 8), echo)
  }

  private text(reader: PduReader): void {
    const { bytes, at, data } = reader
    const itt = bytes.readUInt32BE(at + AT.itt)
    const lun = Buffer.from(bytes.subarray(at + AT.lun, at + AT.lun + 8))
    const flags = bytes[at + AT.flags] ?? 0
    const ttt = bytes.readUInt32BE(at + AT.ttt)
    if ((flags & FINAL) === 0 || (flags & 0x40) !== 0) return this.reject(reader, REJECT.protocolError)
    const rest = ttt === NO_TAG ? this.answerText(data) : this.restOfText
    this.restOfText = null
    if (rest === null) return this.reject(reader, ttt === NO_TAG ? REJECT.invalidField : REJECT.protocolError)
    const most = this.options.agreement.maxRecvDataSegmentLength
    const more = rest.length > most
    if (more) this.restOfText = rest.subarray(most)
    this.responder.text(itt, more ? 1 : NO_TAG, lun, rest.subarray(0, most), more)
  }

  private answerText(data: Buffer): Buffer | null {
    try {
      const keys = decodeText(data)
      const value = keys.get('SendTargets')
      if (value === undefined) return Buffer.from([...keys.keys()].map((key) => `${key}=NotUnderstood\0`).join(''))
      const { discovery, units, targetName, portals } = this.options
      return sendTargets(value, { discovery, sees: (units?.luns().length ?? 0) > 0 }, targetName, portals())
    } catch (error) {
      if (error instanceof TextError) return null
      throw error
    }
  }

  /** RFC 7143 11.6. */
  private manageTasks({ bytes, at }: PduReader): Promise<void> | null {
    const request: TaskManagement = {
      itt: bytes.readUInt32BE(at + AT.itt),
      action: (bytes[at + AT.flags] ?? 0) & 0x7f,
      lun: Buffer.from(bytes.subarray(at + AT.lun, at + AT.lun + 8)),
      task: bytes.readUInt32BE(at + AT.referencedTask),
    }
    const { units, onInternalError, onProgress, onColdReset } = this.options
    const managed = carryOut(request, this.commands, units, onColdReset)
      .catch((error: unknown) => {
        onInternalError(error)
        return TASK_RESPONSE.rejected
      })
      .then((response) => {
        this.responder.taskManagement(request.itt, response)
        this.managing.delete(managed)
        onProgress()
      })
    this.managing.add(managed)
    return this.managing.size < MOST_MANAGED ? null : Promise.race(this.managing)
  }

  /** RFC 7143 11.14: the session has one connection, so its end is that of the session. */
  private logout(reader: PduReader): void {
    const { bytes, at } = reader
    const itt = bytes.readUInt32BE(at + AT.itt)
    const reason = (bytes[at + AT.flags] ?? 0) & 0x7f
    if (reason > 2) return this.reject(reader, REJECT.protocolError)
    if (reason === 2) return this.responder.logout(itt, LOGOUT.recoveryNotSupported)
    if (reason === 1 && bytes.readUInt16BE(at + AT.cid) !== this.options.cid) {
      return this.responder.logout(itt, LOGOUT.noSuchConnection)
    }
    void this.commands.abort(() => true)
    this.responder.logout(itt, LOGOUT.closed)
    this.options.onEnd()
  }
}

const LOGOUT = { closed: 0, noSuchConnection: 1, recoveryNotSupported: 2 } as const
