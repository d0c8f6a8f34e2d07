/** Makes the objects of snapshots: their virtual disks, their repositories, their images. */
import type { CallOutput } from '../../engine/contract'
import { nameKey } from '../door/fields'
import { RefusalError, refuse } from '../door/refusals'
import { engineStep } from '../engine-step'
import { newId, newWwid } from '../identity'
import { createDisks, type NewDisk, type Outcome } from '../intents'
import type { StorageArray } from '../storage-array'
import { newDiskRow } from '../virtual-disks/new-disk'
import type { DiskRelations } from '../virtual-disks/relations'
import { instantOf } from './image-status'
import { type SnapshotNames, snapshotNames, takenNames } from './names'
import { repositoryBytes } from './repository-size'
import type { FullPolicy } from './schema'

export interface SnapshotWanted {
  source: DiskRelations
  /** null: `<source>-<n>`, its repository `<source>-R<n>`. */
  name: string | null
  repositoryPercent: number
  warningThresholdPercent: number
  fullPolicy: FullPolicy
  /** The input field of the name, for the problem document. */
  namePath?: string
}

export interface MadeSnapshot {
  id: string
  name: string
}

export interface ImageStart {
  imageId: string
  warningThresholdPercent: number
  fullPolicy: FullPolicy
}

type Started = CallOutput<'image.start'>

const NOTHING_MORE = { step: () => Promise.resolve(), outcome: () => [] }

/**
 * Creates all disks and starts the images at one instant, then writes everything down in one transaction, together
 * with what the caller adds. All of the snapshots are there afterwards, or none; a crash before the end leaves nothing.
 * @param also.step what the engine does once the images have started, before anything is written down
 * @param also.outcome further rows of the same transaction, given the snapshots' identifiers in the order of `wanted`
 * @throws {RefusalError} name_taken, no_space
 */
export async function makeSnapshots(
  array: StorageArray,
  wanted: SnapshotWanted[],
  also: { step: () => Promise<void>; outcome: (snapshotIds: string[]) => Outcome } = NOTHING_MORE,
): Promise<{ made: MadeSnapshot[]; started: Started }> {
  const planned = (await namesOf(array, wanted)).map((names, index) => plan(array, wanted[index], names))
  const ids = planned.map(({ snapshot }) => snapshot.diskId)
  const starts = planned.map(({ start }) => start)
  const started = await engineStep(
    createDisks(
      array,
      planned.flatMap(({ repository, snapshot }) => [repository, snapshot]),
      async () => {
        const done = await array.engine.call('image.start', { images: starts })
        await also.step()
        return done
      },
      ({ images }) => [
        ...planned.flatMap(({ repository, snapshot, sourceId, start }, index) => {
          const image = images[index]
          return [
            array.database.virtualDisk.create({ data: newDiskRow(array, repository) }),
            array.database.virtualDisk.create({ data: newDiskRow(array, snapshot) }),
            array.database.snapshot.create({
              data: {
                id: snapshot.diskId,
                sourceId,
                repositoryId: repository.diskId,
                status: 'optimal',
                statusAt: array.now(),
                warningThresholdPercent: start.warningThresholdPercent,
                fullPolicy: start.fullPolicy,
                imageAt: image ? instantOf(image) : null,
                instantId: image?.instantId ?? null,
                createdAt: array.now(),
              },
            }),
          ]
        }),
        ...also.outcome(ids),
      ],
    ),
    { noSpace: () => refuse('no_space', { pool: poolsOf(wanted.map(({ source }) => source)) }) },
  )
  return { made: planned.map(({ snapshot }) => ({ id: snapshot.diskId, name: snapshot.name })), started }
}

/** The pools that a step on these disks could have filled, for a sentence. */
export function poolsOf(disks: DiskRelations[]): string {
  return [...new Set(disks.map(({ pool }) => pool.name))].join(', ')
}

interface Planned {
  sourceId: string
  repository: NewDisk
  snapshot: NewDisk
  start: ImageStart
}

function plan(array: StorageArray, wanted: SnapshotWanted | undefined, names: SnapshotNames): Planned {
  if (!wanted) throw new Error('There are names for a snapshot that nobody wants.')
  const { source, warningThresholdPercent, fullPolicy } = wanted
  const prefix = array.identity.wwidPrefix
  const repository: NewDisk = {
    poolId: source.pool.id,
    diskId: newId(),
    name: names.repository,
    wwid: newWwid(prefix),
    kind: 'repository',
    capacityBytes: repositoryBytes(source.capacityBytes, wanted.repositoryPercent),
    snapshotOf: null,
  }
  const snapshot: NewDisk = {
    poolId: source.pool.id,
    diskId: newId(),
    name: names.snapshot,
    wwid: newWwid(prefix),
    kind: 'snapshot',
    capacityBytes: source.capacityBytes,
    snapshotOf: { sourceId: source.id, repositoryId: repository.diskId },
  }
  const start = { imageId: snapshot.diskId, warningThresholdPercent, fullPolicy }
  return { sourceId: source.id, repository, snapshot, start }
}

/** Names that were asked for come first: no default takes one away. */
async function namesOf(array: StorageArray, wanted: SnapshotWanted[]): Promise<SnapshotNames[]> {
  const taken = await takenNames(array)
  for (const { name, namePath } of wanted) {
    if (name === null) continue
    if (taken.has(nameKey(name))) throw new RefusalError(refuse('name_taken', { name }, namePath ?? 'name'))
    taken.add(nameKey(name))
  }
  return wanted.map(({ source, name }) => {
    const names = snapshotNames({ name: source.name, snapshots: source.snapshots.length }, name, taken)
    for (const each of [names.snapshot, names.repository]) taken.add(nameKey(each))
    return names
  })
}
