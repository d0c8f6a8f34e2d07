/** Operational text keys (RFC 7143 section 13; RFC 7144 for iSCSIProtocolLevel) as a table of how each is decided. */
import { TextError } from './text-keys'

/** What a session and its connection agreed on. Lengths are bytes. */
export interface Agreement {
  headerDigest: boolean
  dataDigest: boolean
  initialR2t: boolean
  immediateData: boolean
  /** The longest data segment that the initiator takes. */
  maxRecvDataSegmentLength: number
  maxBurstLength: number
  firstBurstLength: number
}

/** RFC 7143 defaults: what holds where nothing is said. */
export const DEFAULTS: Agreement = {
  headerDigest: false,
  dataDigest: false,
  initialR2t: true,
  immediateData: true,
  maxRecvDataSegmentLength: 8192,
  maxBurstLength: 262_144,
  firstBurstLength: 65_536,
}

/** What this target takes. */
export const OURS = {
  /** Before the full feature phase (RFC 7143 13.12 default). */
  loginDataBytes: 8192,
  maxRecvDataSegmentLength: 262_144,
  maxBurstLength: 1_048_576,
  firstBurstLength: 262_144,
  errorRecoveryLevel: 0,
  /** Seconds before an initiator comes back to a connection that was dropped, at least; and to take up its tasks again. */
  time2Wait: 2,
  time2Retain: 0,
} as const

const LONGEST = 2 ** 24 - 1

type Rule =
  /** The first of the initiator's list that the target knows. */
  | { kind: 'choose'; from: readonly string[]; set: (agreement: Agreement, value: string) => void }
  | { kind: 'and' | 'or'; ours: boolean; set: (agreement: Agreement, value: boolean) => void }
  | { kind: 'lower' | 'higher'; ours: number; least: number; most: number; set: (agreement: Agreement, value: number) => void }
  /** Each side tells its own; no answer belongs to it. */
  | { kind: 'declared'; least: number; most: number; set: (agreement: Agreement, value: number) => void }
  | { kind: 'heard' }
  | { kind: 'fixed'; answer: string }

const nothing = (): void => undefined
const DIGESTS = ['CRC32C', 'None'] as const

const RULES: ReadonlyMap<string, Rule> = new Map<string, Rule>([
  ['HeaderDigest', { kind: 'choose', from: DIGESTS, set: (a, value) => void (a.headerDigest = value === 'CRC32C') }],
  ['DataDigest', { kind: 'choose', from: DIGESTS, set: (a, value) => void (a.dataDigest = value === 'CRC32C') }],
  ['MaxConnections', { kind: 'lower', ours: 1, least: 1, most: 65_535, set: nothing }],
  ['InitialR2T', { kind: 'or', ours: false, set: (a, value) => void (a.initialR2t = value) }],
  ['ImmediateData', { kind: 'and', ours: true, set: (a, value) => void (a.immediateData = value) }],
  [
    'MaxRecvDataSegmentLength',
    { kind: 'declared', least: 512, most: LONGEST, set: (a, value) => void (a.maxRecvDataSegmentLength = value) },
  ],
  [
    'MaxBurstLength',
    { kind: 'lower', ours: OURS.maxBurstLength, least: 512, most: LONGEST, set: (a, value) => void (a.maxBurstLength = value) },
  ],
  [
    'FirstBurstLength',
    { kind: 'lower', ours: OURS.firstBurstLength, least: 512, most: LONGEST, set: (a, value) => void (a.firstBurstLength = value) },
  ],
  ['DefaultTime2Wait', { kind: 'higher', ours: OURS.time2Wait, least: 0, most: 3600, set: nothing }],
  ['DefaultTime2Retain', { kind: 'lower', ours: OURS.time2Retain, least: 0, most: 3600, set: nothing }],
  ['MaxOutstandingR2T', { kind: 'lower', ours: 1, least: 1, most: 65_535, set: nothing }],
  ['DataPDUInOrder', { kind: 'or', ours: true, set: nothing }],
  ['DataSequenceInOrder', { kind: 'or', ours: true, set: nothing }],
  ['ErrorRecoveryLevel', { kind: 'lower', ours: OURS.errorRecoveryLevel, least: 0, most: 2, set: nothing }],
  ['iSCSIProtocolLevel', { kind: 'lower', ours: 1, least: 0, most: 31, set: nothing }],
  ['TaskReporting', { kind: 'choose', from: ['RFC3720'], set: nothing }],
  // RFC 7143 13.25: obsolete.
  ['IFMarker', { kind: 'fixed', answer: 'No' }],
  ['OFMarker', { kind: 'fixed', answer: 'No' }],
  ['IFMarkInt', { kind: 'fixed', answer: 'Irrelevant' }],
  ['OFMarkInt', { kind: 'fixed', answer: 'Irrelevant' }],
  ['InitiatorAlias', { kind: 'heard' }],
  ['X#NodeArchitecture', { kind: 'heard' }],
])

/** Keys that mean nothing where no SCSI is (RFC 7143 section 13: "Irrelevant when SessionType=Discovery"). */
const NORMAL_ONLY = new Set([
  'MaxConnections',
  'InitialR2T',
  'ImmediateData',
  'MaxBurstLength',
  'FirstBurstLength',
  'MaxOutstandingR2T',
  'DataPDUInOrder',
  'DataSequenceInOrder',
])

/**
 * Decides one key.
 * @returns the answer, or null where none belongs to it
 * @throws TextError for a value that the key can't have
 */
export function decideKey(agreement: Agreement, key: string, value: string, discovery: boolean): string | null {
  const rule = RULES.get(key)
  if (rule === undefined) return 'NotUnderstood'
  if (discovery && NORMAL_ONLY.has(key)) return 'Irrelevant'
  switch (rule.kind) {
    case 'heard':
      return null
    case 'fixed':
      return rule.answer
    case 'choose': {
      const chosen = value.split(',').find((offer) => rule.from.includes(offer))
      if (chosen === undefined) return 'Reject'
      rule.set(agreement, chosen)
      return chosen
    }
    case 'and':
    case 'or': {
      if (value !== 'Yes' && value !== 'No') throw new TextError(`${key} is neither Yes nor No`)
      const theirs = value === 'Yes'
      const result = rule.kind === 'and' ? theirs && rule.ours : theirs || rule.ours
      rule.set(agreement, result)
      return result ? 'Yes' : 'No'
    }
    case 'lower':
    case 'higher': {
      const theirs = numberOf(key, value, rule)
      const result = rule.kind === 'lower' ? Math.min(theirs, rule.ours) : Math.max(theirs, rule.ours)
      rule.set(agreement, result)
      return String(result)
    }
    case 'declared':
      rule.set(agreement, numberOf(key, value, rule))
      return null
  }
}

/** RFC 7143 6.1: decimal or hexadecimal. */
function numberOf(key: string, value: string, { least, most }: { least: number; most: number }): number {
  const number = /^(\d{1,10}|0[xX][0-9a-fA-F]{1,8})$/.test(value) ? Number(value) : Number.NaN
  if (!(number >= least && number <= most)) throw new TextError(`${key} is not a number from ${least} to ${most}`)
  return number
}
