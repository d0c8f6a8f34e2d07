/**
 * Who uses a disk whose content is about to be copied or overwritten (seed 002: flush the source's host cache, discard
 * the target's).
 */
import { refuse, type Verdict } from '../door/refusals'
import { type Warning, warn } from '../door/warnings'
import type { Finding, SessionFacts } from '../../engine/contract'
import { isEngineError } from '../engine-step'
import { openSessions } from '../hosts/sessions'
import type { StorageArray } from '../storage-array'
import type { DiskRelations } from '../virtual-disks/relations'

export interface DiskUse {
  sessions: readonly SessionFacts[]
  /** Names of the hosts that are connected. */
  hosts: readonly string[]
  /** What is on the disk says that a host has it mounted; unknown when it doesn't say. */
  mounted: 'yes' | 'no' | 'unknown'
}

export async function usesOf(array: StorageArray, disks: readonly DiskRelations[]): Promise<Map<string, DiskUse>> {
  const sessions = await openSessions(array)
  const names = new Map((await array.database.host.findMany({ select: { id: true, name: true } })).map(({ id, name }) => [id, name]))
  const uses = new Map<string, DiskUse>()
  for (const disk of disks) {
    const own = sessions.filter(({ diskId }) => diskId === disk.id)
    const hosts = [...new Set(own.map(({ hostId }) => names.get(hostId) ?? hostId))]
    uses.set(disk.id, { sessions: own, hosts, mounted: await mountedOn(array, disk.id) })
  }
  return uses
}

async function mountedOn(array: StorageArray, diskId: string): Promise<DiskUse['mounted']> {
  try {
    const found = await array.engine.call('disk.contents', { diskId })
    return found === null ? 'no' : mountedIn([found, ...found.children])
  } catch (error) {
    if (isEngineError(error)) return 'unknown'
    throw error
  }
}

function mountedIn(findings: readonly Pick<Finding, 'mounted'>[]): DiskUse['mounted'] {
  if (findings.some(({ mounted }) => mounted === 'yes')) return 'yes'
  return findings.some(({ mounted }) => mounted === 'unknown') ? 'unknown' : 'no'
}

/** A target in use is not overwritten, unless that is said. What no host can reach, none has mounted. */
export function mayDisturb(target: DiskRelations, use: DiskUse, overrideInUse: boolean): Verdict {
  if (overrideInUse) return null
  if (use.hosts.length > 0) {
    return refuse('instant_copy_target_in_use', { disk: target.name, hosts: quoted(use.hosts) }, 'overrideInUse')
  }
  return use.mounted === 'yes' && target.mapping
    ? refuse('instant_copy_target_mounted', { disk: target.name, to: target.mapping.to.name }, 'overrideInUse')
    : null
}

/** A source goes on being used; what its hosts keep in their caches is not in the image. */
export function warningsOfSource(source: DiskRelations, use: DiskUse): Warning[] {
  return use.hosts.length > 0 ? [warn('instant_copy_source_in_use', { disk: source.name, hosts: quoted(use.hosts) })] : []
}

function quoted(names: readonly string[]): string {
  return names.map((name) => `“${name}”`).join(', ')
}
