/**
 * What a stop would do, from what the engine says of who looks through whom. Pure. The commands close gates by it and the
 * preview shows it; the engine does the same and has the last word.
 */
import type { InstantCopyFacts } from '../../engine/contract'
import type { InstantCopyStatus } from './states'

export interface StopPlan {
  /** Where each instant copy goes that is asked to stop, or goes down with one. */
  ends: Map<string, Extract<InstantCopyStatus, 'stopping' | 'stopped' | 'idle'>>
  /** Those among them that nobody asked to stop. */
  alsoStops: string[]
  /** Snapshots that fail, by their disks. */
  failingSnapshots: string[]
}

/**
 * Without force an instant copy stops at once when nobody looks through its target who doesn't stop at once too; else it
 * is stopping until those who do have got what they see there. With force everybody who looks through it goes down.
 *
 * @param facts of all that hang together
 * @param asked instant copies that are copying or stopping
 */
export function planStop(facts: readonly InstantCopyFacts[], asked: readonly string[], force: boolean): StopPlan {
  const byId = new Map(facts.map((each) => [each.instantCopyId, each]))
  const byTarget = new Map(facts.map((each) => [each.targetId, each]))
  const named = asked.flatMap((id) => byId.get(id) ?? [])
  const ends: StopPlan['ends'] = new Map()
  if (!force) {
    const going = atOnce(named)
    for (const each of named) ends.set(each.instantCopyId, going.has(each) ? restOf(each) : 'stopping')
    return { ends, alsoStops: [], failingSnapshots: [] }
  }
  const down = new Set(named)
  const failingSnapshots = new Set<string>()
  for (const each of down) {
    ends.set(each.instantCopyId, restOf(each))
    for (const diskId of each.dependents) {
      const dependent = byTarget.get(diskId)
      if (dependent) down.add(dependent)
      else failingSnapshots.add(diskId)
    }
  }
  const alsoStops = [...ends.keys()].filter((id) => !asked.includes(id))
  return { ends, alsoStops, failingSnapshots: [...failingSnapshots] }
}

/** Of those that stop together, the ones that nobody else looks through. */
function atOnce(named: InstantCopyFacts[]): Set<InstantCopyFacts> {
  const going = new Set<InstantCopyFacts>()
  for (let before = -1; before !== going.size; ) {
    before = going.size
    const gone = new Set([...going].map(({ targetId }) => targetId))
    for (const each of named) if (each.dependents.every((diskId) => gone.has(diskId))) going.add(each)
  }
  return going
}

function restOf(facts: InstantCopyFacts): 'idle' | 'stopped' {
  return isWhole(facts) ? 'idle' : 'stopped'
}

/** The target has got everything of its image. */
export function isWhole({ copiedBytes, totalBytes }: Pick<InstantCopyFacts, 'copiedBytes' | 'totalBytes'>): boolean {
  return copiedBytes >= totalBytes
}
