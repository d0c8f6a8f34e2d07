import { nameKey } from '../door/fields'
import type { StorageArray } from '../storage-array'

/**
 * The label first: it may not fit any more where the pool is full, and what is refused changes nothing. SQLite wins
 * about names, so that after a crash before the record the next start gives the label its old name back.
 */
export async function renameDisk(array: StorageArray, id: string, name: string): Promise<void> {
  await array.engine.call('disk.rename', { diskId: id, name })
  await array.database.virtualDisk.update({ where: { id }, data: { name, nameKey: nameKey(name) } })
  array.changes.publish('virtualDisk', id)
}
