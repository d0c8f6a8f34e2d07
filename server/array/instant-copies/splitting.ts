/**
 * Splitting the target of an instant copy off that has everything (reference "instant copy and remote copy", A8,
 * `stopfcmap -split`): older images of its source, which are read through it, become images of the target itself. Nothing
 * is copied and no content changes. What moves and what forbids it is pure; the engine does the same and has the last word.
 */
import type { InstantCopyFacts } from '../../engine/contract'
import { showingSnapshots } from '../copies/candidates'
import { firstRefusal, refuse, type Verdict } from '../door/refusals'
import type { StorageArray } from '../storage-array'
import { type DiskRelations, relationsOfDisks } from '../virtual-disks/relations'
import { notRollingBack } from '../virtual-disks/rules'
import { isWhole } from './outcome'
import { factsOf, type InstantCopyRow, rowsOfTree } from './rows'
import { mayMove, noDirectCopy } from './rules'
import { instantCopyStatus } from './schema'
import { INSTANT_COPY_STATES, isActive } from './states'

export interface Splitting {
  row: InstantCopyRow
  /** What the engine says of it; null when it says nothing. */
  facts: InstantCopyFacts | null
  source: DiskRelations
  target: DiskRelations
  /** Those that move: from then on the split one's target is their source. */
  moving: { row: InstantCopyRow; target: DiskRelations }[]
}

/** Images of the same source that are older and still count. @param tree of all that hang together */
export function movingWith(own: InstantCopyFacts, tree: readonly InstantCopyFacts[]): InstantCopyFacts[] {
  return tree.filter(
    (other) => isAtWork(other) && other.sourceId === own.sourceId && other.sequence < own.sequence && !givesItsSourceBack(other, tree),
  )
}

function isAtWork({ state }: InstantCopyFacts): boolean {
  return state === 'copying' || state === 'stopping'
}

/** Its target is no image of its source: its source is one of the target (A9). */
function givesItsSourceBack(restore: InstantCopyFacts, tree: readonly InstantCopyFacts[]): boolean {
  return tree.some((image) => isAtWork(image) && image.sourceId === restore.targetId && image.targetId === restore.sourceId)
}

/** Whether it can be split off now. */
export function maySplit({ row, facts, source, target, moving }: Splitting): Verdict {
  const { name } = row
  const status = instantCopyStatus.parse(row.status)
  const refusal = mayMove(status, 'split', name)
  if (refusal || INSTANT_COPY_STATES.split[status] === 'ignored') return refusal
  if (!facts || !isWhole(facts)) return refuse('instant_copy_split_incomplete', { name, target: target.name })
  const snapshots = showingSnapshots(source).filter(({ id }) => facts.dependents.includes(id))
  const companion = moving.find((other) => row.groupId !== null && other.row.groupId === row.groupId)
  return firstRefusal(
    facts.restore ? refuse('instant_copy_split_restore', { name, target: target.name }) : null,
    snapshots.length > 0
      ? refuse('instant_copy_split_snapshots', { name, target: target.name, snapshots: snapshots.map((each) => `“${each.name}”`).join(', ') })
      : null,
    // A6: one disk would be target and source within one group.
    companion && row.group ? refuse('consistency_group_cascade', { group: row.group.name, disk: target.name }) : null,
    notRollingBack(source),
    notRollingBack(target),
    ...[source, target, ...moving.map((other) => other.target)].map(noDirectCopy),
  )
}

/** What splitting each of these off would mean. Whoever only looks may meet a disk that goes at this moment: it is left out. */
export async function splittingsOf(array: StorageArray, rows: readonly InstantCopyRow[]): Promise<Splitting[]> {
  const tree = await rowsOfTree(
    array,
    rows.flatMap(({ sourceId, targetId }) => [sourceId, targetId]),
  )
  const facts = await factsOf(array, tree.filter(({ status }) => isActive(instantCopyStatus.parse(status))))
  const disks = await relationsOfDisks(array, [...new Set(tree.flatMap(({ sourceId, targetId }) => [sourceId, targetId]))])
  const diskOf = new Map(disks.map((disk) => [disk.id, disk]))
  return rows.flatMap((row) => {
    const [source, target] = [diskOf.get(row.sourceId), diskOf.get(row.targetId)]
    if (!source || !target) return []
    const own = facts.find(({ instantCopyId, run }) => instantCopyId === row.id && run === row.run) ?? null
    const moved = own ? movingWith(own, facts) : []
    const moving = tree.flatMap((other) => {
      const disk = diskOf.get(other.targetId)
      return disk && moved.some(({ instantCopyId }) => instantCopyId === other.id) ? [{ row: other, target: disk }] : []
    })
    return [{ row, facts: own, source, target, moving }]
  })
}
