/**
 * The calls of the C library that Node doesn't offer: reads that refuse to wait, holes, copies inside the kernel,
 * locks that die with their process. Linux only, 64-bit offsets; a failed call answers the errno's name.
 */
import koffi from 'koffi'
import os from 'node:os'

export const libc = koffi.load('libc.so.6')

const sendfile = libc.func('int64_t sendfile(int, int, _Inout_ int64_t *, size_t)')
const cachestat = libc.func('long syscall(long, int, const void *, void *, uint32_t)')
const preadv2 = libc.func('int64_t preadv2(int, const void *, int, int64_t, int)')
const fallocate = libc.func('int fallocate(int, int, int64_t, int64_t)')
const lseek = libc.func('int64_t lseek(int, int64_t, int)')
const copyFileRange = libc.func(
  'int64_t copy_file_range(int, _Inout_ int64_t *, int, _Inout_ int64_t *, size_t, uint32_t)',
)
const ioctl = libc.func('int ioctl(int, unsigned long, const void *)')
const flock = libc.func('int flock(int, int)')
const posixFadvise = libc.func('int posix_fadvise(int, int64_t, int64_t, int)')

const RWF_NOWAIT = 8
/** The number of a system call that came in 2023: the same on every processor. */
const SYS_CACHESTAT = 451
const FALLOC_FL_KEEP_SIZE = 1
const FALLOC_FL_PUNCH_HOLE = 2
const FALLOC_FL_ZERO_RANGE = 16
const FICLONERANGE = 0x4020940d
const SEEK_DATA = 3
const SEEK_HOLE = 4
const LOCK_EX = 2
const LOCK_NB = 4
const POSIX_FADV_WILLNEED = 3

export class SystemError extends Error {
  readonly code: string
  constructor(
    readonly call: string,
    readonly errno: number,
  ) {
    const code = errnoName(errno)
    super(`${code}: ${call} failed`)
    this.code = code
    this.name = 'SystemError'
  }
}

function errnoName(errno: number): string {
  for (const [name, value] of Object.entries(os.constants.errno)) if (value === errno) return name
  return `E${errno}`
}

/** Where each buffer's memory starts. A backing store never moves, so asking once is enough. */
const bases = new WeakMap<ArrayBufferLike, number>()

/** Where bytes are; they stay there as long as somebody has them. */
export function addressOf(bytes: Uint8Array): number {
  let base = bases.get(bytes.buffer)
  if (base === undefined) {
    base = Number(koffi.address(new Uint8Array(bytes.buffer, 0, bytes.buffer.byteLength)))
    bases.set(bytes.buffer, base)
  }
  return base + bytes.byteOffset
}

/** struct iovec { void *base; size_t length }, little-endian halves. One is enough: the call is synchronous. */
const iovec = new Uint32Array(4)

/** Reads what the page cache holds. Answers the bytes read, or -1 if the disk would have to be waited for. */
export function readCached(fd: number, into: Uint8Array, offset: number): number {
  const address = addressOf(into)
  iovec[0] = address >>> 0
  iovec[1] = Math.floor(address / 0x1_0000_0000)
  iovec[2] = into.length
  iovec[3] = 0
  return Number(preadv2(fd, iovec, 1, offset, RWF_NOWAIT))
}

/** Sends bytes of a file to a socket that doesn't wait, inside the kernel. Answers how many it took, or -1 if none. */
export function sendRange(socket: number, fd: number, offset: number, length: number): number {
  return Number(sendfile(socket, fd, [offset], length))
}

/** struct cachestat_range { u64 offset; u64 length } and struct cachestat { u64 pages in the cache; and four more }. */
const range = new Uint32Array(4)
const cached = new Uint32Array(10)

/** How many of a range's pages the page cache holds (cachestat(2)); 0 where the kernel doesn't tell (before Linux 6.5). */
export function cachedPages(fd: number, offset: number, length: number): number {
  range[0] = offset >>> 0
  range[1] = Math.floor(offset / 0x1_0000_0000)
  range[2] = length
  return cachestat(SYS_CACHESTAT, fd, range, cached, 0) === 0 ? (cached[0] ?? 0) : 0
}

function fail(call: string): never {
  throw new SystemError(call, koffi.errno())
}

/** Runs a call on Node's thread pool. */
function offLoop(call: typeof fallocate, name: string, args: unknown[]): Promise<number> {
  return new Promise((resolve, reject) => {
    call.async(...args, (error: Error | null, result: number | bigint) => {
      if (error) reject(error)
      else if (Number(result) < 0) reject(new SystemError(name, koffi.errno()))
      else resolve(Number(result))
    })
  })
}

/** Ranges above this are punched and zeroed off the loop: freeing many extents takes its time. */
const LONG_RANGE_BYTES = 8 * 1024 * 1024

export function punchHole(fd: number, offset: number, length: number): Promise<void> | null {
  const mode = FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE
  if (length > LONG_RANGE_BYTES) return offLoop(fallocate, 'fallocate', [fd, mode, offset, length]).then(() => undefined)
  if (fallocate(fd, mode, offset, length) !== 0) fail('fallocate')
  return null
}

export async function zeroRange(fd: number, offset: number, length: number): Promise<void> {
  await offLoop(fallocate, 'fallocate', [fd, FALLOC_FL_ZERO_RANGE, offset, length])
}

const ENXIO = os.constants.errno.ENXIO

/** First data at or after `offset`; null if there is only a hole up to the end of the file. */
export function seekData(fd: number, offset: number): number | null {
  const found = Number(lseek(fd, offset, SEEK_DATA))
  if (found >= 0) return found
  if (koffi.errno() === ENXIO) return null
  return fail('lseek')
}

/** First hole at or after `offset` (the end of the file counts as one); null if `offset` is past the end. */
export function seekHole(fd: number, offset: number): number | null {
  const found = Number(lseek(fd, offset, SEEK_HOLE))
  if (found >= 0) return found
  if (koffi.errno() === ENXIO) return null
  return fail('lseek')
}

/** Copies inside the kernel, off the loop; answers how many bytes, which may be fewer than asked. */
export function copyRange(
  from: number,
  fromOffset: number,
  to: number,
  toOffset: number,
  length: number,
): Promise<number> {
  return offLoop(copyFileRange, 'copy_file_range', [from, [fromOffset], to, [toOffset], length, 0])
}

/**
 * Has a range share its blocks with one of another file (ioctl_ficlonerange(2)), off the loop. Answers false if it doesn't:
 * why is met again by who copies instead.
 */
export async function shareRange(from: number, fromOffset: number, to: number, toOffset: number, length: number): Promise<boolean> {
  // struct file_clone_range { s64 src_fd; u64 src_offset; u64 src_length; u64 dest_offset }
  const range = new BigInt64Array([from, fromOffset, length, toOffset].map(BigInt))
  try {
    await offLoop(ioctl, 'ioctl(FICLONERANGE)', [to, FICLONERANGE, range])
    return true
  } catch (error) {
    if (error instanceof SystemError) return false
    throw error
  }
}

/** Takes the exclusive lock of an open file, or answers false if another process has it. Closing lets go. */
export function lockExclusive(fd: number): boolean {
  if (flock(fd, LOCK_EX | LOCK_NB) === 0) return true
  if (koffi.errno() === os.constants.errno.EWOULDBLOCK) return false
  return fail('flock')
}

export function adviseWillNeed(fd: number, offset: number, length: number): void {
  posixFadvise(fd, offset, length, POSIX_FADV_WILLNEED)
}
