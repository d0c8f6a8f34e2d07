/** Whether copies are fit to run again: what the command asks, and what is shown of it beforehand. */
import { demand, type Verdict } from '../door/refusals'
import { withContentOf } from '../lineage/changes'
import { mayChange, ofOriginals } from '../lineage/dangers'
import { readWorld } from '../lineage/read-world'
import { NOBODY_SEES, originalOf, type World } from '../lineage/world'
import type { StorageArray } from '../storage-array'
import { type DiskRelations, relationsOfDisks } from '../virtual-disks/relations'
import type { CopyRow } from './rows'
import { mayMove, mayRecopy } from './rules'
import { copyStatus, copyType } from './schema'

interface Pair {
  row: CopyRow
  source: DiskRelations
  target: DiskRelations
}

/** @throws {RefusalError} */
export async function demandFit(array: StorageArray, pair: Pair, failTargetSnapshots: boolean): Promise<void> {
  demand(mayRunAgain(pair, failTargetSnapshots, await readWorld(array, [pair.source.id, pair.target.id])))
}

/** Why copies can't run again. Of disks that go at this moment nothing is known. */
export async function recopyVerdicts(array: StorageArray, rows: readonly CopyRow[], failTargetSnapshots: boolean): Promise<ReadonlyMap<string, Verdict>> {
  const verdicts = new Map(rows.map((row) => [row.id, mayMove(copyStatus.parse(row.status), 'recopy')]))
  const resting = rows.filter(({ id }) => verdicts.get(id) === null)
  if (resting.length === 0) return verdicts
  const ids = [...new Set(resting.flatMap(({ sourceId, targetId }) => [sourceId, targetId]))]
  const disks = new Map((await relationsOfDisks(array, ids)).map((disk) => [disk.id, disk]))
  const isSeen = resting.some(({ targetId }) => disks.get(targetId)?.mapping)
  const world = isSeen ? await readWorld(array, ids) : NOBODY_SEES
  for (const row of resting) {
    const [source, target] = [disks.get(row.sourceId), disks.get(row.targetId)]
    if (source && target) verdicts.set(row.id, mayRunAgain({ row, source, target }, failTargetSnapshots, world))
  }
  return verdicts
}

/** Also, hosts that see the target may not come to see two disks of one content. */
function mayRunAgain({ row, source, target }: Pair, failTargetSnapshots: boolean, world: World): Verdict {
  const fit = mayRecopy(copyStatus.parse(row.status), copyType.parse(row.type), source, target, failTargetSnapshots)
  const originals = [source, target].map(({ id }) => originalOf(world.disks, id))
  return fit ?? mayChange(ofOriginals(world, originals), withContentOf(target, source.id))
}
