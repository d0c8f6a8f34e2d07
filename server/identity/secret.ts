import { randomBytes } from 'node:crypto'
import type { PrismaClient } from '@/server/database/generated/client'

/** What signs session cookies; made once and kept in the database, so that a restart signs nobody out. */
export async function signingSecret(database: PrismaClient): Promise<string> {
  const { value } = await database.signingSecret.upsert({
    where: { id: 1 },
    create: { id: 1, value: randomBytes(32).toString('base64url') },
    update: {},
  })
  return value
}
