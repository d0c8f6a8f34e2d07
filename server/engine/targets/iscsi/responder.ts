/** Makes the target's PDUs (RFC 7143 section 11), with their sequence numbers. */
import type { CommandWindow } from './command-window'
import { AT, BHS_BYTES, FINAL, NO_TAG, RESPONSE } from './pdu'
import type { OutgoingPdu, PduOutput } from './pdu-output'
import { encodeSense, type Sense } from './scsi/sense'

const FLAG = { overflow: 0x04, underflow: 0x02, status: 0x01 } as const

/** What was expected against what there is to transfer, in bytes (RFC 7143 11.4.5). */
export interface Residual {
  kind: 'none' | 'overflow' | 'underflow'
  bytes: number
}

export const NO_RESIDUAL: Residual = { kind: 'none', bytes: 0 }

export function residualOf(expected: number, actual: number): Residual {
  if (actual === expected) return NO_RESIDUAL
  return actual > expected
    ? { kind: 'overflow', bytes: actual - expected }
    : { kind: 'underflow', bytes: expected - actual }
}

export class Responder {
  /** The number of the next response that carries a status. */
  private statSn: number

  constructor(
    readonly pdus: PduOutput,
    private readonly window: CommandWindow,
    statSn: number,
  ) {
    this.statSn = statSn
  }

  /** A command's status, with sense data if there is any. */
  scsi(itt: number, status: number, residual: Residual, sense: Sense | null, format: 'fixed' | 'descriptor'): void {
    const encoded = sense === null ? null : encodeSense(sense, format)
    const pdu = this.begin(RESPONSE.scsi, encoded === null ? 0 : encoded.length + 2, itt)
    const { bytes } = pdu.buffer
    bytes[pdu.at + AT.flags] = FINAL | flagsOf(residual)
    bytes[pdu.at + AT.status] = status
    bytes.writeUInt32BE(residual.bytes, pdu.at + AT.residual)
    if (encoded !== null) {
      pdu.data.writeUInt16BE(encoded.length, 0)
      pdu.data.set(encoded, 2)
    }
    this.sendWithStatus(pdu)
  }

  /** Room for data on its way to the initiator; {@link dataIn} sends it. */
  beginDataIn(itt: number, dataLength: number): OutgoingPdu {
    return this.begin(RESPONSE.dataIn, dataLength, itt)
  }

  /**
   * @param last null for data that more data follows; for the last of a command its residual, since GOOD comes with it
   */
  dataIn(pdu: OutgoingPdu, dataSn: number, offset: number, endsBurst: boolean, last: Residual | null): void {
    const { bytes, view } = pdu.buffer
    const { at } = pdu
    view.setUint32(at + AT.ttt, NO_TAG)
    view.setUint32(at + AT.dataSn, dataSn)
    view.setUint32(at + AT.bufferOffset, offset)
    if (last === null) {
      bytes[at + AT.flags] = endsBurst ? FINAL : 0
      this.number(pdu)
      this.pdus.send(pdu)
      return
    }
    bytes[at + AT.flags] = FINAL | FLAG.status | flagsOf(last)
    view.setUint32(at + AT.residual, last.bytes)
    this.sendWithStatus(pdu)
  }

  readyToTransfer(itt: number, lun: Buffer, ttt: number, r2tSn: number, offset: number, length: number): void {
    const pdu = this.begin(RESPONSE.readyToTransfer, 0, itt)
    const { bytes, view } = pdu.buffer
    bytes.set(lun, pdu.at + AT.lun)
    view.setUint32(pdu.at + AT.ttt, ttt)
    view.setUint32(pdu.at + AT.statSn, this.statSn)
    view.setUint32(pdu.at + AT.dataSn, r2tSn)
    view.setUint32(pdu.at + AT.bufferOffset, offset)
    view.setUint32(pdu.at + AT.residual, length)
    this.number(pdu)
    this.pdus.send(pdu)
  }

  taskManagement(itt: number, response: number): void {
    const pdu = this.begin(RESPONSE.taskManagement, 0, itt)
    pdu.buffer.bytes[pdu.at + AT.response] = response
    this.sendWithStatus(pdu)
  }

