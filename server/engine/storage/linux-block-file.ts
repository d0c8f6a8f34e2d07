import fs from 'node:fs'
import path from 'node:path'
import { systemCode } from '../faults'
import { type BlockFile, type CachedRange, SourceReadError } from './files'
import { IoRing } from './io-ring'
import { adviseWillNeed, cachedPages, copyRange, punchHole, readCached, seekData, seekHole, sendRange, shareRange, SystemError, zeroRange } from './libc'

/** Writes up to this size go straight into the page cache on the loop; longer ones go to the thread pool. */
const WRITE_ON_LOOP_BYTES = 512 * 1024

/** Writes that begin or end inside a page may have to read it first, so they never run on the loop. */
const PAGE_BYTES = 4096

const COPY_STEP_BYTES = 32 * 1024 * 1024

/** One file on a Linux file system. Opened by {@link openSegment}, used through SegmentedFile. */
export class LinuxBlockFile implements BlockFile {
  #syncFailure: Error | null = null

  constructor(
    readonly fd: number,
    readonly path: string,
    public length: number,
  ) {}

  get syncFailed(): boolean {
    return this.#syncFailure !== null
  }

  readNow(into: Uint8Array, offset: number): boolean {
    if (offset + into.length > this.length) return false
    return readCached(this.fd, into, offset) === into.length
  }

  async read(into: Uint8Array, offset: number): Promise<void> {
    let done = 0
    while (done < into.length) {
      const bytes = await readOffLoop(this.fd, done === 0 ? into : into.subarray(done), offset + done)
      if (bytes === 0) {
        into.fill(0, done)
        return
      }
      done += bytes
    }
  }

  cached(offset: number, length: number): CachedRange | null {
    if (offset + length > this.length) return null
    const pages = Math.floor((offset + length - 1) / PAGE_BYTES) - Math.floor(offset / PAGE_BYTES) + 1
    if (cachedPages(this.fd, offset, length) < pages) return null
    return {
      sendTo: (socket) => sendRange(socket, this.fd, offset, length),
      readInto: (into, skip) => this.#readOnLoop(into, offset + skip),
    }
  }

  /** Of what was in the cache a moment ago: it hardly ever waits. */
  #readOnLoop(into: Uint8Array, offset: number): void {
    for (let done = 0; done < into.length; ) {
      const bytes = fs.readSync(this.fd, into, done, into.length - done, offset + done)
      if (bytes === 0) return void into.fill(0, done)
      done += bytes
    }
  }

  write(chunks: readonly Uint8Array[], offset: number): Promise<void> | null {
    this.#refuseIfFailed()
    let bytes = 0
    for (const chunk of chunks) bytes += chunk.length
    const aligned = offset % PAGE_BYTES === 0 && bytes % PAGE_BYTES === 0
    if (!aligned || bytes > WRITE_ON_LOOP_BYTES) return this.#writeOffLoop(chunks, offset, bytes)
    const first = chunks[0]
    if (chunks.length === 1 && first) {
      const written = fs.writeSync(this.fd, first, 0, bytes, offset)
      if (written < bytes) return this.#writeOffLoop([first.subarray(written)], offset + written, bytes - written)
    } else {
      const written = fs.writevSync(this.fd, chunks, offset)
      if (written < bytes) return this.#writeOffLoop(skip(chunks, written), offset + written, bytes - written)
    }
    this.length = Math.max(this.length, offset + bytes)
    return null
  }

  async #writeOffLoop(chunks: readonly Uint8Array[], offset: number, bytes: number): Promise<void> {
    let rest = chunks
    let done = 0
    while (done < bytes) {
      const written = await fsWritev(this.fd, rest, offset + done)
      done += written
      if (done < bytes) rest = skip(rest, written)
    }
    this.length = Math.max(this.length, offset + bytes)
  }

  async sync(): Promise<void> {
    this.#refuseIfFailed()
    try {
      await new Promise<void>((resolve, reject) =>
        fs.fdatasync(this.fd, (error) => (error ? reject(error) : resolve())),
      )
    } catch (error) {
      this.#syncFailure = error instanceof Error ? error : new Error(String(error))
      throw error
    }
  }

  async resize(length: number): Promise<void> {
    this.#refuseIfFailed()
    await new Promise<void>((resolve, reject) =>
      fs.ftruncate(this.fd, length, (error) => (error ? reject(error) : resolve())),
    )
    this.length = length
  }

  punch(offset: number, length: number): Promise<void> | null {
    this.#refuseIfFailed()
    return punchHole(this.fd, offset, length)
  }

  async allocate(offset: number, length: number): Promise<void> {
    this.#refuseIfFailed()
    try {
      await zeroRange(this.fd, offset, length)
    } catch (error) {
      if (systemCode(error) !== 'EOPNOTSUPP') throw error
      const zeroes = new Uint8Array(Math.min(length, 1024 * 1024))
      for (let done = 0; done < length; done += zeroes.length) {
        const part = zeroes.subarray(0, Math.min(zeroes.length, length - done))
        await this.#writeOffLoop([part], offset + done, part.length)
      }
    }
    this.length = Math.max(this.length, offset + length)
  }

  nextData(offset: number, end: number): number {
    if (offset >= this.length) return end
    const found = seekData(this.fd, offset)
    return found === null ? end : Math.min(found, end)
  }

  nextHole(offset: number, end: number): number {
    if (offset >= this.length) return offset
    const found = seekHole(this.fd, offset)
    return found === null ? offset : Math.min(found, end)
  }

  /** Asks block by block: looking for the next hole takes the longer the less fragmented the file is. */
  hasSpace(offset: number, length: number): boolean {
    const end = offset + length
    if (end > this.length) return false
    for (let at = offset; at < end; at = (Math.floor(at / PAGE_BYTES) + 1) * PAGE_BYTES) if (seekData(this.fd, at) !== at) return false
    return true
  }

  async copyFrom(source: BlockFile, sourceOffset: number, offset: number, length: number): Promise<void> {
    this.#refuseIfFailed()
    let done = 0
    while (done < length) {
      const step = Math.min(COPY_STEP_BYTES, length - done)
      done +=
        source instanceof LinuxBlockFile
          ? await this.#copyInKernel(source, sourceOffset + done, offset + done, step)
          : await this.#copyThroughMemory(source, sourceOffset + done, offset + done, step)
    }
    this.length = Math.max(this.length, offset + length)
  }

  async shareFrom(source: BlockFile, sourceOffset: number, offset: number, length: number): Promise<boolean> {
    this.#refuseIfFailed()
    if (!(source instanceof LinuxBlockFile)) return false
    const isShared = await shareRange(source.fd, sourceOffset, this.fd, offset, length)
    if (isShared) this.length = Math.max(this.length, offset + length)
    return isShared
  }

  async #copyInKernel(source: LinuxBlockFile, from: number, to: number, length: number): Promise<number> {
    try {
      const copied = await copyRange(source.fd, from, this.fd, to, length)
      if (copied > 0) return copied
    } catch (error) {
      // Not between these two files (another file system, an old kernel): through memory. Other errors are real,
      // and come again there with the exact place.
      if (!(error instanceof SystemError)) throw error
    }
    return this.#copyThroughMemory(source, from, to, length)
  }

  async #copyThroughMemory(source: BlockFile, from: number, to: number, length: number): Promise<number> {
    const bytes = Math.min(length, 1024 * 1024)
    const buffer = Buffer.allocUnsafe(bytes)
    try {
      await source.read(buffer, from)
    } catch (error) {
      throw new SourceReadError(error)
    }
    await this.#writeOffLoop([buffer], to, bytes)
    return bytes
  }

  prefetch(offset: number, length: number): void {
    adviseWillNeed(this.fd, offset, length)
  }

  close(): Promise<void> {
    return new Promise((resolve, reject) => fs.close(this.fd, (error) => (error ? reject(error) : resolve())))
  }

  #refuseIfFailed(): void {
    if (this.#syncFailure) throw new SystemSyncError(this.path, this.#syncFailure)
  }
}

