import { nameKey } from '../door/fields'
import { freeNameAmong, suffixed } from '../names'
import type { StorageArray } from '../storage-array'

/** @param wanted with a number if that is taken */
export async function freeInstantCopyName(array: StorageArray, wanted: string): Promise<string> {
  const rows = await array.database.instantCopy.findMany({ select: { nameKey: true } })
  const taken = new Set(rows.map((row) => row.nameKey))
  return freeNameAmong(taken, suffixed(wanted, ''))
}

export function instantCopyByName(array: StorageArray): (key: string) => Promise<{ id: string } | null> {
  return (key) => array.database.instantCopy.findUnique({ where: { nameKey: key }, select: { id: true } })
}

export const keyed = (name: string) => ({ name, nameKey: nameKey(name) })
