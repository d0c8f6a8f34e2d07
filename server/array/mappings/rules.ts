/** What may be mapped where, at which LUN. Pure: facts in, verdict out. */
import { firstRefusal, refuse, type Refusal, type Verdict } from '../door/refusals'
import type { DiskRelations } from '../virtual-disks/relations'
import { mayUse } from '../virtual-disks/rules'

const LUNS = 256

/** Whether it can be mapped at all. Vendors: one mapping a disk; never a repository or an online copy's snapshot. */
export function mayMap(disk: DiskRelations): Verdict {
  const { name, mapping } = disk
  return firstRefusal(
    disk.kind === 'repository' ? refuse('mapping_repository', { disk: name }, 'virtualDiskId') : null,
    disk.snapshot?.copyId ? refuse('mapping_copy_snapshot', { disk: name }, 'virtualDiskId') : null,
    mapping && refuse('mapping_exists', { disk: name, to: mapping.to.name }, 'virtualDiskId'),
    mayUse(disk),
  )
}

/** A LUN in use, by which disk, and by whose mapping: the host's or the host group's name. */
export interface LunUse {
  lun: number
  disk: string
  name: string
}

/**
 * The LUN that a mapping gets: the one asked for, else the lowest free one.
 * @param used all LUNs that a host would see beside the new one. For a host: its own and its group's. For a host
 *   group: its own and those of all its members.
 */
export function chooseLun(asked: number | undefined, used: LunUse[], name: string): { lun: number } | Refusal {
  if (asked !== undefined) {
    const use = used.find(({ lun }) => lun === asked)
    return use ? refuse('lun_taken', { lun: asked, name: use.name, disk: use.disk }, 'lun') : { lun: asked }
  }
  const taken = new Set(used.map(({ lun }) => lun))
  for (let lun = 0; lun < LUNS; lun += 1) if (!taken.has(lun)) return { lun }
  return refuse('luns_exhausted', { name }, 'lun')
}

/** A member sees the group's mappings beside its own, so the two must not meet at a LUN. */
export function mayJoin(
  host: { name: string; luns: number[] },
  hostGroup: { name: string; luns: number[] },
  path: string,
): Verdict {
  const lun = host.luns.find((own) => hostGroup.luns.includes(own))
  return lun === undefined ? null : refuse('lun_collision', { lun, host: host.name, hostGroup: hostGroup.name }, path)
}
