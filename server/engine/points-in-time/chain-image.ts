import type { BlockFile } from '../storage/files'

/** A run of bytes in a file, or zeroes. */
export type Place = { file: BlockFile; offset: number } | null

/** A grain to keep, and where its content is now. `slot` asks for room of its own even if the content is all zeroes. */
export interface GrainToKeep {
  grain: number
  from: Place
  slot: boolean
}

/** What became of a request to keep grains. `failed`: the image gave up and holds none of them. */
export type KeepOutcome = 'kept' | 'failed'

/**
 * A point-in-time image as the chain of its source's images knows it. What differs is where it keeps its grains: in a
 * repository (image.ts), or in the disk that is to become what the source was (target-image.ts).
 */
export interface ChainImage {
  /** The disk that shows it. */
  readonly imageId: string
  /** Order among the images of a source. */
  readonly sequence: number
  readonly capacityBytes: number
  readonly grains: number
  /** Whether source writes still preserve grains here. */
  readonly accepting: boolean
  /** Whether it fails itself, and never a write of the source, when it can't keep a grain. */
  readonly sparesWrites: boolean
  /** What it kept can't be told from what it didn't, so nobody may look through it. */
  readonly damaged: boolean
  /** Where it keeps its grains. */
  readonly data: BlockFile
  /** Whether others see a grain in what it keeps. */
  holds(grain: number): boolean
  /** Where it keeps a grain's first byte, null for zeroes; undefined if it doesn't hold the grain. */
  placeOf(grain: number): Place | undefined
  /** How many grains from a held one on, before `end`, lie one behind the other in its file. */
  heldRun(grain: number, end: number): number
  /** The first held grain at or after `grain` and before `end`, or `end`. */
  nextHeld(grain: number, end: number): number
  /**
   * Keeps grains durably; the caller has their exclusive locks. Answers 'failed' when the image gave up. Rejects with
   * RepositoryFullError where it would rather have the writes fail.
   */
  keep(grains: readonly GrainToKeep[]): Promise<KeepOutcome>
  /** Lets go of its files. */
  release(): Promise<void>
}

/** An image that keeps its grains in a disk, each at its own place, which hosts write meanwhile. */
export interface ChainTarget extends ChainImage {
  /** Whether the disk has a grain, whoever looks for it there. */
  has(grain: number): boolean
  /** Bytes of a grain that belong to the image: the last one may be short. */
  bytesOf(grain: number): number
  ownPlace(grain: number): { file: BlockFile; offset: number }
  /** Runs what fills own blocks of the disk. */
  whileFilling(grains: readonly number[], fill: () => Promise<void>): Promise<void>
  /** To be called before the disk's bytes change: null if they may now, or a promise to wait for. */
  beforeChange(offset: number, length: number): Promise<void> | null
  /** Notes that older images look past it for a grain, or have it. */
  handedDown(grain: number): void
}
