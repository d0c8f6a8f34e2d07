/** Text in login and text PDUs (RFC 7143 6.1): `key=value`, each ended by a NUL, UTF-8. */

/** What is wrong with a text. */
export class TextError extends Error {}

/** Keys of an initiator in a negotiation; more than any has. */
const MOST_KEYS = 64
const LONGEST_KEY = 63

/**
 * @returns the pairs in their order
 * @throws TextError for what is no text of pairs, and for a key that comes twice
 */
export function decodeText(bytes: Buffer): Map<string, string> {
  const pairs = new Map<string, string>()
  let start = 0
  while (start < bytes.length) {
    const nul = bytes.indexOf(0, start)
    const end = nul === -1 ? bytes.length : nul
    // Some initiators end with more than one NUL.
    if (end > start) addPair(pairs, bytes.toString('utf8', start, end))
    start = end + 1
  }
  return pairs
}

function addPair(pairs: Map<string, string>, pair: string): void {
  const equals = pair.indexOf('=')
  if (equals <= 0) throw new TextError('a text has a pair without a key')
  const key = pair.slice(0, equals)
  if (key.length > LONGEST_KEY) throw new TextError('a text has a key that is too long')
  if (pairs.has(key)) throw new TextError(`the key ${key} comes twice`)
  if (pairs.size === MOST_KEYS) throw new TextError('a text has too many keys')
  pairs.set(key, pair.slice(equals + 1))
}

export function encodeText(pairs: Iterable<readonly [string, string]>): Buffer {
  return Buffer.from([...pairs].map(([key, value]) => `${key}=${value}\0`).join(''), 'utf8')
}
