/**
 * iSCSI protocol data units (RFC 7143 section 11). All numbers are big-endian.
 *
 *     basic header segment, 48 bytes
 *      0  u8   bit 6: immediate; bits 5 to 0: opcode
 *      1  u8   bit 7: final; others by opcode
 *      4  u8   length of additional header segments in words of 4 bytes
 *      5  u24  length of the data segment, padding not counted
 *      8  u64  LUN, or by opcode
 *     16  u32  initiator task tag (ITT)
 *     20  by opcode
 *     additional header segments
 *     header digest, 4 bytes, if negotiated
 *     data segment, padded to words
 *     data digest, 4 bytes, if negotiated
 */
export const BHS_BYTES = 48
export const DIGEST_BYTES = 4

/** From the initiator. */
export const REQUEST = {
  nopOut: 0x00,
  scsiCommand: 0x01,
  taskManagement: 0x02,
  login: 0x03,
  text: 0x04,
  dataOut: 0x05,
  logout: 0x06,
  snack: 0x10,
} as const

/** From the target. */
export const RESPONSE = {
  nopIn: 0x20,
  scsi: 0x21,
  taskManagement: 0x22,
  login: 0x23,
  text: 0x24,
  dataIn: 0x25,
  logout: 0x26,
  readyToTransfer: 0x31,
  asynchronous: 0x32,
  reject: 0x3f,
} as const

export const OPCODE_MASK = 0x3f
export const IMMEDIATE = 0x40
export const FINAL = 0x80

/** A task tag that is none. */
export const NO_TAG = 0xffff_ffff

/** Offsets in basic header segments. */
export const AT = {
  flags: 1,
  response: 2,
  status: 3,
  ahsWords: 4,
  dataLength: 5,
  lun: 8,
  isid: 8,
  tsih: 14,
  itt: 16,
  ttt: 20,
  /** SCSI command: expected data transfer length. Task management: referenced task. Login: CID. */
  expectedLength: 20,
  referencedTask: 20,
  cid: 20,
  cmdSn: 24,
  statSn: 24,
  expStatSn: 28,
  expCmdSn: 28,
  cdb: 32,
  maxCmdSn: 32,
  dataSn: 36,
  loginStatus: 36,
  asyncEvent: 36,
  /** Asynchronous Message: Parameter1 to Parameter3, u16 each. */
  asyncParameter1: 38,
  asyncParameter2: 40,
  asyncParameter3: 42,
  bufferOffset: 40,
  residual: 44,
} as const

/** Reasons of Reject (RFC 7143 11.17.1). */
export const REJECT = {
  protocolError: 0x04,
  commandNotSupported: 0x05,
  invalidField: 0x09,
} as const

/**
 * Events of Asynchronous Message (RFC 7143 11.9.1) that this target sends.
 *
 * Event 0, a SCSI asynchronous event, is not among them: it is for logical units that say in their INQUIRY data that
 * they report asynchronous events (AERC), to initiators that asked for it in the Control mode page (RAERP, UAAERP,
 * EAERP). SAM-3 took event reporting away; in SPC-3 and SPC-4 those bits are obsolete (6.6.2 byte 3 bit 7; 7.5.8 byte
 * 4 bits 2 to 0), so nobody can ask, and what is to be told is told once, as a unit attention condition (SAM-5 5.14).
 * Event 4, negotiation of parameters, isn't either: no agreement of a session changes while it is open.
 */
export const ASYNC_EVENT = { requestLogout: 1, dropConnection: 2, dropSession: 3 } as const

/** Rounded up to a word. */
export function padded(length: number): number {
  return (length + 3) & ~3
}
