/**
 * The file system as the engine needs it, with its durability spelled out. The engine never touches `node:fs`
 * elsewhere, so that tests can put a store underneath that loses and reorders whatever was not synced.
 *
 * Durability: a write is kept by the page cache (survives the process), and by the disk once `sync` resolved
 * (survives power loss). A failed `sync` fails its file for good: what was lost can't be known, so every later write
 * and sync of it is refused until it is opened again (contract of durability, 5).
 */
export interface Files {
  /** Makes a directory whose parent exists. It is durable when this resolves. No error if it is there. */
  makeDirectory(path: string): Promise<void>
  /** Removes a directory with all that is in it; durable when this resolves. No error if it is gone. */
  removeTree(path: string): Promise<void>
  /** Names in a directory; empty if there is none. */
  list(path: string): Promise<string[]>
  /** A small file whole, or null if there is none. */
  readWhole(path: string): Promise<Uint8Array | null>
  /** Replaces a small file whole or not at all; durable when this resolves. */
  replaceWhole(path: string, bytes: Uint8Array): Promise<void>
  /** Removes a file; durable when this resolves. No error if it is gone. */
  removeFile(path: string): Promise<void>
  /** Gives a directory another name in the same parent; durable when this resolves. */
  renameDirectory(from: string, to: string): Promise<void>
  /** Takes a lock that dies with the process, or answers null if another has it. The answer lets go. */
  lock(path: string): Promise<(() => Promise<void>) | null>
  /**
   * Answers what tells a directory from another one that is put in its place. Rejects when it is not there, can't be
   * written, or its file system reports an error.
   */
  probe(directory: string): Promise<string>
  /** Opens a file for blocks, making it (durably) if it isn't there. */
  openBlocks(path: string): Promise<BlockFile>
  /** Bytes that files take on the disk, directory by directory, without opening them; 0 if there is nothing. */
  allocatedBytes(directory: string): Promise<number>
  /** Capacity and free bytes of the file system that holds the path. */
  space(path: string): Promise<{ capacityBytes: number; freeBytes: number }>
}

/**
 * A file of blocks. Offsets and lengths are bytes. Reading past the end gives zeroes. Methods that may answer `null`
 * then did the work at once without blocking; they throw, or reject, with the system's error (`code` says which).
 */
export interface BlockFile {
  /** Length of the file; grows by writing or by `resize`. */
  readonly length: number
  /** Whether a sync has failed, so that it takes nothing more. */
  readonly syncFailed: boolean
  /** Fills `into` if that needs no waiting for the disk. */
  readNow(into: Uint8Array, offset: number): boolean
  read(into: Uint8Array, offset: number): Promise<void>
  /** A range that is in memory, in pages of the system's; null if it is not, or can't be told. */
  cached(offset: number, length: number): CachedRange | null
  write(chunks: readonly Uint8Array[], offset: number): Promise<void> | null
  sync(): Promise<void>
  resize(length: number): Promise<void>
  /** Gives the range's space back; it reads as zeroes. */
  punch(offset: number, length: number): Promise<void> | null
  /** Zeroes the range and keeps (or takes) its space. */
  allocate(offset: number, length: number): Promise<void>
  /** First byte of data at or after `offset`, or `end` if there is only a hole until there. */
  nextData(offset: number, end: number): number
  /** First byte of a hole at or after `offset`, or `end`. */
  nextHole(offset: number, end: number): number
  /** Whether no block of the range is a hole: writing there takes no space, unless blocks are shared with other files. */
  hasSpace(offset: number, length: number): boolean
  /** Copies a range from another file of the same store, inside the kernel where it can. */
  copyFrom(source: BlockFile, sourceOffset: number, offset: number, length: number): Promise<void>
  /**
   * Has a range share the blocks of one of another file, which costs the same however long it is; whoever writes there
   * later gets blocks of its own. Answers false if that is not to be had; nothing is done then, and whoever copies instead
   * is told of what is broken.
   */
  shareFrom(source: BlockFile, sourceOffset: number, offset: number, length: number): Promise<boolean>
  /** Asks for the range to be read into memory. */
  prefetch(offset: number, length: number): void
  close(): Promise<void>
}

/** Bytes of a file that the page cache holds. For the turn of the loop that asked: files close, and pages are given up. */
export interface CachedRange {
  /**
   * Sends them to a socket, which does not wait, without a copy of their own: what is written there before the receiver
   * has taken them may be what it gets. Answers how many bytes the socket took, or -1 if none.
   */
  sendTo(socket: number): number
  /** Fills `into` with them from `skip` bytes on. Throws the system's error. */
  readInto(into: Uint8Array, skip: number): void
}

/** A copy between files failed because what was to be copied could not be read. */
export class SourceReadError extends Error {
  constructor(cause: unknown) {
    super(`the source could not be read: ${cause instanceof Error ? cause.message : String(cause)}`, { cause })
  }
}
