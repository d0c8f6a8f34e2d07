import path from 'node:path'
import { type DiskFacts, GRAIN_BYTES } from '../contract'
import { readContents } from '../contents/read-contents'
import type { EngineState, Handlers } from '../engine-state'
import { EngineError } from '../faults'
import type { Disk } from './disk'

export function diskCalls(
  state: EngineState,
): Handlers<
  | 'disk.create'
  | 'disk.rename'
  | 'disk.grow'
  | 'disk.delete'
  | 'disk.usage'
  | 'disk.statistics'
  | 'disk.contents'
  | 'disk.flush'
  | 'disk.setAccess'
> {
  async function grow(disk: Disk, capacityBytes: number): Promise<void> {
    if (capacityBytes === disk.capacityBytes) return
    if (capacityBytes < disk.capacityBytes)
      throw new EngineError(
        'diskShrinks',
        `virtual disk ${disk.diskId} has ${disk.capacityBytes} bytes; ${capacityBytes} would cut its end off`,
      )
    disk.refuseInRollback()
    disk.refuseAsTarget()
    if (disk.label.kind === 'standard' && state.targetsOf(disk.diskId).some(({ activeMapping }) => activeMapping))
      throw new EngineError('imageState', `the source ${disk.diskId} of an active mapping can't change its size`)
    if (disk.label.kind === 'snapshot' && disk.holdsGrains)
      throw new EngineError('imageState', `the snapshot ${disk.diskId} holds an image, which can't change its size`)
    // The file first: a crash in between leaves a file that is too long, which harms nobody.
    // Open all the while, so that nobody opens it at its old length in between.
    if (disk.label.kind !== 'standard') return disk.relabel({ capacityBytes })
    await state.withOpen(disk, async () => {
      await disk.data?.resize(capacityBytes)
      await disk.relabel({ capacityBytes })
      disk.gate.changed()
    })
  }

  /** Two images in one repository would overwrite each other's grains. */
  function refuseUnlessRelated({ sourceId, repositoryId }: NonNullable<DiskFacts['snapshotOf']>): void {
    state.disk(sourceId).refuseUnlessKind('standard')
    const repository = state.disk(repositoryId)
    repository.refuseUnlessKind('repository')
    const user = snapshotIn(repository)
    if (user) throw new EngineError('diskInUse', `the repository ${repositoryId} is that of ${user.diskId}`)
  }

  /** The snapshot that keeps its grains in a repository. */
  function snapshotIn(repository: Disk): Disk | undefined {
    return [...state.pool(repository.poolId).disks.values()].find(
      ({ label }) => label.kind === 'snapshot' && label.repositoryId === repository.diskId,
    )
  }

  /** Why a disk can't be deleted, or null. */
  function userOf(disk: Disk): string | null {
    if (disk.inUse) return 'it is open'
    if (state.copiesOf(disk.diskId).length > 0) return 'it is in a running copy'
    if (disk.activeMapping) return 'it is the target of an active mapping'
    if (state.targetsOf(disk.diskId).some(({ activeMapping }) => activeMapping)) return 'it is the source of an active mapping'
    if (disk.holdsGrains) return 'its image has not ended'
    if (state.snapshotsOf(disk.diskId).length > 0) return 'it has snapshots'
    const snapshot = snapshotIn(disk)
    return snapshot ? `it is the repository of ${snapshot.diskId}` : null
  }

  return {
    async 'disk.create'({ disk, grainBytes }) {
      const relatives = disk.snapshotOf ? [disk.snapshotOf.sourceId, disk.snapshotOf.repositoryId] : []
      return state.mutex.run([disk.diskId, ...relatives], async () => {
        const there = state.findDisk(disk.diskId)
        if (there) {
          const { createdAt: _createdAt, name: _name, ...before } = there.facts()
          const { name: _asked, ...wanted } = disk
          if (JSON.stringify(sorted(before)) !== JSON.stringify(sorted(wanted)))
            throw new EngineError('diskExists', `there is another virtual disk ${disk.diskId}`)
          return there.facts()
        }
        const pool = state.pool(disk.poolId)
        for (const related of relatives)
          if (!pool.disks.has(related))
            throw new EngineError('diskNotFound', `virtual disk ${related} is not in the same pool`)
        if (disk.snapshotOf) refuseUnlessRelated(disk.snapshotOf)
        const made = await pool.createDisk(disk, Date.now(), grainBytes ?? GRAIN_BYTES[0])
        return made.facts()
      })
    },

    async 'disk.rename'({ diskId, name }) {
      return state.mutex.run([diskId], async () => {
        const disk = state.disk(diskId)
        if (disk.label.name !== name) await disk.relabel({ name })
        return disk.facts()
      })
    },

    async 'disk.grow'({ diskId, capacityBytes }) {
      return state.mutex.run([diskId], async () => {
        const disk = state.disk(diskId)
        await grow(disk, capacityBytes)
        return disk.facts()
      })
    },

    async 'disk.delete'({ diskId }) {
      await state.mutex.run([diskId], async () => {
        const disk = state.findDisk(diskId)
        if (!disk) return
        const user = userOf(disk)
        if (user) throw new EngineError('diskInUse', `virtual disk ${diskId} can't be deleted: ${user}`)
        await state.pool(disk.poolId).deleteDisk(disk)
      })
      return null
    },

    async 'disk.usage'({ diskIds }) {
      const known = diskIds.flatMap((diskId) => state.findDisk(diskId) ?? [])
      return Promise.all(
        known.map(async (disk) => ({
          diskId: disk.diskId,
          allocatedBytes: await state.files.allocatedBytes(path.resolve(disk.folder)),
        })),
      )
    },

    async 'disk.contents'({ diskId }) {
      const disk = state.disk(diskId)
      return state.withOpen(disk, ({ bytes }) =>
        readContents({
          sizeBytes: disk.capacityBytes,
          async read(offset, length) {
            if (!Number.isSafeInteger(offset) || offset < 0 || offset + length > disk.capacityBytes) return null
            const into = Buffer.alloc(length)
            await bytes.read(into, offset)
            return into
          },
        }),
      )
    },

    async 'disk.statistics'({ diskId }) {
      return state.disk(diskId).statisticsFacts()
    },

    async 'disk.flush'({ diskIds }) {
      await Promise.all(diskIds.map((diskId) => state.withOpen(state.disk(diskId), ({ bytes }) => bytes.flush())))
      return null
    },

    async 'disk.setAccess'({ gates }) {
      // All of them, also when one fails: none of them comes after what the caller does then.
      const set = await Promise.allSettled(gates.map(async ({ diskId, access }) => state.findDisk(diskId)?.setAccess(access)))
      for (const each of set) if (each.status === 'rejected') throw each.reason
      return null
    },
  }
}

function sorted(facts: object): [string, unknown][] {
  return Object.entries(facts).sort(([one], [other]) => (one < other ? -1 : 1))
}
