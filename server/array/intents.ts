/**
 * Steps that both planes take together. What is about to happen is written down, the engine does it (every call is
 * idempotent by its identifiers), and the outcome is stored in one transaction that also takes the note away. A note
 * that is left at start was cut off by a crash: a creation is undone, since nobody was told that it succeeded; a
 * deletion is finished.
 */
import { randomUUID } from 'node:crypto'
import { z } from 'zod'

import type { DiskFacts, ImageFacts } from '../engine/contract'
import type { Prisma } from '../database/generated/client'
import type { StorageArray } from './storage-array'
import { isFault } from './engine-step'

/** Sent to the database together: all of them or none. */
export type Outcome = Prisma.PrismaPromise<unknown>[]

const pool = z.object({ poolId: z.string(), name: z.string(), path: z.string() })
/** In the order in which they are deleted: a snapshot before its repository. */
const disks = z.object({ disks: z.array(z.object({ id: z.string(), name: z.string() })) })

export const intentData = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('createPool'), data: pool }),
  z.object({ kind: z.literal('deletePool'), data: pool }),
  z.object({ kind: z.literal('createDisks'), data: disks }),
  z.object({ kind: z.literal('deleteDisks'), data: disks }),
])
export type IntentData = z.infer<typeof intentData>

/**
 * @param step what the engine does
 * @param outcome the rows to write when it is done
 * @param undo brings the engine back to before, when the step or the outcome failed. If that fails too, the note stays
 *   and the next start tries again.
 */
export async function withIntent<T>(
  array: StorageArray,
  { kind, data }: IntentData,
  { step, outcome, undo }: { step: () => Promise<T>; outcome: (done: T) => Outcome; undo: () => Promise<void> },
): Promise<T> {
  const { intent } = array.database
  const id = randomUUID()
  await intent.create({ data: { id, kind, data: JSON.stringify(data), createdAt: array.now() } })
  try {
    const done = await step()
    await array.database.$transaction([...outcome(done), intent.delete({ where: { id } })])
    return done
  } catch (error) {
    await undo()
    await intent.delete({ where: { id } })
    throw error
  }
}

export type NewDisk = Omit<DiskFacts, 'createdAt'>

/** @param then a further engine step on the new disks, part of the same creation */
export function createDisks<T>(
  array: StorageArray,
  created: NewDisk[],
  then: () => Promise<T>,
  outcome: (done: T) => Outcome,
): Promise<T> {
  const named = created.map(({ diskId, name }) => ({ id: diskId, name })).reverse()
  return withIntent(
    array,
    { kind: 'createDisks', data: { disks: named } },
    {
      async step() {
        for (const disk of created) await array.engine.call('disk.create', { disk })
        return then()
      },
      outcome,
      undo: () =>
        eraseDisks(
          array,
          named.map(({ id }) => id),
        ),
    },
  )
}

/** @param outcome removes the rows of the disks and what belongs to them */
export async function deleteDisks(
  array: StorageArray,
  deleted: { id: string; name: string }[],
  outcome: Outcome,
): Promise<void> {
  await withIntent(
    array,
    { kind: 'deleteDisks', data: { disks: deleted } },
    {
      step: () =>
        eraseDisks(
          array,
          deleted.map(({ id }) => id),
        ),
      outcome: () => outcome,
      undo: () => Promise.resolve(),
    },
  )
}

/** Deletes disks in this order, whether or not they are there; an image among them is ended first. */
export async function eraseDisks(array: StorageArray, diskIds: string[]): Promise<void> {
  for (const diskId of diskIds) {
    await endImageOf(array, diskId)
    await array.engine.call('disk.delete', { diskId })
  }
}

/** Ends the image of a snapshot, if it is one. One that has ended may still keep what older images see through it. */
async function endImageOf(array: StorageArray, diskId: string): Promise<void> {
  const facts = await imageFacts(array, diskId)
  if (facts && facts.state !== 'prepared') await array.engine.call('image.end', { imageId: diskId })
}

async function imageFacts(array: StorageArray, diskId: string): Promise<ImageFacts | null> {
  try {
    const [facts] = await array.engine.call('image.facts', { imageIds: [diskId] })
    return facts ?? null
  } catch (error) {
    if (isFault(error, 'imageNotFound', 'diskNotFound')) return null
    throw error
  }
}
