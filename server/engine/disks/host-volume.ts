import type { CachedRange } from '../storage/files'

/**
 * A virtual disk as the protocols that serve hosts see it (NBD, iSCSI): bytes behind a gate.
 *
 * Every method checks the gate and the bounds itself, at the moment that it acts. Offsets and lengths are bytes; a
 * request may start and end anywhere. Methods that answer `null` did the work at once, on the loop, because nothing
 * had to be waited for; the others answer a promise. A failed request throws or rejects with {@link IoError}.
 */

/** Errors as hosts must be told them; each protocol maps them to its own words. */
export type IoErrorCode =
  /** The gate refuses it. NBD EPERM; SCSI DATA PROTECT 07/27/00 for writes. */
  | 'EPERM'
  /** Read past the end of the disk. */
  | 'EINVAL'
  /** Write past the end of the disk, or no space left in the pool or in a repository that may not overflow. */
  | 'ENOSPC'
  /** The disk under the pool failed, or the image is failed. */
  | 'EIO'
  /** The disk is closing. */
  | 'ESHUTDOWN'

export class IoError extends Error {
  constructor(
    readonly code: IoErrorCode,
    message: string,
  ) {
    super(message)
    this.name = 'IoError'
  }
}

export interface Extent {
  offset: number
  length: number
  /** A hole reads as zeroes and takes no space. */
  hole: boolean
}

export interface HostVolume {
  readonly diskId: string
  /** May grow while it is open. */
  readonly capacityBytes: number
  /** What the gate says now. */
  readonly access: { readonly read: boolean; readonly write: boolean }
  /** The size of I/O that costs no read-modify-write and no copy-on-write surprise: 4096. */
  readonly preferredBlockBytes: number

  /** Fills `into` completely, from `offset` on. */
  read(into: Uint8Array, offset: number): Promise<void> | null
  /**
   * A range that can be sent as it lies in the page cache, for this turn of the loop; it counts as read. Null if it must be
   * read instead.
   */
  cached(offset: number, length: number): CachedRange | null
  /** Writes the chunks one after the other from `offset` on. The chunks must not change until it is done. */
  write(chunks: readonly Uint8Array[], offset: number): Promise<void> | null
  /** What was written before the call, through any connection, survives power loss once this resolves. */
  flush(): Promise<void>
  /** Discards: the range reads as zeroes afterwards and its space is given back. */
  trim(offset: number, length: number): Promise<void> | null
  /** Zeroes. With `keepAllocated` the space stays reserved (NBD NO_HOLE). */
  zero(offset: number, length: number, keepAllocated: boolean): Promise<void> | null
  /** Brings the range into the page cache. */
  prefetch(offset: number, length: number): Promise<void>
  /** Data and holes from `offset` on, contiguous, at most `limit` extents; covers `length` unless `limit` is met. */
  extents(offset: number, length: number, limit: number): Promise<Extent[]>
}

/** One whose blocks can be compared and changed as one, which SCSI asks for. */
export interface UpdatableVolume extends HostVolume {
  /**
   * Reads, and writes what `change` makes of it (the same length; null: nothing), with no other request of any host in
   * between (SBC-3 5.2, COMPARE AND WRITE). `change` must be done when it returns.
   */
  update(offset: number, length: number, change: (found: Buffer) => Uint8Array | null): Promise<void>
}
