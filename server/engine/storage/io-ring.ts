/**
 * Reads that have to wait for the disk, through Linux's io_uring: what is asked for in one turn of the loop goes to the
 * kernel in one call, and comes back in one. Node's thread pool takes two wake-ups of threads for each, which costs the
 * loop, and whoever waits behind, more than the read itself.
 *
 * The kernel shares two rings of memory with this thread (io_uring(7); offsets as io_uring_setup(2) answers them):
 *
 *   requests      u32 head, u32 tail, u32 mask, …; an index of slots, filled once; slots of 64 bytes:
 *                 0 u8 opcode · 4 i32 fd · 8 u64 offset · 16 u64 address · 24 u32 length · 32 u64 ours
 *   completions   u32 head, u32 tail, u32 mask, …; slots of 16 bytes: 0 u64 ours · 8 i32 result · 12 u32 flags
 *
 * This thread moves the tail of requests and the head of completions; the kernel the other two. Little-endian.
 */
import koffi from 'koffi'
import fs from 'node:fs'
import os from 'node:os'
import { addressOf, libc } from './libc'

/** Numbers of system calls made since 2019: the same on every processor. */
const SYS_IO_URING_SETUP = 425
const SYS_IO_URING_ENTER = 426
const SYS_IO_URING_REGISTER = 427

const setup = libc.func('long syscall(long, uint32_t, void *)')
const enter = libc.func('long syscall(long, int, uint32_t, uint32_t, uint32_t, void *, size_t)')
const register = libc.func('long syscall(long, int, uint32_t, void *, uint32_t)')
const mmap = libc.func('void *mmap(void *, size_t, int, int, int, int64_t)')
const eventfd = libc.func('int eventfd(uint32_t, int)')

/** How many reads the kernel has at a time; twice as many completions have room. */
const ENTRIES = 256
const PARAMS_BYTES = 120
/** Completions wait until this thread calls the kernel anyway, rather than to interrupt it (Linux 5.19). */
const SETUP_COOP_TASKRUN = 1 << 8
const FEAT_SINGLE_MMAP = 1
const OFFSET_REQUESTS = 0x1000_0000
const REGISTER_EVENTFD = 4
const OPCODE_READ = 22
const PROT_READ_WRITE = 3
const MAP_SHARED_POPULATE = 0x8001
const MAP_FAILED = 2n ** 64n - 1n
const EFD_CLOEXEC = 0o200_0000
const SLOT_WORDS = 16
const COMPLETION_WORDS = 4

interface Waiting {
  fd: number
  into: Uint8Array
  offset: number
  done: (result: number) => void
}

/** Where the kernel put the parts of the rings, in words. */
interface Places {
  requestHead: number
  requestTail: number
  requestMask: number
  completionHead: number
  completionTail: number
  completionMask: number
  completions: number
}

export class IoRing {
  /** Reads that the kernel has, by the number that it gives back; null where none is. */
  readonly #begun = Array.from({ length: ENTRIES }, (): Waiting | null => null)
  readonly #free: number[] = Array.from({ length: ENTRIES }, (_, index) => index)
  /** Reads for which the kernel has no room now. */
  #line: Waiting[] = []
  #queued = 0
  #submitting = false
  #listening = false
  readonly #count = Buffer.alloc(8)

  private constructor(
    private readonly ring: number,
    private readonly event: number,
    private readonly words: Int32Array,
    private readonly requests: Uint32Array,
    private readonly at: Places,
  ) {}

  /** Null where the kernel has none, or doesn't let this process have one. */
  static open(): IoRing | null {
    const params = Buffer.alloc(PARAMS_BYTES)
    params.writeUInt32LE(SETUP_COOP_TASKRUN, 8)
    const ring = Number(setup(SYS_IO_URING_SETUP, ENTRIES, params))
    if (ring < 0) return null
    const word = (offset: number) => params.readUInt32LE(offset)
    const event = (word(20) & FEAT_SINGLE_MMAP) === 0 ? -1 : Number(eventfd(0, EFD_CLOEXEC))
    const told = Buffer.alloc(4)
    told.writeInt32LE(event)
    const isHeard = event >= 0 && Number(register(SYS_IO_URING_REGISTER, ring, REGISTER_EVENTFD, told, 1)) >= 0
    const rings = isHeard ? mapped(ring, Math.max(word(64) + 4 * word(0), word(100) + 16 * word(4)), 0) : null
    const slots = rings && mapped(ring, 64 * word(0), OFFSET_REQUESTS)
    if (!rings || !slots) {
      fs.closeSync(ring)
      if (event >= 0) fs.closeSync(event)
      return null
    }
    const words = new Int32Array(rings)
    for (let slot = 0; slot < word(0); slot += 1) words[word(64) / 4 + slot] = slot
    return new IoRing(ring, event, words, new Uint32Array(slots), {
      requestHead: word(40) / 4,
      requestTail: word(44) / 4,
      requestMask: word(48) / 4,
      completionHead: word(80) / 4,
      completionTail: word(84) / 4,
      completionMask: word(88) / 4,
      completions: word(100) / 4,
    })
  }

