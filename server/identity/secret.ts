import { randomBytes } from 'node:crypto'
import { database } from '@/server/database/client'

let known: string | null = null

/** What signs session cookies; made once and kept in the database, so that a restart signs nobody out. */
export async function signingSecret(): Promise<string> {
  known ??= (
    await database().signingSecret.upsert({
      where: { id: 1 },
      create: { id: 1, value: randomBytes(32).toString('base64url') },
      update: {},
    })
  ).value
  return known
}