class SystemSyncError extends Error {
  readonly code = 'EIO'
  constructor(file: string, cause: Error) {
    super(`EIO: an earlier sync of ${file} failed (${cause.message}); what reached the disk is not known`, { cause })
  }
}

function skip(chunks: readonly Uint8Array[], bytes: number): Uint8Array[] {
  const rest: Uint8Array[] = []
  let left = bytes
  for (const chunk of chunks) {
    if (left >= chunk.length) left -= chunk.length
    else {
      rest.push(left > 0 ? chunk.subarray(left) : chunk)
      left = 0
    }
  }
  return rest
}

/** Opened by who reads first. */
let ring: IoRing | null | undefined

/** What the ring can't read comes again in the thread pool, with its error if it has one. */
async function readOffLoop(fd: number, into: Uint8Array, offset: number): Promise<number> {
  if (ring === undefined) ring = IoRing.open()
  const bytes = ring === null ? -1 : await ring.read(fd, into, offset)
  return bytes < 0 ? fsRead(fd, into, offset) : bytes
}

function fsRead(fd: number, into: Uint8Array, offset: number): Promise<number> {
  return new Promise((resolve, reject) =>
    fs.read(fd, into, 0, into.length, offset, (error, bytes) => (error ? reject(error) : resolve(bytes))),
  )
}

function fsWritev(fd: number, chunks: readonly Uint8Array[], offset: number): Promise<number> {
  return new Promise((resolve, reject) =>
    fs.writev(fd, chunks, offset, (error, bytes) => (error ? reject(error) : resolve(bytes))),
  )
}

/** Opens a file for reading and writing; with `create` makes it, durably, if it isn't there. Null if it isn't. */
export async function openSegment(file: string, create: boolean): Promise<LinuxBlockFile | null> {
  let made = false
  let fd: number
  try {
    fd = fs.openSync(file, 'r+')
  } catch (error) {
    if (systemCode(error) !== 'ENOENT') throw error
    if (!create) return null
    fd = fs.openSync(file, fs.constants.O_RDWR | fs.constants.O_CREAT, 0o600)
    made = true
  }
  const opened = new LinuxBlockFile(fd, file, fs.fstatSync(fd).size)
  if (made) {
    const directory = await fs.promises.open(path.dirname(file), 'r')
    try {
      await directory.sync()
    } finally {
      await directory.close()
    }
  }
  return opened
}
