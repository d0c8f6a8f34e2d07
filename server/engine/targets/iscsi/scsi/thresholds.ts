/**
 * How much room a thin disk has (SBC-3 4.7.3.7, "thresholds"): the pool's free blocks are one resource that all its
 * disks share, counted in threshold sets. When few are left, every initiator of a disk is told once, by a unit
 * attention, and again each time that there was room in between.
 */
import { BLOCK_BYTES } from './cdb'

/** Bytes, of the pool's file system and of the disk in it. */
export interface Space {
  capacityBytes: number
  freeBytes: number
  /** That the disk takes. */
  allocatedBytes: number
}

/** Blocks of one threshold set as a power of two (SBC-3 6.6.5): 1 MiB, so that 32 bits count up to 4 PiB. */
export const THRESHOLD_EXPONENT = 11
export const SET_BYTES = BLOCK_BYTES * 2 ** THRESHOLD_EXPONENT
/** Few are left when so much of the pool is free. */
const LOW_SHARE = 0.1

/** @returns in threshold sets */
export function thresholdOf({ capacityBytes }: Space): number {
  return setsOf(capacityBytes * LOW_SHARE)
}

export function isLow(space: Space): boolean {
  return setsOf(space.freeBytes) <= thresholdOf(space)
}

/** Bytes in threshold sets, as many as 32 bits can tell. */
export function setsOf(bytes: number): number {
  return Math.min(Math.floor(bytes / SET_BYTES), 0xffff_ffff)
}

/** Threshold resource (SBC-3 6.4, 6.5.8): the pool's free blocks, or those that the disk takes. */
export const RESOURCE = { available: 0x01, used: 0x02 } as const

/** After the header of mode page 1Ch/02h (SBC-3 6.5.8): one soft threshold, of what is available, when it decreases. */
export function thresholdPage(space: Space): number[] {
  const page = Buffer.alloc(20)
  page[12] = 0x80
  page[13] = RESOURCE.available
  page.writeUInt32BE(thresholdOf(space), 16)
  return [...page]
}
