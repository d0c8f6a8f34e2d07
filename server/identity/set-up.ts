/**
 * The first set-up, possible only while there is no administrator. A browser on this machine may do it as it is; from
 * anywhere else it takes the code that `npm start` printed, so that whoever finds the port first does not own the
 * array.
 */
import { randomInt, timingSafeEqual } from 'node:crypto'
import type { PrismaClient } from '@/server/database/generated/client'
import { REACH_HEADER } from '@/server/start/request-headers.mjs'
import { isSetUp } from './users'

/** Without letters and digits that look alike. */
const ALPHABET = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789'
const CODE_LENGTH = 8

/** Next bundles instrumentation and routes apart; only globalThis is one per process. */
const shared = globalThis as typeof globalThis & { lunetteSetUpCode?: string }

/** Made anew with every start. @returns null when the array is set up already */
export async function makeSetUpCode(database: PrismaClient): Promise<string | null> {
  if (await isSetUp(database)) return null
  const characters = Array.from({ length: CODE_LENGTH }, () => ALPHABET.charAt(randomInt(ALPHABET.length)))
  shared.lunetteSetUpCode = `${characters.slice(0, 4).join('')}-${characters.slice(4).join('')}`
  return shared.lunetteSetUpCode
}

/** Whether this browser has to say the code. */
export function needsSetUpCode(headers: Headers): boolean {
  return headers.get(REACH_HEADER) !== 'local'
}

/** Case, spaces and the hyphen are for people. */
export function isSetUpCode(given: string): boolean {
  const expected = Buffer.from(plain(shared.lunetteSetUpCode ?? ''))
  const actual = Buffer.from(plain(given))
  return expected.length > 0 && actual.length === expected.length && timingSafeEqual(actual, expected)
}

function plain(code: string): string {
  return code.toUpperCase().replaceAll(/[^A-Z0-9]/g, '')
}
