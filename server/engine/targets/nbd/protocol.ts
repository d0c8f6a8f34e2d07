/**
 * The NBD wire format: every number and layout that crosses the socket, from the protocol document of the NBD
 * project (NetworkBlockDevice/nbd, doc/proto.md). All integers are big-endian; u16, u32, u64 are unsigned.
 *
 * Handshake (fixed newstyle)
 *   S: u64 "NBDMAGIC", u64 "IHAVEOPT", u16 handshake flags
 *   C: u32 client flags
 *   then options, until one of them begins transmission or the connection ends:
 *   C: u64 "IHAVEOPT", u32 option, u32 length, data[length]
 *   S: u64 reply magic, u32 option, u32 reply type, u32 length, data[length]      (any number, the last one final)
 *   Option EXPORT_NAME alone is answered without that frame:
 *   S: u64 export size, u16 transmission flags, 124 zero bytes unless NO_ZEROES was agreed
 *
 * Option data
 *   EXPORT_NAME                    name[length]
 *   INFO, GO                       u32 name length, name, u16 count, count × u16 information type
 *   LIST_META_CONTEXT, SET_…       u32 name length, name, u32 count, count × (u32 length, query)
 *   the others                     none
 *
 * Option reply data
 *   SERVER                         u32 name length, name
 *   INFO                           u16 type, then EXPORT: u64 size, u16 transmission flags
 *                                                NAME: name
 *                                                BLOCK_SIZE: u32 minimum, u32 preferred, u32 maximum payload
 *   META_CONTEXT                   u32 context, name
 *   any error                      text for a person
 *
 * Transmission
 *   request           u32 magic, u16 flags, u16 command, u64 cookie, u64 offset, u32 length, data[length] if WRITE
 *   simple reply      u32 magic, u32 error, u64 cookie, data if READ succeeded
 *   structured chunk  u32 magic, u16 flags, u16 type, u64 cookie, u32 length, payload[length]
 *     OFFSET_DATA     u64 offset, data
 *     OFFSET_HOLE     u64 offset, u32 hole size
 *     BLOCK_STATUS    u32 context, n × (u32 length, u32 status flags)
 *     ERROR           u32 error, u16 text length, text
 */

export const HANDSHAKE_MAGIC = 'NBDMAGIC'
export const OPTION_MAGIC = 'IHAVEOPT'
export const OPTION_REPLY_MAGIC = 0x0003_e889_0455_65a9n
export const REQUEST_MAGIC = 0x2560_9513
export const SIMPLE_REPLY_MAGIC = 0x6744_6698
export const STRUCTURED_REPLY_MAGIC = 0x668e_33ef

export const CLIENT_FLAGS_BYTES = 4
export const OPTION_HEADER_BYTES = 16
export const REQUEST_BYTES = 28
export const SIMPLE_REPLY_BYTES = 16
export const STRUCTURED_HEADER_BYTES = 20
/** Structured header and the offset that comes before the data of an OFFSET_DATA chunk. */
export const OFFSET_DATA_BYTES = STRUCTURED_HEADER_BYTES + 8
export const OFFSET_HOLE_BYTES = STRUCTURED_HEADER_BYTES + 12
export const EXPORT_NAME_PADDING_BYTES = 124

/** Strings (export names, queries, error texts) are at most this long by the protocol. */
export const MAX_STRING_BYTES = 4096

/** The same two bits in the server's handshake flags and in the client's. */
export const HANDSHAKE_FLAG = { fixedNewstyle: 1, noZeroes: 2 } as const

export const TRANSMISSION_FLAG = {
  hasFlags: 1 << 0,
  readOnly: 1 << 1,
  sendFlush: 1 << 2,
  sendFua: 1 << 3,
  sendTrim: 1 << 5,
  sendWriteZeroes: 1 << 6,
  sendDf: 1 << 7,
  canMultiConn: 1 << 8,
  sendCache: 1 << 10,
} as const

export const OPTION = {
  exportName: 1,
  abort: 2,
  list: 3,
  startTls: 5,
  info: 6,
  go: 7,
  structuredReply: 8,
  listMetaContext: 9,
  setMetaContext: 10,
} as const

export const REPLY = {
  ack: 1,
  server: 2,
  info: 3,
  metaContext: 4,
  errorUnsupported: 0x8000_0001,
  errorPolicy: 0x8000_0002,
  errorInvalid: 0x8000_0003,
  errorTlsRequired: 0x8000_0005,
  errorUnknown: 0x8000_0006,
  errorTooBig: 0x8000_0009,
} as const

export const INFO = { export: 0, name: 1, blockSize: 3 } as const

export const COMMAND = {
  read: 0,
  write: 1,
  disconnect: 2,
  flush: 3,
  trim: 4,
  cache: 5,
  writeZeroes: 6,
  blockStatus: 7,
} as const

export const COMMAND_FLAG = { fua: 1, noHole: 2, df: 4, reqOne: 8 } as const

export const CHUNK_FLAG_DONE = 1

export const CHUNK = {
  none: 0,
  offsetData: 1,
  offsetHole: 2,
  blockStatus: 5,
  error: 0x8001,
} as const

export const STATE = { hole: 1, zero: 2 } as const

export const ERROR = {
  none: 0,
  permission: 1,
  io: 5,
  invalid: 22,
  noSpace: 28,
  overflow: 75,
  shutdown: 108,
} as const

/** The one metadata context that this server has, and the number by which its chunks name it. */
export const BASE_ALLOCATION = 'base:allocation'
export const BASE_ALLOCATION_ID = 1

/** Any length and alignment is accepted; what is aligned to the volume's preferred block is quicker. */
export const MINIMUM_BLOCK_BYTES = 1
/** The largest payload of one READ or WRITE: what the protocol document asks every server to take. */
export const MAXIMUM_PAYLOAD_BYTES = 32 * 1024 * 1024

/** Longer reads are answered in parts as they are read, so that no client can make the server hold 32 MiB for it. */
export const MAXIMUM_UNFRAGMENTED_BYTES = 2 * 1024 * 1024
