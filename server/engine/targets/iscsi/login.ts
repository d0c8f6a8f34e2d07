/**
 * The login phase of a connection (RFC 7143 6.3), as a machine that takes one request after the other and answers
 * each. It is strict: what the standard doesn't allow ends the login with a status (RFC 7143 11.13.5).
 */
import type { IscsiInitiator } from '../../contract'
import type { AccessTable } from './access-table'
import { Chap, ChapRefused } from './chap'
import { type Agreement, decideKey, DEFAULTS, OURS } from './operational-keys'
import { AT } from './pdu'
import { decodeText, encodeText, TextError } from './text-keys'

/** Status class and detail. */
export const LOGIN_STATUS = {
  success: 0x0000,
  initiatorError: 0x0200,
  authenticationFailed: 0x0201,
  forbidden: 0x0202,
  notFound: 0x0203,
  unsupportedVersion: 0x0205,
  tooManyConnections: 0x0206,
  missingParameter: 0x0207,
  sessionTypeNotSupported: 0x0209,
  noSuchSession: 0x020a,
  invalidRequest: 0x020b,
  outOfResources: 0x0302,
} as const
export type LoginStatus = (typeof LOGIN_STATUS)[keyof typeof LOGIN_STATUS]

const STAGE = { security: 0, operational: 1, fullFeature: 3 } as const
const TRANSIT = 0x80
const CONTINUE = 0x40

/** Good initiators need four. */
const MOST_ROUNDS = 24
/** Text of one negotiation step, over all its PDUs. */
const MOST_TEXT_BYTES = 64 * 1024

export interface LoginRequest {
  bytes: Buffer
  at: number
  data: Buffer
}

export interface LoginReply {
  flags: number
  status: LoginStatus
  text: Buffer
  /** What the initiator is now, when this reply lets it in. */
  established: Established | null
  /** For the event log: why it was refused; an initiator learns only the status. */
  refused: string | null
}

export interface Established {
  initiatorName: string
  /** Twelve hexadecimal digits. */
  isid: string
  cid: number
  /** Null for a discovery session of an initiator that the array doesn't know. */
  initiator: IscsiInitiator | null
  discovery: boolean
  /** How the initiator proved who it is, and whether the array did too. */
  authentication: 'none' | 'chap' | 'mutualChap'
  agreement: Agreement
}

export interface LoginContext {
  table: () => AccessTable
  /** Beyond loopback nobody comes in without CHAP. */
  chapRequired: boolean
}

/** An end of the login that its rules foresee. */
class LoginFailure extends Error {
  constructor(
    readonly status: LoginStatus,
    readonly detail: string,
  ) {
    super(detail)
  }
}

type Pairs = [string, string][]

export class Login {
  /** Who the initiator says it is, in lower case; null until it has. */
  claimedName: string | null = null
  private rounds = 0
  private stage: number | null = null
  private text: Buffer[] = []
  private textBytes = 0
  private identity: { name: string; isid: string; cid: number; discovery: boolean; initiator: IscsiInitiator | null } | null = null
  private chap: Chap | null = null
  private authenticated = false
  /** The first reply has the portal group; the first of the operational stage what the target takes. */
  private greeted = false
  private declared = false
  private readonly answered = new Set<string>()
  private readonly agreement: Agreement = { ...DEFAULTS }

  constructor(private readonly context: LoginContext) {}

  handle(request: LoginRequest): LoginReply {
    const flags = request.bytes[request.at + AT.flags] ?? 0
    try {
      return this.handleOrThrow(request, flags)
    } catch (error) {
      if (error instanceof LoginFailure) return this.fail(error.status, error.detail)
      if (error instanceof TextError) return this.fail(LOGIN_STATUS.initiatorError, error.message)
      if (error instanceof ChapRefused) return this.fail(LOGIN_STATUS.authenticationFailed, error.message)
      throw error
    }
  }

