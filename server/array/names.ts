/** Names of objects: unique by noun, without regard to case. */
import type { StorageArray } from './storage-array'
import { MAX_NAME_LENGTH, nameKey } from './door/fields'
import { refuse, type Verdict } from './door/refusals'

interface Named {
  id: string
}

/** Refuses a name that another object of the noun has. @param own the object that is renamed, if it is there already */
export async function nameIsFree(
  find: (nameKey: string) => Promise<Named | null>,
  name: string,
  own: string | null = null,
): Promise<Verdict> {
  const found = await find(nameKey(name))
  return found === null || found.id === own ? null : refuse('name_taken', { name }, 'name')
}

export function diskByName(array: StorageArray): (key: string) => Promise<Named | null> {
  return (key) => array.database.virtualDisk.findUnique({ where: { nameKey: key }, select: { id: true } })
}

/** `name` with a suffix, cut so that both fit; not through the middle of a character outside the basic plane. */
export function suffixed(name: string, suffix: string): string {
  return name.slice(0, MAX_NAME_LENGTH - suffix.length).replace(/[\uD800-\uDBFF]$/, '') + suffix
}

/** The name itself if its key isn't taken, else `<name>-2`, `<name>-3` and so on. */
export function freeNameAmong(taken: ReadonlySet<string>, name: string): string {
  for (let number = 1; ; number += 1) {
    const candidate = number === 1 ? name : suffixed(name, `-${number}`)
    if (!taken.has(nameKey(candidate))) return candidate
  }
}
