import { hashPassword, verifyPassword } from 'better-auth/crypto'

/**
 * A hash takes some 16 MiB and a good part of a second of a thread that the engine's cold reads want too, so at most
 * this many are made at a time; the rest wait in line.
 */
const AT_ONCE = 2

let running = 0
const waiting: (() => void)[] = []

/** Runs work that hashes a password when it is its turn. */
export async function hashing<T>(work: () => Promise<T>): Promise<T> {
  if (running >= AT_ONCE) await new Promise<void>((resolve) => waiting.push(resolve))
  else running += 1
  try {
    return await work()
  } finally {
    const next = waiting.shift()
    if (next) next()
    else running -= 1
  }
}

/** scrypt, as better-auth verifies it. */
export function hash(password: string): Promise<string> {
  return hashing(() => hashPassword(password))
}

export function verify(password: string, hashed: string): Promise<boolean> {
  return hashing(() => verifyPassword({ password, hash: hashed }))
}
