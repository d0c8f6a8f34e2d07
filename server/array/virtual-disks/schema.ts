import { z } from 'zod'

import { bytes, capacityBytes, id, lun, name, reason, time, whyNot } from '../door/fields'
import { listInput, manyOf } from '../door/lists'

export const VIRTUAL_DISK_KINDS = ['standard', 'snapshot', 'repository'] as const
export const virtualDiskKind = z.enum(VIRTUAL_DISK_KINDS)
export type VirtualDiskKind = z.infer<typeof virtualDiskKind>

/**
 * optimal: its bytes are there. failed: its label or map is damaged, or it is the disk of a failed snapshot.
 * missing: its pool is missing, or the pool no longer holds it.
 */
export const VIRTUAL_DISK_STATUSES = ['optimal', 'failed', 'missing'] as const
export const virtualDiskStatus = z.enum(VIRTUAL_DISK_STATUSES)
export type VirtualDiskStatus = z.infer<typeof virtualDiskStatus>

/** What a host's I/O to the disk will find, whether or not the disk is mapped. */
export const hostAccess = z
  .strictObject({
    read: z.boolean(),
    write: z.boolean(),
    /** Why reads or writes are refused; null when neither is. */
    reason: reason.nullable(),
    /** Until when, as a phrase ("until the copy is completed, stopped or removed"); null when nothing is refused. */
    until: z.string().nullable(),
  })
  .meta({ id: 'HostAccess' })
export type HostAccess = z.infer<typeof hostAccess>

export const virtualDisk = z
  .strictObject({
    id,
    name,
    /** NAA type 6 identifier, 32 lower-case hexadecimal digits. */
    wwid: z.string().regex(/^6[0-9a-f]{31}$/),
    kind: virtualDiskKind,
    poolId: id,
    poolName: z.string(),
    capacityBytes,
    /** Space that it takes in its pool. */
    allocatedBytes: bytes,
    readOnly: z.boolean(),
    status: virtualDiskStatus,
    hostAccess,
    /** Where it is mapped to; null when it isn't. */
    mappedTo: z
      .strictObject({
        mappingId: id,
        hostId: id.nullable(),
        hostGroupId: id.nullable(),
        name: z.string(),
        lun,
      })
      .nullable(),
    /** Mapped to a host group of cluster type `mscs`. */
    mscsShared: z.boolean(),
    /** A snapshot's source, or the source that a repository keeps grains of. */
    sourceId: id.nullable(),
    /** The virtual disk whose content was copied onto it, identifiers and all; null when it bears its own. */
    origin: z.strictObject({ id, name: z.string() }).nullable(),
    /** The snapshot that it is being rolled back to; null when it isn't. */
    rollbackTo: z.strictObject({ snapshotId: id, name: z.string() }).nullable(),
    createdAt: time,
    /** Whether the asking user may do it now; the reason why not, or null. */
    actions: z.strictObject({
      rename: whyNot,
      grow: whyNot,
      setReadOnly: whyNot,
      map: whyNot,
      snapshot: whyNot,
      copy: whyNot,
      forgetOrigin: whyNot,
      synthesize: whyNot,
      delete: whyNot,
    }),
  })
  .meta({ id: 'VirtualDisk' })
export type VirtualDisk = z.infer<typeof virtualDisk>

export const createVirtualDiskInput = z.strictObject({ name, poolId: id, capacityBytes })
export const updateVirtualDiskInput = z
  .strictObject({
    id,
    name: name.optional(),
    readOnly: z.boolean().optional(),
    capacityBytes: capacityBytes.optional(),
  })
  .refine((input) => Object.keys(input).length > 1, { params: { message: 'nothingToChange' } })

export const listVirtualDisksInput = listInput(['name', 'createdAt', 'capacityBytes', 'kind', 'status'], {
  kind: manyOf(VIRTUAL_DISK_KINDS).optional(),
  status: manyOf(VIRTUAL_DISK_STATUSES).optional(),
  poolId: id.optional(),
  /** Only disks that are (true) or aren't (false) mapped. */
  mapped: z.stringbool().optional(),
  /** Only disks that this host reaches: its own mappings and its group's. */
  hostId: id.optional(),
  /** Only disks onto which this one's content was copied. */
  originId: id.optional(),
})

const latency = z.strictObject({ p50: z.number().min(0), p99: z.number().min(0) })

/** Since the engine started. */
export const virtualDiskStatistics = z
  .strictObject({
    readOperations: z.int().min(0),
    writeOperations: z.int().min(0),
    readBytes: bytes,
    writtenBytes: bytes,
    flushes: z.int().min(0),
    readLatencyMicros: latency,
    writeLatencyMicros: latency,
    copyOnWriteOperations: z.int().min(0),
    lastBarrierMicros: z.number().nullable(),
  })
  .meta({ id: 'VirtualDiskStatistics' })
export type VirtualDiskStatistics = z.infer<typeof virtualDiskStatistics>