  /**
   * Reads from a file into memory, which must not be used otherwise until then. Resolves with the number of bytes, which
   * are fewer than asked for at the end of the file, and may be elsewhere; or with a negative errno.
   */
  read(fd: number, into: Uint8Array, offset: number): Promise<number> {
    return new Promise((done) => {
      this.#begin({ fd, into, offset, done })
      if (this.#submitting) return
      this.#submitting = true
      // What else is asked for in this turn goes along.
      queueMicrotask(() => this.#submit())
    })
  }

  #begin(read: Waiting): void {
    const number = this.#free.pop()
    if (number === undefined) {
      this.#line.push(read)
      return
    }
    this.#begun[number] = read
    const tail = this.#load(this.at.requestTail)
    const slot = (tail & this.#load(this.at.requestMask)) * SLOT_WORDS
    const address = addressOf(read.into)
    this.requests.fill(0, slot, slot + SLOT_WORDS)
    this.requests[slot] = OPCODE_READ
    this.requests[slot + 1] = read.fd
    this.requests[slot + 2] = read.offset >>> 0
    this.requests[slot + 3] = Math.floor(read.offset / 0x1_0000_0000)
    this.requests[slot + 4] = address >>> 0
    this.requests[slot + 5] = Math.floor(address / 0x1_0000_0000)
    this.requests[slot + 6] = read.into.length
    this.requests[slot + 8] = number
    Atomics.store(this.words, this.at.requestTail, tail + 1)
    this.#queued += 1
  }

  #submit(): void {
    this.#submitting = false
    this.#turn()
  }

  #turn(): void {
    this.#hand()
    // In handing over, the kernel tells what has come back meanwhile.
    this.#collect()
    this.#hand()
    this.#listen()
  }

  /** Hands the kernel what is queued. What it won't take now it takes when something has come back. */
  #hand(): void {
    while (this.#queued > 0) {
      const taken = Number(enter(SYS_IO_URING_ENTER, this.ring, this.#queued, 0, 0, null, 0))
      if (taken > 0) this.#queued -= taken
      else if (this.#free.length + this.#queued < ENTRIES) return
      else this.#giveBack(taken < 0 ? -koffi.errno() : -os.constants.errno.EAGAIN)
    }
  }

  /** The kernel takes none, and has none that could come back first. */
  #giveBack(result: number): void {
    Atomics.store(this.words, this.at.requestTail, this.#load(this.at.requestHead))
    this.#queued = 0
    // Each that ends may begin another.
    const given = [...this.#begun.keys()].filter((number) => this.#begun[number] !== null)
    for (const number of given) this.#end(number, result)
  }

  #end(number: number, result: number): void {
    const read = this.#begun[number]
    if (!read) throw new Error(`The kernel has finished read ${number}, which it did not have.`)
    this.#begun[number] = null
    this.#free.push(number)
    read.done(result)
    const next = this.#line.shift()
    if (next) this.#begin(next)
  }

  /** Waits in the thread pool, one for all, until something has come back. */
  #listen(): void {
    if (this.#listening || this.#free.length === ENTRIES) return
    this.#listening = true
    fs.read(this.event, this.#count, 0, 8, null, (error) => {
      if (error) throw error
      this.#listening = false
      this.#turn()
    })
  }

  #collect(): void {
    let head = this.#load(this.at.completionHead)
    const mask = this.#load(this.at.completionMask)
    for (let tail = this.#load(this.at.completionTail); head !== tail; tail = this.#load(this.at.completionTail)) {
      const slot = this.at.completions + (head & mask) * COMPLETION_WORDS
      const number = this.words[slot]
      const result = this.words[slot + 2]
      head = (head + 1) | 0
      Atomics.store(this.words, this.at.completionHead, head)
      if (number === undefined || result === undefined) throw new RangeError(`The ring has no completion at word ${slot}.`)
      this.#end(number, result)
    }
  }

  #load(word: number): number {
    return Atomics.load(this.words, word)
  }
}

function mapped(ring: number, bytes: number, offset: number): ArrayBuffer | null {
  const pointer: unknown = mmap(null, bytes, PROT_READ_WRITE, MAP_SHARED_POPULATE, ring, offset)
  return pointer === MAP_FAILED ? null : koffi.view(pointer, bytes)
}
