/** Where pools can be made and imported, and what may be done with one. Pure: facts in, verdict out. */
import type { PathFacts } from '../../engine/contract'
import { refuse, type Verdict } from '../door/refusals'

export function mayCreateAt(facts: PathFacts): Verdict {
  const { path } = facts
  if (facts.insidePool !== null) return refuse('path_inside_pool', { path, pool: facts.insidePool }, 'path')
  switch (facts.state) {
    case 'absent':
      return refuse('path_parent_missing', { path }, 'path')
    case 'notDirectory':
      return refuse('path_not_directory', { path }, 'path')
    case 'pool':
      return refuse('path_holds_pool', { path }, 'path')
    case 'directory':
      return facts.writable ? refuse('path_not_empty', { path }, 'path') : notWritable(path)
    case 'absentInParent':
    case 'emptyDirectory':
      return facts.writable ? null : notWritable(path)
  }
}

export function mayImportFrom(facts: PathFacts): Verdict {
  const { path } = facts
  if (facts.insidePool !== null) return refuse('path_inside_pool', { path, pool: facts.insidePool }, 'path')
  if (facts.state !== 'pool') return refuse('path_not_pool', { path }, 'path')
  return facts.writable ? null : notWritable(path)
}

function notWritable(path: string): Verdict {
  return refuse('path_not_writable', { path }, 'path')
}

export function mayRenamePool(pool: { name: string; status: string }): Verdict {
  return pool.status === 'missing' ? refuse('pool_missing', { pool: pool.name }) : null
}

/** Only an empty pool is deleted. One that is missing may be: what is deleted is the record of it. */
export function mayDeletePool(pool: { name: string; virtualDiskCount: number }): Verdict {
  const { name, virtualDiskCount: count } = pool
  return count > 0 ? refuse('pool_has_disks', { pool: name, count }) : null
}

export function mayHoldDisks(pool: { name: string; status: string }): Verdict {
  return pool.status === 'missing' ? refuse('pool_missing', { pool: pool.name }, 'poolId') : null
}
