import { nameKey } from '../door/fields'
import type { StorageArray } from '../storage-array'

/** The record first: SQLite wins about names, so a crash before the label is mended at start. */
export async function renameDisk(array: StorageArray, id: string, name: string): Promise<void> {
  await array.database.virtualDisk.update({ where: { id }, data: { name, nameKey: nameKey(name) } })
  await array.engine.call('disk.rename', { diskId: id, name })
  array.changes.publish('virtualDisk', id)
}
