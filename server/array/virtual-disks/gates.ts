import type { StorageArray } from '../storage-array'
import { relationsOfAllDisks } from './all-relations'
import { accessOf, isPassing } from './host-access'
import { type DiskRelations, relationsOfDisks } from './relations'

/** Makes the engine refuse what {@link accessOf} refuses. In force on open connections once it resolves. */
export async function setGates(array: StorageArray, diskIds: string[]): Promise<void> {
  await setGatesOf(array, await relationsOfDisks(array, diskIds))
  array.changes.publish('virtualDisk', ...diskIds)
}

export async function setAllGates(array: StorageArray): Promise<void> {
  await setGatesOf(array, await relationsOfAllDisks(array))
}

/** The engine knows nothing of a disk that is missing, or whose label it could not read. */
async function setGatesOf(array: StorageArray, disks: DiskRelations[]): Promise<void> {
  const known = disks.filter((disk) => disk.status === 'optimal' && disk.pool.status !== 'missing')
  const gates = known.map((disk) => {
    const verdict = accessOf(disk)
    const { read, write } = verdict
    return { diskId: disk.id, access: { read, write, ...(isPassing(verdict) && { passing: true }) } }
  })
  if (gates.length > 0) await array.engine.call('disk.setAccess', { gates })
}
