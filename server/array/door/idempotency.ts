/** What POSTs with an Idempotency-Key were answered: a repeated request finds the first one's answer. */
import { createHash } from 'node:crypto'

import type { StorageArray } from '../storage-array'
import type { Actor } from './actor'
import type { Command } from './command'
import { RefusalError, refuse } from './refusals'

const ANSWERS_KEPT_MS = 24 * 60 * 60 * 1_000

export function answersFor(
  array: StorageArray,
  command: Command,
  actor: Actor,
  key: string,
  input: unknown,
): { find(): Promise<{ value: unknown } | null>; keep(value: unknown): Promise<void> } {
  if (!/^[ -~]{1,255}$/.test(key)) throw new RefusalError(refuse('idempotency_key_invalid', {}))
  if (command.answersSecret) throw new RefusalError(refuse('idempotency_key_unsupported', {}))
  const { idempotentAnswer: table } = array.database
  const inputHash = createHash('sha256').update(canonicalJson(input)).digest('hex')
  return {
    async find() {
      const since = new Date(array.now().getTime() - ANSWERS_KEPT_MS)
      await table.deleteMany({ where: { createdAt: { lt: since } } })
      const row = await table.findUnique({ where: { actorId_key: { actorId: actor.id, key } } })
      if (row === null) return null
      if (row.command !== command.name || row.inputHash !== inputHash) {
        throw new RefusalError(refuse('idempotency_key_reused', { key }))
      }
      return { value: JSON.parse(row.body) as unknown }
    },
    async keep(value) {
      const body = JSON.stringify(value)
      const data = { actorId: actor.id, key, command: command.name, inputHash, body, createdAt: array.now() }
      await table.create({ data })
    },
  }
}

/** The same for the same content, whatever order its keys came in. */
function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  )
}