  logout(itt: number, response: number): void {
    const pdu = this.begin(RESPONSE.logout, 0, itt)
    pdu.buffer.bytes[pdu.at + AT.response] = response
    this.sendWithStatus(pdu)
  }

  text(itt: number, ttt: number, lun: Buffer, data: Buffer, more: boolean): void {
    const pdu = this.begin(RESPONSE.text, data.length, itt)
    const { bytes } = pdu.buffer
    bytes[pdu.at + AT.flags] = more ? 0x40 : FINAL
    bytes.set(lun, pdu.at + AT.lun)
    bytes.writeUInt32BE(ttt, pdu.at + AT.ttt)
    pdu.data.set(data)
    this.sendWithStatus(pdu)
  }

  /** The answer to a ping. */
  nopIn(itt: number, lun: Buffer, data: Buffer): void {
    const pdu = this.begin(RESPONSE.nopIn, data.length, itt)
    pdu.buffer.bytes.set(lun, pdu.at + AT.lun)
    pdu.buffer.bytes.writeUInt32BE(NO_TAG, pdu.at + AT.ttt)
    pdu.data.set(data)
    this.sendWithStatus(pdu)
  }

  /** A ping of the target's own. It has no status, so StatSN stays (RFC 7143 11.19.2). */
  ping(ttt: number): void {
    const pdu = this.begin(RESPONSE.nopIn, 0, NO_TAG)
    pdu.buffer.bytes.writeUInt32BE(ttt, pdu.at + AT.ttt)
    pdu.buffer.bytes.writeUInt32BE(this.statSn, pdu.at + AT.statSn)
    this.number(pdu)
    this.pdus.send(pdu)
  }

  /**
   * RFC 7143 11.9. It belongs to no task, but has a status number: initiators acknowledge it.
   *
   * @param parameters what the event says of them; 0 where they are reserved
   */
  asynchronous(event: number, parameters: readonly [number, number, number]): void {
    const pdu = this.begin(RESPONSE.asynchronous, 0, NO_TAG)
    const { bytes } = pdu.buffer
    bytes[pdu.at + AT.asyncEvent] = event
    bytes.writeUInt16BE(parameters[0], pdu.at + AT.asyncParameter1)
    bytes.writeUInt16BE(parameters[1], pdu.at + AT.asyncParameter2)
    bytes.writeUInt16BE(parameters[2], pdu.at + AT.asyncParameter3)
    this.sendWithStatus(pdu)
  }

  /** @param header of the PDU that is rejected */
  reject(reason: number, header: Buffer): void {
    const pdu = this.begin(RESPONSE.reject, BHS_BYTES, NO_TAG)
    pdu.buffer.bytes[pdu.at + AT.response] = reason
    pdu.data.set(header)
    this.sendWithStatus(pdu)
  }

  private begin(opcode: number, dataLength: number, itt: number): OutgoingPdu {
    const pdu = this.pdus.begin(dataLength)
    const { bytes, view } = pdu.buffer
    bytes[pdu.at] = opcode
    bytes[pdu.at + AT.flags] = FINAL
    view.setUint32(pdu.at + AT.itt, itt)
    return pdu
  }

  private sendWithStatus(pdu: OutgoingPdu): void {
    pdu.buffer.view.setUint32(pdu.at + AT.statSn, this.statSn)
    this.statSn = (this.statSn + 1) >>> 0
    this.number(pdu)
    this.pdus.send(pdu)
  }

  /** ExpCmdSN and MaxCmdSN are in every PDU, as they are when it leaves. */
  private number({ buffer, at }: OutgoingPdu): void {
    buffer.view.setUint32(at + AT.expCmdSn, this.window.expCmdSn)
    buffer.view.setUint32(at + AT.maxCmdSn, this.window.maxCmdSn)
  }
}

function flagsOf({ kind }: Residual): number {
  return kind === 'none' ? 0 : kind === 'overflow' ? FLAG.overflow : FLAG.underflow
}
