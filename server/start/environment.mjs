/**
 * The environment variables that Lunette reads, all of them, checked together: a person sees every mistake at once.
 * A variable that is set to nothing counts as not set.
 */
import path from 'node:path'
import { z } from 'zod'
import { MAX_PASSWORD_LENGTH, MIN_PASSWORD_LENGTH } from '../identity/limits.mjs'
import { StartError } from './start-error.mjs'

/** @typedef {import('../engine/contract').ListenAddress} ListenAddress */

/**
 * @typedef {object} Settings
 * @property {string} dataDirectory absolute path
 * @property {number} port of the console and the REST interface; 0 takes a free one
 * @property {string | null} httpHost the address that the console listens on; null for all of them
 * @property {boolean} behindProxy whether X-Forwarded-For and -Proto of the nearest proxy are believed
 * @property {ListenAddress[]} nbdListen
 * @property {ListenAddress[]} iscsiListen empty: nobody is served over iSCSI
 * @property {{ email: string, password: string } | null} firstAdministrator
 * @property {string | null} apiToken
 */

/**
 * @param {Readonly<Record<string, string | undefined>>} environment
 * @param {string} workingDirectory what a relative LUNETTE_DATA_DIR is relative to
 * @returns {Settings}
 * @throws {StartError} naming each variable, its value (unless secret) and what would be accepted
 */
export function readEnvironment(environment, workingDirectory) {
  /** @type {string[]} */
  const problems = []
  /**
   * @template T
   * @param {string} name
   * @param {T} fallback
   * @param {(value: string) => T} parse throws what would be accepted
   */
  const read = (name, fallback, parse, secret = false) => {
    const value = environment[name]
    if (value === undefined || value.trim() === '') return fallback
    try {
      return parse(secret ? value : value.trim())
    } catch (error) {
      const wanted = error instanceof Error ? error.message : String(error)
      problems.push(`${name}${secret ? '' : `="${value}"`}: ${wanted}`)
      return fallback
    }
  }

  const email = read('LUNETTE_ADMIN_EMAIL', null, parseEmail)
  const password = read('LUNETTE_ADMIN_PASSWORD', null, parsePassword, true)
  if (email !== null && !environment['LUNETTE_ADMIN_PASSWORD']) {
    problems.push('LUNETTE_ADMIN_PASSWORD is not set, but LUNETTE_ADMIN_EMAIL is. Set both, or neither.')
  }
  if (password !== null && !environment['LUNETTE_ADMIN_EMAIL']) {
    problems.push('LUNETTE_ADMIN_EMAIL is not set, but LUNETTE_ADMIN_PASSWORD is. Set both, or neither.')
  }
  const settings = {
    dataDirectory: path.resolve(workingDirectory, read('LUNETTE_DATA_DIR', 'data', (value) => value)),
    port: read('PORT', 3000, (value) => parsePort(value, 0)),
    httpHost: read('LUNETTE_HTTP_HOST', null, (value) => value),
    behindProxy: read('LUNETTE_BEHIND_PROXY', false, parseBoolean),
    nbdListen: read('LUNETTE_NBD_LISTEN', DEFAULT_NBD_LISTEN, parseListen),
    iscsiListen: read('LUNETTE_ISCSI_LISTEN', DEFAULT_ISCSI_LISTEN, parseIscsiListen),
    firstAdministrator: email !== null && password !== null ? { email, password } : null,
    apiToken: read('LUNETTE_API_TOKEN', null, parseToken, true),
  }
  if (problems.length > 0) {
    throw new StartError(`The environment is not right:\n${problems.map((problem) => `  ${problem}`).join('\n')}`)
  }
  return settings
}

/** @type {ListenAddress[]} */
const DEFAULT_NBD_LISTEN = [{ kind: 'tcp', host: '127.0.0.1', port: 10_809 }]
/** @type {ListenAddress[]} */
const DEFAULT_ISCSI_LISTEN = [{ kind: 'tcp', host: '127.0.0.1', port: 3260 }]

/**
 * @param {string} value
 * @param {number} lowest
 */
function parsePort(value, lowest) {
  const port = /^\d{1,5}$/.test(value) ? Number(value) : -1
  if (port < lowest || port > 65_535) throw new Error(`must be a whole number from ${lowest} to 65535.`)
  return port
}

/** @param {string} value */
function parseBoolean(value) {
  if (['1', 'true', 'yes', 'on'].includes(value.toLowerCase())) return true
  if (['0', 'false', 'no', 'off'].includes(value.toLowerCase())) return false
  throw new Error('must be true or false.')
}

/** @param {string} value */
function parseEmail(value) {
  if (!z.email().max(254).safeParse(value).success) {
    throw new Error('must be an e-mail address such as admin@example.com.')
  }
  return value.toLowerCase()
}

/** @param {string} value */
function parsePassword(value) {
  if (value.length < MIN_PASSWORD_LENGTH || value.length > MAX_PASSWORD_LENGTH) {
    throw new Error(`must have ${MIN_PASSWORD_LENGTH} to ${MAX_PASSWORD_LENGTH} characters.`)
  }
  return value
}

/** @param {string} value */
function parseToken(value) {
  const token = value.trim()
  if (!/^[\x21-\x7e]{1,512}$/.test(token)) {
    throw new Error('must be 1 to 512 printable ASCII characters without spaces, as it travels in a header.')
  }
  return token
}

const LISTEN_WANTED =
  'must be host:port (127.0.0.1:10809, [::1]:10809, 0.0.0.0:10809) or unix:/path/of/socket, several joined by commas.'

/**
 * @param {string} value
 * @returns {ListenAddress[]}
 */
function parseListen(value) {
  return value.split(',').map((part) => {
    const address = part.trim()
    if (address.startsWith('unix:')) {
      const socket = address.slice('unix:'.length)
      // The kernel's sockaddr_un holds 107 bytes and a terminator.
      if (!path.isAbsolute(socket) || Buffer.byteLength(socket) > 107) {
        throw new Error(`${LISTEN_WANTED} A socket's path is absolute and has at most 107 bytes.`)
      }
      return { kind: 'unix', path: socket }
    }
    return parseTcp(address, LISTEN_WANTED)
  })
}

const ISCSI_WANTED = 'must be host:port (127.0.0.1:3260, [::1]:3260, 0.0.0.0:3260), several joined by commas, or off.'

/**
 * @param {string} value
 * @returns {ListenAddress[]}
 */
function parseIscsiListen(value) {
  if (value.toLowerCase() === 'off') return []
  return value.split(',').map((part) => parseTcp(part.trim(), ISCSI_WANTED))
}

/**
 * @param {string} address
 * @param {string} wanted
 * @returns {ListenAddress}
 */
function parseTcp(address, wanted) {
  const match = /^(?:\[([0-9a-fA-F:.]+)\]|([^:[\]\s]+)):(\d+)$/.exec(address)
  const host = match?.[1] ?? match?.[2]
  if (host === undefined) throw new Error(wanted)
  return { kind: 'tcp', host, port: parsePort(match?.[3] ?? '', 0) }
}
