/**
 * What the engine's thread and a serving thread tell one another. The engine lends a disk and moves connections over; the
 * serving thread carries out their reads, writes and flushes in the disk's own file and forwards all else. Blocks that are
 * forwarded lie in shared memory.
 */
import type { GateAccess } from '../contract'
import type { Extent, IoErrorCode } from '../disks/host-volume'
import type { MovedConnection } from '../targets/transport/receiving'

/** What hosts find of a disk now. */
export interface LentState {
  /** Whether the thread may use the disk's own file: else all is forwarded. */
  readonly lent: boolean
  readonly access: GateAccess
  readonly capacityBytes: number
}

/** A disk as a thread gets it: held, until it is told its state. */
export interface LentDisk {
  readonly diskId: string
  /** The disk's own blocks. */
  readonly dataFile: string
  readonly capacityBytes: number
  /** Of SharedSync: where changes of the file are counted. */
  readonly changes: SharedArrayBuffer
  /** Of Statistics: where the thread counts. */
  readonly statistics: SharedArrayBuffer
}

/** A connection in transmission. */
export interface ServedSession {
  readonly sessionId: string
  readonly diskId: string
  readonly connection: MovedConnection
  readonly readOnly: boolean
  readonly structuredReplies: boolean
  readonly baseAllocation: boolean
  /** Of SharedCounters. */
  readonly counters: SharedArrayBuffer
}

export type ForwardedRequest =
  | { readonly what: 'read' | 'write'; readonly offset: number; readonly memory: SharedArrayBuffer }
  | { readonly what: 'flush' }
  | { readonly what: 'trim' | 'prefetch'; readonly offset: number; readonly length: number }
  | { readonly what: 'zero'; readonly offset: number; readonly length: number; readonly keepAllocated: boolean }
  | { readonly what: 'extents'; readonly offset: number; readonly length: number; readonly limit: number }

export type ForwardedOutcome =
  | { readonly ok: true; readonly extents: Extent[] }
  /** `code` null: a fault of the engine. */
  | { readonly ok: false; readonly code: IoErrorCode | null; readonly message: string }

export interface Failure {
  /** The system's, if it is one of its errors. */
  readonly code: string | null
  readonly message: string
}

export type ToServingThread =
  | { readonly kind: 'open'; readonly disk: LentDisk }
  | { readonly kind: 'hold' | 'close'; readonly diskId: string }
  /** Ends a hold; without one, what hosts may do has changed. */
  | { readonly kind: 'state'; readonly diskId: string; readonly state: LentState }
  | { readonly kind: 'serve'; readonly session: ServedSession }
  | { readonly kind: 'drain' | 'destroy' | 'moveBack'; readonly sessionId: string }
  | { readonly kind: 'outcome'; readonly id: number; readonly outcome: ForwardedOutcome }

export type FromServingThread =
  /** A failure: the disk is not open there. */
  | { readonly kind: 'opened'; readonly diskId: string; readonly failure: Failure | null }
  /** Nothing of the disk is in flight; its file is closed. */
  | { readonly kind: 'held' | 'closed'; readonly diskId: string }
  /** Nothing of the connection is in flight. Null: it is closed. */
  | { readonly kind: 'left'; readonly sessionId: string; readonly connection: MovedConnection | null }
  | { readonly kind: 'forward'; readonly id: number; readonly sessionId: string; readonly request: ForwardedRequest }
  | { readonly kind: 'diskFailed'; readonly diskId: string; readonly operation: 'read' | 'write' | 'flush'; readonly failure: Failure }
  | { readonly kind: 'internalError'; readonly failure: Failure }
