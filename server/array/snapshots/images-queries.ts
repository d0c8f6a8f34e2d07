import { defineQuery } from '../door/command'
import { demand } from '../door/refusals'
import { pageOfAll } from '../door/slices'
import { diskRelations, relationsOf, relationsSelect } from '../virtual-disks/relations'
import { mayUse } from '../virtual-disks/rules'
import { listSourceImagesInput, snapshotStatus, type SourceImage, sourceImages } from './schema'

export const listSourceImages = defineQuery({
  name: 'listSourceImages',
  role: 'viewer',
  summary:
    'The snapshots of a virtual disk in the order of their instants, oldest first unless asked otherwise, with the ' +
    'space that each keeps and what deleting it frees. Those that hold no point in time come last.',
  input: listSourceImagesInput,
  output: sourceImages,
  async handler({ array }, input) {
    const disk = await diskRelations(array, input.id)
    demand(mayUse(disk))
    const rows = await array.database.snapshot.findMany({
      where: { sourceId: disk.id },
      include: {
        virtualDisk: { select: relationsSelect },
        repository: { select: { capacityBytes: true } },
        copy: { select: { id: true } },
      },
      orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
    })
    const space = rows.length === 0 ? [] : await array.engine.call('image.space', { sourceId: disk.id })
    // The engine's order is that of the instants, also where two have the same millisecond.
    const placeOf = new Map(space.map(({ imageId }, index) => [imageId, index]))
    const images = rows.map((row): SourceImage => {
      const kept = space[placeOf.get(row.id) ?? -1]
      const { name, mapping, copiesFrom } = relationsOf(row.virtualDisk)
      return {
        snapshotId: row.id,
        name,
        status: snapshotStatus.parse(row.status),
        imageAt: row.imageAt?.toISOString() ?? null,
        instantId: row.instantId,
        copyId: row.copy?.id ?? null,
        repositoryCapacityBytes: Number(row.repository.capacityBytes),
        keptBytes: kept?.keptBytes ?? 0,
        freedBytes: kept?.freedBytes ?? 0,
        mappedTo: mapping?.to.name ?? null,
        copies: copiesFrom.map(({ id, status, other }) => ({ id, status, targetId: other.id, targetName: other.name })),
      }
    })
    const place = (image: SourceImage) => (image.imageAt === null ? null : (placeOf.get(image.snapshotId) ?? null))
    const holding = images.filter((image) => place(image) !== null).sort((a, b) => (place(a) ?? 0) - (place(b) ?? 0))
    if (input.sort === '-imageAt') holding.reverse()
    return pageOfAll([...holding, ...images.filter((image) => place(image) === null)], input)
  },
})