  private handleOrThrow({ bytes, at, data }: LoginRequest, flags: number): LoginReply {
    this.rounds += 1
    if (this.rounds > MOST_ROUNDS) throw new LoginFailure(LOGIN_STATUS.initiatorError, 'its login does not end')
    const lowestVersion = bytes[at + 3] ?? 0
    if (lowestVersion !== 0) throw new LoginFailure(LOGIN_STATUS.unsupportedVersion, `it speaks version ${lowestVersion} at least`)
    const current = (flags >> 2) & 0x03
    const next = flags & 0x03
    this.checkStage(current, next, flags)
    if (bytes.readUInt16BE(at + AT.tsih) !== 0) {
      throw new LoginFailure(LOGIN_STATUS.noSuchSession, 'it wants to add a connection to a session')
    }
    this.textBytes += data.length
    if (this.textBytes > MOST_TEXT_BYTES) throw new LoginFailure(LOGIN_STATUS.initiatorError, 'its login text is too long')
    // The buffer that it came in is used again.
    this.text.push(Buffer.from(data))
    if ((flags & CONTINUE) !== 0) return { ...ACCEPTED, flags: current << 2 }
    const keys = decodeText(Buffer.concat(this.text))
    this.text = []
    this.textBytes = 0
    this.identity ??= this.identify(keys, bytes, at)
    const pairs: Pairs = []
    if (!this.greeted && !this.identity.discovery) pairs.push(['TargetPortalGroupTag', '1'])
    this.greeted = true
    if (current === STAGE.security) pairs.push(...this.authenticate(keys))
    else this.demandAuthenticated()
    pairs.push(...this.decide(keys, current))
    return this.reply(current, next, flags, pairs)
  }

  private checkStage(current: number, next: number, flags: number): void {
    const transits = (flags & TRANSIT) !== 0
    const wrong =
      (transits && (flags & CONTINUE) !== 0) ||
      (current !== STAGE.security && current !== STAGE.operational) ||
      (this.stage !== null && current !== this.stage) ||
      (transits && (next <= current || next === 2))
    if (wrong) throw new LoginFailure(LOGIN_STATUS.invalidRequest, 'its login goes from one stage to another as no login may')
    this.stage = current
  }

  /** RFC 7143 6.3.1: the first request says who and what. */
  private identify(keys: ReadonlyMap<string, string>, bytes: Buffer, at: number) {
    const name = keys.get('InitiatorName')?.toLowerCase()
    if (name === undefined || name === '') throw new LoginFailure(LOGIN_STATUS.missingParameter, 'it did not give its name')
    if (Buffer.byteLength(name) > 223) throw new LoginFailure(LOGIN_STATUS.initiatorError, 'its name is too long')
    this.claimedName = name
    const type = keys.get('SessionType') ?? 'Normal'
    if (type !== 'Normal' && type !== 'Discovery') {
      throw new LoginFailure(LOGIN_STATUS.sessionTypeNotSupported, `it asked for a session of type ${type.slice(0, 32)}`)
    }
    const discovery = type === 'Discovery'
    const table = this.context.table()
    const target = keys.get('TargetName')
    if (!discovery && target === undefined) {
      throw new LoginFailure(LOGIN_STATUS.missingParameter, `${name} did not say to which target it wants`)
    }
    const initiator = table.initiator(name)
    // Who may not be told apart from who is unknown learns nothing before it has proved itself.
    if (!this.context.chapRequired && !discovery) {
      if (initiator === null) throw new LoginFailure(LOGIN_STATUS.forbidden, `no host has the iSCSI port ${name}`)
    }
    if (!discovery && target?.toLowerCase() !== table.targetName) {
      throw new LoginFailure(LOGIN_STATUS.notFound, `${name} asked for the target ${target?.slice(0, 223)}`)
    }
    const isid = bytes.toString('hex', at + AT.isid, at + AT.isid + 6)
    return { name, isid, cid: bytes.readUInt16BE(at + AT.cid), discovery, initiator }
  }

  private get needsChap(): boolean {
    return this.context.chapRequired || (this.identity?.initiator?.chap ?? null) !== null
  }

