/**
 * Whether disks and hosts are fit for instant copies to start at one instant: what the commands ask, and what is shown of
 * it beforehand.
 */
import { demand, type Verdict } from '../door/refusals'
import { withAll, withContentOf } from '../lineage/changes'
import { mayChange, ofOriginals } from '../lineage/dangers'
import { readWorld } from '../lineage/read-world'
import { NOBODY_SEES, originalOf, type World } from '../lineage/world'
import type { StorageArray } from '../storage-array'
import { type DiskRelations, relationsOfDisks } from '../virtual-disks/relations'
import { type InstantCopyRow, rowsOfTree } from './rows'
import { type Beside, mayOverwrite, NOTHING_BESIDE } from './rules'
import { type Consents, grainBytes, instantCopyStatus } from './schema'
import { isActive } from './states'
import { sourcesAbove, treeOf } from './tree'

/** What the rules of a start ask of one, that may not be there yet. */
export interface Pair {
  row: Pick<InstantCopyRow, 'id' | 'sourceId' | 'targetId' | 'grainBytes'>
  source: DiskRelations
  target: DiskRelations
}

export interface Surroundings {
  /** At least those that hang together with the ones that start. */
  tree: readonly InstantCopyRow[]
  world: World
}

/** Of instant copies that are shown, with their disks. */
export async function surroundingsOf(array: StorageArray, rows: readonly InstantCopyRow[]): Promise<Surroundings & { disks: ReadonlyMap<string, DiskRelations> }> {
  const ids = [...new Set(rows.flatMap(({ sourceId, targetId }) => [sourceId, targetId]))]
  const [tree, relations] = await Promise.all([rowsOfTree(array, ids), relationsOfDisks(array, ids)])
  const disks = new Map(relations.map((disk) => [disk.id, disk]))
  const isSeen = rows.some(({ targetId }) => disks.get(targetId)?.mapping)
  return { tree, disks, world: isSeen ? await readWorld(array, ids) : NOBODY_SEES }
}

/** Those whose disks are there: whoever only looks may meet one that goes at this moment. */
export function pairsOf(rows: readonly InstantCopyRow[], disks: ReadonlyMap<string, DiskRelations>): Pair[] {
  return rows.flatMap((row) => {
    const [source, target] = [disks.get(row.sourceId), disks.get(row.targetId)]
    return source && target ? [{ row, source, target }] : []
  })
}

type Said = Omit<Consents, 'overrideInUse'>

/** @throws {RefusalError} */
export async function demandFit(array: StorageArray, members: readonly Pair[], said: Said): Promise<void> {
  const ids = members.flatMap(({ source, target }) => [source.id, target.id])
  const tree = said.restore ? await rowsOfTree(array, ids) : []
  demand(mayStartTogether(members, said, { tree, world: await readWorld(array, ids) }))
}

export function mayStartTogether(members: readonly Pair[], said: Said, { tree, world }: Surroundings): Verdict {
  for (const { row, source, target } of members) {
    const beside = said.restore ? besideOf(row, members, tree) : NOTHING_BESIDE
    const verdict = mayOverwrite(source, target, said, beside, grainBytes.parse(row.grainBytes))
    if (verdict) return verdict
  }
  const sets = members.flatMap(({ source, target }) => [source, target]).map(({ id }) => originalOf(world.disks, id))
  const changes = members.map(({ source, target }) => withContentOf(target, source.id))
  return mayChange(ofOriginals(world, sets), withAll(changes))
}

/**
 * Why they can't start, whatever is said: the dialog asks for the words, and so does the command.
 * @param restore for which they are prepared
 */
export function mayStartSomehow(members: readonly Pair[], restore: boolean, surroundings: Surroundings): Verdict {
  const fit = (back: boolean) => mayStartTogether(members, { restore: back, failTargetSnapshots: true }, surroundings)
  const verdict = fit(restore)
  return verdict?.path === 'restore' ? fit(true) : verdict
}

function besideOf(row: Pair['row'], members: readonly Pair[], rows: readonly InstantCopyRow[]): Beside {
  const tree = treeOf(rows, [row.sourceId, row.targetId])
  const others = tree.filter(({ id }) => id !== row.id)
  const other = others.find(({ id, restore }) => restore || members.some((member) => member.row.id === id))
  const above = sourcesAbove(
    tree.filter(({ status }) => isActive(instantCopyStatus.parse(status))),
    row.sourceId,
  )
  const through = above.indexOf(row.targetId) > 0 ? tree.find(({ sourceId }) => sourceId === above[0]) : undefined
  return { restoring: other?.name ?? null, through: through?.source.name ?? null, together: members.length > 1 }
}
