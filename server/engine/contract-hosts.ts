/** What the two planes say of hosts: what is presented to them, their sessions, and what they reserve. */
import type { DiskId } from './contract-disks'

export type HostId = string

/** How a host's iSCSI session was agreed on (RFC 7143 section 13). Lengths are bytes. */
export interface IscsiSessionFacts {
  /** Where the initiator reached the array, `<address>:<port>`. */
  portal: string
  /** Twelve hexadecimal digits. */
  isid: string
  tsih: number
  authentication: 'none' | 'chap' | 'mutualChap'
  headerDigest: boolean
  dataDigest: boolean
  /** The longest data segment that the initiator takes, and that the array takes. */
  initiatorMaxRecvDataSegmentLength: number
  targetMaxRecvDataSegmentLength: number
  maxBurstLength: number
  firstBurstLength: number
  immediateData: boolean
  initialR2t: boolean
  errorRecoveryLevel: number
}

/** What a host has asked for since its session began to use the disk, whatever came of it. */
export interface SessionCounters {
  commands: number
  /** Of blocks that it asked for. */
  readBytes: number
  /** That it sent to be written. */
  writtenBytes: number
  lastReadAt: number | null
  lastWriteAt: number | null
}

/** A host's use of one disk: an NBD connection, or a LUN that an iSCSI session has in use. */
export interface SessionFacts extends SessionCounters {
  sessionId: string
  protocol: 'nbd' | 'iscsi'
  hostId: HostId
  /** `<host>/<lun>`. */
  exportName: string
  diskId: DiskId
  remoteAddress: string
  /** The TLS-PSK identity, null on a plain connection; the initiator's iSCSI name. */
  identity: string | null
  connectedAt: number
  /** Null for NBD. */
  iscsi: IscsiSessionFacts | null
}

/**
 * What came of an initiator that belongs to no host. discovery: it asked for targets and was told none. noHost: it
 * logged in and was refused. authentication: it was refused as one that gives a wrong secret is, as beyond loopback all
 * are. target: it asked for another target than the array's. login: its login was wrong in itself.
 */
export const STRANGER_FATES = ['discovery', 'noHost', 'authentication', 'target', 'login'] as const
export type StrangerFate = (typeof STRANGER_FATES)[number]

/** An iSCSI initiator that came and belongs to no host. */
export interface Stranger {
  /** Lower case. What a stranger says of itself: 1 to 223 bytes of anything. */
  name: string
  address: string
  fate: StrangerFate
  /** How often it came since the engine's start. */
  attempts: number
  lastSeenAt: number
}

/** How a disk is reserved: the types of SPC-4 table 57, and RESERVE(6) of SPC-2. */
export const RESERVATION_KINDS = [
  'writeExclusive',
  'exclusiveAccess',
  'writeExclusiveRegistrantsOnly',
  'exclusiveAccessRegistrantsOnly',
  'writeExclusiveAllRegistrants',
  'exclusiveAccessAllRegistrants',
  'reserve6',
] as const
export type ReservationKind = (typeof RESERVATION_KINDS)[number]

/** An initiator's port that has registered a key with a disk, or that holds the disk by RESERVE(6). */
export interface Registrant {
  initiatorName: string
  /** Twelve hexadecimal digits. */
  isid: string
  /** Sixteen hexadecimal digits; null for RESERVE(6), which knows no keys. */
  key: string | null
  /** Whether a session of this port has the disk open now. */
  connected: boolean
  holdsReservation: boolean
}

/** What the initiators of a disk have arranged among themselves (SPC-4 5.13). */
export interface ReservationFacts {
  diskId: DiskId
  /** PRGENERATION: counts registrations and preemptions, 0 after a start. */
  generation: number
  /**
   * Another one whenever the generation, the kind, a registrant, a key or the holder is another: the generation alone
   * doesn't count RESERVE and RELEASE.
   */
  version: string
  /** APTPL: whether all of it outlives a start. */
  persistent: boolean
  kind: ReservationKind | null
  registrants: Registrant[]
}

/** One name by which hosts reach a disk: `<host>/<lun>`. */
export interface NbdExport {
  name: string
  diskId: DiskId
  hostId: HostId
}

/** A TLS-PSK identity and its key (RFC 4279), key in hexadecimal. The identity decides which host it is. */
export interface NbdKey {
  identity: string
  keyHex: string
  hostId: HostId
}

/** A host's iSCSI port: who it is by its iSCSI name, and how it proves that. */
export interface IscsiInitiator {
  /** Lower case (RFC 3722). */
  name: string
  hostId: HostId
  hostName: string
  /** CHAP (RFC 7143 12.1); null: none, which beyond loopback lets nobody in. */
  chap: {
    user: string
    secret: string
    /** What the array proves to the initiator when it asks; null: it can't. */
    mutual: { user: string; secret: string } | null
  } | null
}

export interface IscsiLun {
  hostId: HostId
  lun: number
  diskId: DiskId
}

/** The one iSCSI target of the array, as each initiator sees it. */
export interface IscsiTable {
  targetName: string
  initiators: IscsiInitiator[]
  luns: IscsiLun[]
}

export type ListenAddress = { kind: 'tcp'; host: string; port: number } | { kind: 'unix'; path: string }
