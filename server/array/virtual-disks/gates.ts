import { isFault } from '../engine-step'
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

/**
 * Keeps hosts from disks before what relies on it is begun or written down, so that a request that its storage does not
 * finish refuses the whole of a command. The work sets the gates to what they become.
 * @throws {EngineError} hostIoStuck
 */
export async function whileKept<T>(array: StorageArray, kept: readonly Kept[], work: () => Promise<T>): Promise<T> {
  const gates = kept.map(({ disk, from }) => {
    const read = from === 'writing' && accessOf(disk).read
    return { diskId: disk.id, access: { read, write: false, passing: true } }
  })
  try {
    await array.engine.call('disk.setAccess', { gates })
    return await work()
  } catch (error) {
    await giveBack(
      array,
      kept.map(({ disk }) => disk.id),
    )
    throw error
  }
}

/** A disk, and what hosts are kept from. */
export interface Kept {
  disk: DiskRelations
  from: 'writing' | 'everything'
}

/** As the records say; what is stuck still may be, and does not matter to hosts that get more than they had. */
async function giveBack(array: StorageArray, diskIds: string[]): Promise<void> {
  try {
    await setGates(array, diskIds)
  } catch (error) {
    if (!isFault(error, 'hostIoStuck')) throw error
  }
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
