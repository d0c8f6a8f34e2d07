import { z } from 'zod'

import { bytes, id, name, PATTERNS, time, whyNot } from '../door/fields'
import { listInput } from '../door/lists'

/** missing: its directory could not be opened, or went while the array ran; opened again when it is back. full: no block can be added. */
export const POOL_STATUSES = ['optimal', 'full', 'missing'] as const
export const poolStatus = z.enum(POOL_STATUSES)
export type PoolStatus = z.infer<typeof poolStatus>

/** Absolute path of a directory on the machine that Lunette runs on. */
export const poolPath = z.string().trim().min(1).max(4096).regex(PATTERNS.absolutePath)

export const pool = z
  .strictObject({
    id,
    name,
    driver: z.literal('directory'),
    path: z.string(),
    /** Of the file system that holds the pool; 0 while the pool is missing. */
    capacityBytes: bytes,
    usedBytes: bytes,
    status: poolStatus,
    virtualDiskCount: z.int().min(0),
    createdAt: time,
    actions: z.strictObject({ rename: whyNot, delete: whyNot }),
  })
  .meta({ id: 'Pool' })
export type Pool = z.infer<typeof pool>

export const createPoolInput = z.strictObject({
  name,
  driver: z.literal('directory').default('directory'),
  path: poolPath,
})
export const importPoolInput = z.strictObject({ path: poolPath })
export const updatePoolInput = z.strictObject({ id, name })

export const listPoolsInput = listInput(['name', 'createdAt'], {})

/** What a path is good for, asked by the set-up and the create dialog before anything is made. */
export const inspectPathInput = z.strictObject({ path: poolPath })
export const pathFacts = z
  .strictObject({
    path: z.string(),
    use: z.enum(['create', 'import', 'none']),
    /** Why neither a pool can be made nor imported there. */
    reason: whyNot,
    freeBytes: bytes.nullable(),
    capacityBytes: bytes.nullable(),
  })
  .meta({ id: 'PathFacts' })
export type PathFacts = z.infer<typeof pathFacts>
