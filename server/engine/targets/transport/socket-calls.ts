/** The calls of the C library for sockets that Node doesn't offer. Linux only. */
import { addressOf, libc } from '../../storage/libc'

const sendmsg = libc.func('int64_t sendmsg(int, const void *, int)')
const fcntl = libc.func('int fcntl(int, int, ...)')
const setsockopt = libc.func('int setsockopt(int, int, int, const void *, uint32_t)')

const MSG_DONTWAIT = 0x40
const MSG_NOSIGNAL = 0x4000
const SOL_SOCKET = 1
const SO_SNDBUF = 7
const SO_SNDBUFFORCE = 32

const F_DUPFD_CLOEXEC = 1030

/** How many pieces of memory one call sends. */
const PIECES_AT_ONCE = 64

/** As many of struct iovec, and the struct msghdr that points to them: its third and fourth word of 64 bits. */
const iovecs = new Uint32Array(4 * PIECES_AT_ONCE)
const message = new Uint32Array(14)
const iovecsAddress = addressOf(new Uint8Array(iovecs.buffer))
message[4] = iovecsAddress >>> 0
message[5] = Math.floor(iovecsAddress / 0x1_0000_0000)

/** The bytes of a buffer from `start` to `end`. */
export interface Piece {
  readonly buffer: { readonly bytes: Uint8Array }
  readonly start: number
  readonly end: number
}

/**
 * Sends pieces to a socket one behind the other, the first {@link PIECES_AT_ONCE} of them at most, without waiting.
 * Answers the bytes that it took, or -1 if none.
 */
export function sendPieces(fd: number, pieces: readonly Piece[]): number {
  let word = 0
  for (const { buffer, start, end } of pieces) {
    if (word === iovecs.length) break
    const address = addressOf(buffer.bytes) + start
    iovecs[word] = address >>> 0
    iovecs[word + 1] = Math.floor(address / 0x1_0000_0000)
    iovecs[word + 2] = end - start
    iovecs[word + 3] = 0
    word += 4
  }
  message[6] = word / 4
  return Number(sendmsg(fd, message, MSG_DONTWAIT | MSG_NOSIGNAL))
}

/** Another descriptor of the same socket, which the first can be closed without. Null if the process has none left. */
export function duplicate(fd: number): number | null {
  const other = Number(fcntl(fd, F_DUPFD_CLOEXEC, 'int', 0))
  return other < 0 ? null : other
}

/**
 * Gives a socket room for so many bytes that the receiver has not taken. Beyond the system's own limit (socket(7),
 * wmem_max) only a privileged process may go; others get that.
 */
export function makeRoomToSend(fd: number, bytes: number): void {
  const value = new Uint32Array([bytes])
  if (setsockopt(fd, SOL_SOCKET, SO_SNDBUFFORCE, value, 4) !== 0) setsockopt(fd, SOL_SOCKET, SO_SNDBUF, value, 4)
}
