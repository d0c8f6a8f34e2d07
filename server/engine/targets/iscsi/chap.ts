/** CHAP in iSCSI's login (RFC 7143 12.1, RFC 1994), one way and mutual. */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

export interface ChapSecret {
  user: string
  secret: string
}

/** What a host's port proves, and what the array proves to it in return. */
export interface ChapAccount extends ChapSecret {
  mutual: ChapSecret | null
}

/** CHAP_A: 5 is MD5, 7 is SHA-256 (IANA, PPP authentication algorithms). */
const ALGORITHMS: ReadonlyMap<string, { hash: string; bytes: number }> = new Map([
  ['5', { hash: 'md5', bytes: 16 }],
  ['7', { hash: 'sha256', bytes: 32 }],
])

const CHALLENGE_BYTES = 32
/** RFC 7143 12.1.3. */
const LONGEST_CHALLENGE_BYTES = 1024

/** Why an authentication failed; for the log, never for the initiator. */
export class ChapRefused extends Error {}

type Pairs = [string, string][]

/** One authentication: {@link challenge}, then {@link verify}. */
export class Chap {
  private readonly identifier = randomBytes(1)
  private readonly sent = randomBytes(CHALLENGE_BYTES)
  /** Whether the initiator asked the array for a proof, and got it. */
  provedItself = false
  private algorithm: { hash: string; bytes: number } | null = null

  /** @param account null for an initiator that nobody knows: it is challenged like all others, and fails */
  constructor(private readonly account: ChapAccount | null) {}

  get challenged(): boolean {
    return this.algorithm !== null
  }

  /** @throws ChapRefused */
  challenge(offered: string): Pairs {
    const number = offered.split(',').find((offer) => ALGORITHMS.has(offer))
    this.algorithm = ALGORITHMS.get(number ?? '') ?? null
    if (number === undefined || this.algorithm === null) throw new ChapRefused('it offered no CHAP algorithm that is known')
    return [
      ['CHAP_A', number],
      ['CHAP_I', String(this.identifier[0])],
      ['CHAP_C', `0x${this.sent.toString('hex')}`],
    ]
  }

  /**
   * @returns what the array answers: nothing, or the proof that the initiator asked for
   * @throws ChapRefused
   */
  verify(keys: ReadonlyMap<string, string>): Pairs {
    const { account, algorithm } = this
    const response = binaryOf(keys.get('CHAP_R') ?? '', LONGEST_CHALLENGE_BYTES)
    if (algorithm === null || response === null) throw new ChapRefused('its CHAP response can’t be read')
    const name = keys.get('CHAP_N')
    const expected = digest(algorithm.hash, this.identifier, account?.secret ?? '', this.sent)
    const matches = response.length === algorithm.bytes && timingSafeEqual(response, expected)
    if (account === null) throw new ChapRefused('the array does not know it')
    if (name !== account.user) throw new ChapRefused('its CHAP name is another than the one that the array has')
    if (!matches) throw new ChapRefused('its CHAP secret is another than the one that the array has')
    return this.prove(keys, account, algorithm.hash)
  }

  private prove(keys: ReadonlyMap<string, string>, { mutual }: ChapAccount, hash: string): Pairs {
    const identifier = keys.get('CHAP_I')
    const given = keys.get('CHAP_C')
    if (identifier === undefined && given === undefined) {
      return []
    }
    const challenge = binaryOf(given ?? '', LONGEST_CHALLENGE_BYTES)
    if (challenge === null || challenge.length === 0 || identifier === undefined || !/^(\d{1,3}|0x[0-9a-f]{1,2})$/i.test(identifier)) {
      throw new ChapRefused('its CHAP challenge can’t be read')
    }
    if (Number(identifier) > 255) throw new ChapRefused('its CHAP identifier is larger than a byte')
    // RFC 7143 12.1.3: whoever sends our own challenge back wants us to compute the answer for it.
    if (challenge.equals(this.sent)) throw new ChapRefused('it sent the array’s own challenge back')
    if (mutual === null) throw new ChapRefused('it asks the array to prove itself, for which no secret is set')
    this.provedItself = true
    const proof = digest(hash, Buffer.from([Number(identifier)]), mutual.secret, challenge)
    return [
      ['CHAP_N', mutual.user],
      ['CHAP_R', `0x${proof.toString('hex')}`],
    ]
  }
}

function digest(hash: string, identifier: Buffer, secret: string, challenge: Buffer): Buffer {
  return createHash(hash).update(identifier).update(secret, 'utf8').update(challenge).digest()
}

/** RFC 7143 6.1: `0x` and hexadecimal digits, or `0b` and base64. Null for anything else, or anything longer. */
function binaryOf(value: string, mostBytes: number): Buffer | null {
  const kind = value.slice(0, 2).toLowerCase()
  const digits = value.slice(2)
  if (kind === '0x') {
    if (digits.length > 2 * mostBytes || !/^[0-9a-f]+$/i.test(digits)) return null
    return Buffer.from(digits.length % 2 === 0 ? digits : `0${digits}`, 'hex')
  }
  if (kind !== '0b' || digits.length > Math.ceil(mostBytes / 3) * 4 || !/^[A-Za-z0-9+/]+={0,2}$/.test(digits)) return null
  return Buffer.from(digits, 'base64')
}
