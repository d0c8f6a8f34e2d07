import { defineQuery } from '../door/command'
import { listOf } from '../door/lists'
import { candidates } from '../virtual-disks/candidates'
import { snapshotNames, takenNames } from './names'
import { maySnapshot } from './rules'
import { listSnapshotSourcesInput, snapshotSource } from './schema'

export const listSnapshotSources = defineQuery({
  name: 'listSnapshotSources',
  role: 'viewer',
  summary: 'Every virtual disk of the array, whether a snapshot can be taken of it, and if not, why.',
  input: listSnapshotSourcesInput,
  output: listOf(snapshotSource),
  async handler(context, input) {
    const found = await candidates(context, input, maySnapshot)
    const counts = await context.array.database.snapshot.groupBy({
      by: ['sourceId'],
      where: { sourceId: { in: found.items.map((disk) => disk.virtualDiskId) } },
      _count: true,
    })
    const countOf = new Map(counts.map(({ sourceId, _count }) => [sourceId, _count]))
    const taken = await takenNames(context.array)
    const items = found.items.map((disk) => {
      const snapshots = countOf.get(disk.virtualDiskId) ?? 0
      const names = disk.eligible ? snapshotNames({ name: disk.name, snapshots }, null, taken) : null
      return {
        ...disk,
        snapshots,
        defaultName: names?.snapshot ?? null,
        defaultRepositoryName: names?.repository ?? null,
      }
    })
    return { ...found, items }
  },
})
