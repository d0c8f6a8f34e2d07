/** What the two planes say of the identities of what is on a disk. */
import type { Finding } from './contract-disks'

/**
 * Why a structure can't get new identities.
 * `damaged`: it contradicts itself or a checksum is wrong, and is left as it is, not repaired.
 * `needsRecovery`: its journal or log must be replayed first, by the host that mounts it.
 * `inUse`: it says that a host is using it.
 * `unsupported`: a feature of it that isn't known here, so that a change might harm it.
 * `tooLarge`: more would have to be written at once than is kept for the case of a crash.
 * `otherDevices`: part of it is on other disks, which name it by its identity.
 * `identityIsUsed`: what is in it was made with its identity and couldn't be read with another.
 * `useVgimportclone`: an LVM physical volume, whose identities that command changes on the host.
 * `dynamicDisk`: Windows keeps its identities in a database of its own.
 * `ambiguous`: marks of two structures are in one place, of which one is left from earlier.
 * `unknownContent`: nothing is recognised, so it isn't known whether it has identities.
 */
export type IdentityRefusalCode =
  | 'damaged'
  | 'needsRecovery'
  | 'inUse'
  | 'unsupported'
  | 'tooLarge'
  | 'otherDevices'
  | 'identityIsUsed'
  | 'useVgimportclone'
  | 'dynamicDisk'
  | 'ambiguous'
  | 'unknownContent'

/**
 * What one should know of a change that is made all the same.
 * `dirty`: the structure says that it wasn't cleanly unmounted, and is to be checked by its host, as before.
 * `checksumSeedAdded`: ext4's `metadata_csum_seed` was set (Linux 4.4, e2fsprogs 1.43; GRUB from 2.12).
 * `metadataUuidAdded`: the old UUID stays inside as that of the metadata (Linux 4.3 for XFS, 5.0 for Btrfs).
 * `encryptedInside`: what is inside is encrypted, and keeps its identities.
 */
export type IdentityNote = 'dirty' | 'checksumSeedAdded' | 'metadataUuidAdded' | 'encryptedInside'

export interface IdentityChange {
  kind: 'diskSignature' | 'diskGuid' | 'partitionGuid' | 'uuid' | 'serial' | 'volumeId'
  /** Counted from 1 as its own tools do; null but for a partition's. */
  partition: number | null
  /** Both as the structure's own tools write them. */
  old: string
  new: string
}

/** A structure that is on a disk, and its identities. */
export interface IdentityFacts {
  what: Finding['what']
  /** A host's words, made fit to show. */
  label: string | null
  /** From the start of the disk. */
  startByte: number
  sizeBytes: number
  /** Empty when it is refused, and when the structure has no identity. */
  identities: IdentityChange[]
  notes: IdentityNote[]
  /** Why nothing of this structure changes, or null. `detail` is for those who know the structure. */
  refusal: { code: IdentityRefusalCode; detail: string } | null
}