  private demandAuthenticated(): void {
    if (this.authenticated || !this.needsChap) return
    throw new LoginFailure(LOGIN_STATUS.authenticationFailed, `${this.name} did not authenticate itself by CHAP`)
  }

  private get name(): string {
    return this.identity?.name ?? 'it'
  }

  private authenticate(keys: ReadonlyMap<string, string>): Pairs {
    const offered = keys.get('AuthMethod')?.split(',')
    const pairs: Pairs = []
    if (offered !== undefined && !this.answered.has('AuthMethod')) {
      this.answered.add('AuthMethod')
      if (!this.needsChap && offered.includes('None')) {
        this.authenticated = true
        pairs.push(['AuthMethod', 'None'])
      } else if (offered.includes('CHAP')) {
        this.chap = new Chap(this.identity?.initiator?.chap ?? null)
        pairs.push(['AuthMethod', 'CHAP'])
      } else {
        throw new LoginFailure(LOGIN_STATUS.authenticationFailed, `${this.name} does not offer CHAP, which it has to use`)
      }
    }
    const { chap } = this
    if (chap === null) return pairs
    const algorithms = keys.get('CHAP_A')
    try {
      if (!chap.challenged && algorithms !== undefined) return [...pairs, ...chap.challenge(algorithms)]
      if (!chap.challenged || this.authenticated || !keys.has('CHAP_R')) return pairs
      pairs.push(...chap.verify(keys))
    } catch (error) {
      if (error instanceof ChapRefused) throw new ChapRefused(`${this.name}: ${error.message}`)
      throw error
    }
    this.authenticated = true
    return pairs
  }

  private decide(keys: ReadonlyMap<string, string>, stage: number): Pairs {
    const pairs: Pairs = []
    const discovery = this.identity?.discovery ?? false
    for (const [key, value] of keys) {
      if (NOT_OPERATIONAL.has(key)) continue
      if (this.answered.has(key)) throw new TextError(`the key ${key} was negotiated before`)
      this.answered.add(key)
      const answer = decideKey(this.agreement, key, value, discovery)
      if (answer !== null) pairs.push([key, answer])
    }
    if (stage === STAGE.operational && !this.declared) {
      this.declared = true
      pairs.push(['MaxRecvDataSegmentLength', String(OURS.maxRecvDataSegmentLength)])
    }
    return pairs
  }

  private reply(current: number, next: number, flags: number, pairs: Pairs): LoginReply {
    const wants = (flags & TRANSIT) !== 0
    const may = wants && (current !== STAGE.security || this.authenticated || !this.needsChap)
    if (wants && !may && this.chap === null) this.demandAuthenticated()
    const text = encodeText(pairs)
    if (!may) return { ...ACCEPTED, flags: current << 2, text }
    this.stage = next
    const established = next === STAGE.fullFeature ? this.establish() : null
    return { ...ACCEPTED, flags: TRANSIT | (current << 2) | next, text, established }
  }

  private establish(): Established {
    const { identity, agreement } = this
    if (identity === null) throw new Error('a login ended without an identity')
    const { name, isid, cid, discovery, initiator } = identity
    agreement.firstBurstLength = Math.min(agreement.firstBurstLength, agreement.maxBurstLength)
    const authentication = this.chap === null ? 'none' : this.chap.provedItself ? 'mutualChap' : 'chap'
    return { initiatorName: name, isid, cid, initiator, discovery, authentication, agreement }
  }

  private fail(status: LoginStatus, detail: string): LoginReply {
    return { flags: 0, status, text: Buffer.alloc(0), established: null, refused: detail }
  }
}

const ACCEPTED: LoginReply = {
  flags: 0,
  status: LOGIN_STATUS.success,
  text: Buffer.alloc(0),
  established: null,
  refused: null,
}

const NOT_OPERATIONAL = new Set([
  'InitiatorName',
  'SessionType',
  'TargetName',
  'AuthMethod',
  'CHAP_A',
  'CHAP_I',
  'CHAP_C',
  'CHAP_N',
  'CHAP_R',
])
