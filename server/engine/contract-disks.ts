/** What the two planes say of virtual disks. Sizes are bytes, times milliseconds since the epoch. */
export type DiskId = string
export type PoolId = string
export type CopyId = string

export type DiskKind = 'standard' | 'snapshot' | 'repository'
export type FullPolicy = 'failSnapshot' | 'failSourceWrites'
export type CopyPriority = 'lowest' | 'low' | 'medium' | 'high' | 'highest'

/** What hosts may do at the engine's gate. The reason is the control plane's code, kept for the engine's log. */
export interface GateAccess {
  read: boolean
  write: boolean
  /** Whether what is refused comes back by itself: SCSI hosts wait then, instead of giving the disk up. */
  passing?: boolean
}

/** The grain of copy-on-write. DESIGN words: 64 KiB default, 256 KiB allowed. */
export const GRAIN_BYTES = [65_536, 262_144] as const
export type GrainBytes = (typeof GRAIN_BYTES)[number]

/** What a disk's label says: identity and relations travel with the disk, so that its pool can move. */
export interface DiskFacts {
  diskId: DiskId
  poolId: PoolId
  name: string
  /** NAA type 6 identifier, 32 lower-case hexadecimal digits without prefix. */
  wwid: string
  kind: DiskKind
  capacityBytes: number
  createdAt: number
  /** Only a snapshot has one: the disk it is an image of, and the repository that keeps its preserved grains. */
  snapshotOf: { sourceId: DiskId; repositoryId: DiskId } | null
}

/** What is on a disk or a partition, as it says itself. Labels and identifiers are a host's words, made fit to show. */
export interface Finding {
  what: 'mbr' | 'gpt' | 'ext2' | 'ext3' | 'ext4' | 'xfs' | 'btrfs' | 'ntfs' | 'fat' | 'exfat' | 'swap' | 'lvm' | 'md' | 'luks' | 'unknown'
  label: string | null
  /** UUID, serial or signature, as the structure's own tools write it. */
  identifier: string | null
  journaling: boolean
  /** Whether it says that a host has it mounted, or had when it was last written. */
  mounted: 'yes' | 'no' | 'unknown'
  /** Its journal or log waits to be replayed. */
  needsRecovery: boolean
  damaged: boolean
  /** From the start of the disk. */
  startByte: number
  sizeBytes: number
  /** The partitions of a partition table. */
  children: Finding[]
}

export interface DiskStatistics {
  readOperations: number
  writeOperations: number
  readBytes: number
  writtenBytes: number
  flushes: number
  readLatencyMicros: { p50: number; p99: number }
  writeLatencyMicros: { p50: number; p99: number }
  copyOnWriteOperations: number
  /** Source writes held by the last barrier, in microseconds; null if there was none. */
  lastBarrierMicros: number | null
}
