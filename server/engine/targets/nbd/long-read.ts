import { IoError, type HostVolume } from '../../disks/host-volume'
import { HardDisconnect } from '../transport/hard-disconnect'
import type { Replies } from './replies'
import type { Request } from './request-reader'

/** What one buffer takes of a long read. */
const PART_BYTES = 256 * 1024
/** Extents asked for at a time. */
const EXTENTS_AT_A_TIME = 1024

export interface LongReadContext {
  volume: HostVolume
  replies: Replies
  /** Sends what is filled and resolves when there is room for more, to false if the client is gone. */
  roomToSend: () => Promise<boolean>
}

/**
 * Answers a read in parts, so that the whole of it is never in memory. The caller has seen to it that no other reply
 * gets between the parts. Rejects if the read fails before anything was sent (the caller answers the error), and
 * with {@link HardDisconnect} if it fails later where the protocol knows no way to say so but to close the connection.
 */
export function sendLongRead(request: Request, context: LongReadContext): Promise<void> {
  return context.replies.structured ? sendChunks(request, context) : sendSimpleReply(request, context)
}

/** Holes travel as holes. An error after the first chunk is an error chunk, which the caller sends as usual. */
async function sendChunks(request: Request, { volume, replies, roomToSend }: LongReadContext): Promise<void> {
  const end = request.offset + request.length
  let position = request.offset
  while (position < end) {
    const extents = await volume.extents(position, end - position, EXTENTS_AT_A_TIME)
    const from = position
    for (const extent of extents) {
      const extentEnd = Math.min(extent.offset + extent.length, end)
      if (extent.hole && extentEnd > position) {
        replies.hole(request, position, extentEnd - position)
        position = extentEnd
      }
      while (position < extentEnd) {
        const length = Math.min(PART_BYTES, extentEnd - position)
        const { segment, payload } = replies.beginDataChunk(request, 0, position, length)
        try {
          await volume.read(payload, position)
        } catch (error) {
          replies.output.drop(segment)
          throw error
        }
        replies.output.enqueue(segment)
        position += length
        if (!(await roomToSend())) return
      }
    }
    if (position === from) throw new IoError('EIO', `the array can't tell what is allocated at ${position}`)
  }
  replies.end(request)
}

/** A simple reply has its success before its data: the first part is read before anything is said. */
async function sendSimpleReply(request: Request, { volume, replies, roomToSend }: LongReadContext): Promise<void> {
  const { offset, length } = request
  for (let done = 0; done < length; done += PART_BYTES) {
    const partLength = Math.min(PART_BYTES, length - done)
    const { segment, payload } = done === 0 ? replies.beginData(request, partLength) : replies.beginMoreData(partLength)
    try {
      await volume.read(payload, offset + done)
    } catch (error) {
      replies.output.drop(segment)
      if (done === 0) throw error
      throw new HardDisconnect('a simple reply was begun and its data cannot be read', { cause: error })
    }
    replies.output.enqueue(segment)
    if (!(await roomToSend())) return
  }
}
