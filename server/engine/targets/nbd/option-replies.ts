import type { HostVolume } from '../../disks/host-volume'
import {
  EXPORT_NAME_PADDING_BYTES,
  HANDSHAKE_FLAG,
  HANDSHAKE_MAGIC,
  INFO,
  MAXIMUM_PAYLOAD_BYTES,
  MINIMUM_BLOCK_BYTES,
  OPTION_MAGIC,
  OPTION_REPLY_MAGIC,
  REPLY,
  TRANSMISSION_FLAG,
} from './protocol'

const OPTION_REPLY_BYTES = 20

/** What the server says first. */
export function handshake(): Buffer {
  const greeting = Buffer.alloc(18)
  greeting.write(HANDSHAKE_MAGIC, 0, 'latin1')
  greeting.write(OPTION_MAGIC, 8, 'latin1')
  greeting.writeUInt16BE(HANDSHAKE_FLAG.fixedNewstyle | HANDSHAKE_FLAG.noZeroes, 16)
  return greeting
}

export function optionReply(option: number, reply: number, ...data: readonly Buffer[]): Buffer {
  const header = Buffer.alloc(OPTION_REPLY_BYTES)
  header.writeBigUInt64BE(OPTION_REPLY_MAGIC)
  header.writeUInt32BE(option, 8)
  header.writeUInt32BE(reply, 12)
  header.writeUInt32BE(
    data.reduce((bytes, part) => bytes + part.length, 0),
    16,
  )
  return Buffer.concat([header, ...data])
}

export function errorReply(option: number, reply: number, message: string): Buffer {
  return optionReply(option, reply, Buffer.from(message))
}

/** What the export can do, as both INFO and EXPORT_NAME say it. */
export function transmissionFlags(agreed: { readOnly: boolean; structuredReplies: boolean }): number {
  let flags =
    TRANSMISSION_FLAG.hasFlags |
    TRANSMISSION_FLAG.sendFlush |
    TRANSMISSION_FLAG.sendFua |
    TRANSMISSION_FLAG.sendTrim |
    TRANSMISSION_FLAG.sendWriteZeroes |
    TRANSMISSION_FLAG.canMultiConn |
    TRANSMISSION_FLAG.sendCache
  if (agreed.readOnly) flags |= TRANSMISSION_FLAG.readOnly
  if (agreed.structuredReplies) flags |= TRANSMISSION_FLAG.sendDf
  return flags
}

/** The INFO replies of a successful INFO or GO: always the export's size and flags, the rest if it was asked for. */
export function infoReplies(
  option: number,
  requested: ReadonlySet<number>,
  name: string,
  volume: HostVolume,
  flags: number,
): Buffer {
  const facts = Buffer.alloc(12)
  facts.writeUInt16BE(INFO.export)
  facts.writeBigUInt64BE(BigInt(volume.capacityBytes), 2)
  facts.writeUInt16BE(flags, 10)
  const replies = [optionReply(option, REPLY.info, facts)]
  if (requested.has(INFO.name)) {
    const type = Buffer.alloc(2)
    type.writeUInt16BE(INFO.name)
    replies.push(optionReply(option, REPLY.info, type, Buffer.from(name)))
  }
  if (requested.has(INFO.blockSize)) {
    const sizes = Buffer.alloc(14)
    sizes.writeUInt16BE(INFO.blockSize)
    sizes.writeUInt32BE(MINIMUM_BLOCK_BYTES, 2)
    sizes.writeUInt32BE(volume.preferredBlockBytes, 6)
    sizes.writeUInt32BE(MAXIMUM_PAYLOAD_BYTES, 10)
    replies.push(optionReply(option, REPLY.info, sizes))
  }
  return Buffer.concat(replies)
}

/** The only option answer without a frame. */
export function exportNameReply(volume: HostVolume, flags: number, noZeroes: boolean): Buffer {
  const reply = Buffer.alloc(noZeroes ? 10 : 10 + EXPORT_NAME_PADDING_BYTES)
  reply.writeBigUInt64BE(BigInt(volume.capacityBytes))
  reply.writeUInt16BE(flags, 8)
  return reply
}
