/** The whole of an array's configuration, to see that what was refused changed nothing. */
import type { Rest } from './rest'

const PAGED = ['pools', 'virtual-disks', 'snapshots', 'copies', 'instant-copies', 'consistency-groups', 'hosts', 'host-groups', 'mappings']
const LISTS = [...PAGED.map((noun) => `/${noun}?limit=1000`), '/users', '/tokens']

/** What goes on by itself: the file system under a pool, the progress of copies, who is connected and who was. */
const MOVES_BY_ITSELF = new Set([
  'usedBytes', 'allocatedBytes', 'progress', 'progressPercent', 'cleanProgressPercent', 'differenceBytes', 'dependsOn', 'dependents',
  'sessionCount', 'lastUsedAt', 'lastSignInAt',
])

/** All that a person could see of it, as text. */
export async function everything(rest: Rest): Promise<string> {
  const lists = await Promise.all(LISTS.map((list) => rest.get<{ items: object[] }>(list)))
  return JSON.stringify([...lists, await rest.get('/array')], (key, value: unknown) =>
    MOVES_BY_ITSELF.has(key) ? undefined : value,
  )
}
