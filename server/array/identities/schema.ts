import { z } from 'zod'

import { bytes, id, reason } from '../door/fields'
import { CONTENTS } from '../virtual-disks/contents-query'

/** The same seed makes the same new identifiers on the same content: what was looked at beforehand is what is written. */
const seed = z.string().trim().min(1).max(64)

export const identitiesInput = z.strictObject({ id, seed: seed.optional() })

const identity = z.strictObject({
  kind: z.enum(['diskSignature', 'diskGuid', 'partitionGuid', 'uuid', 'serial', 'volumeId']),
  /** Of the partition whose identifier it is, counted from 1; null for any other. */
  partition: z.int().min(1).nullable(),
  /** As the tools of the structure write them. */
  old: z.string(),
  new: z.string(),
})

/** What is on the disk that has identifiers: a partition table, or a file system or the like. */
const structure = z.strictObject({
  what: z.enum(CONTENTS),
  /** In the reader's language. */
  description: z.string(),
  label: z.string().nullable(),
  startByte: bytes,
  sizeBytes: bytes,
  /** Empty when it keeps what it has, and when it has none. */
  identities: z.array(identity),
  /** What is to be known of its change. */
  notes: z.array(reason),
  /** Why nothing of it changes; null when it does. */
  refusal: reason.nullable(),
})
export type IdentityStructure = z.infer<typeof structure>

/** What a virtual disk is known by, and what it is known by afterwards. */
export const identities = z
  .strictObject({
    seed,
    structures: z.array(structure),
    /** Whether all identifiers become others, so that a host can use it beside its original. */
    complete: z.boolean(),
    warnings: z.array(reason),
  })
  .meta({ id: 'VirtualDiskIdentities' })
export type Identities = z.infer<typeof identities>
