/** Where the disks of a tree of instant copies stand in its picture. Pure. */
import type { InstantCopy } from '@/server/array/instant-copies/schema'

export interface GraphNode {
  diskId: string
  name: string
  /** How many instant copies it is away from a disk that is nobody's target. */
  depth: number
  /** Its row, from above. */
  row: number
}

type Joined = Pick<InstantCopy, 'sourceId' | 'sourceName' | 'targetId' | 'targetName'>

export interface Graph<Copy extends Joined> {
  nodes: GraphNode[]
  edges: { copy: Copy; from: GraphNode; to: GraphNode }[]
  rows: number
  depths: number
}

/**
 * A source stands in the row of its first target. A disk is the target of only one, so lines cross only where an instant
 * copy leads back to a disk that stands already.
 */
export function graphOf<Copy extends Joined>(copies: readonly Copy[]): Graph<Copy> {
  const targets = new Set(copies.map(({ targetId }) => targetId))
  const placed = new Map<string, GraphNode>()
  const edges: Graph<Copy>['edges'] = []
  let rows = 0

  function place(diskId: string, name: string, depth: number): GraphNode {
    const standing = placed.get(diskId)
    if (standing) return standing
    const node = { diskId, name, depth, row: rows }
    placed.set(diskId, node)
    for (const copy of copies) {
      if (copy.sourceId === diskId) edges.push({ copy, from: node, to: place(copy.targetId, copy.targetName, depth + 1) })
    }
    // Nothing to the right of it has taken a row.
    if (rows === node.row) rows += 1
    return node
  }

  const roots = copies.filter(({ sourceId }) => !targets.has(sourceId))
  for (const { sourceId, sourceName } of [...roots, ...copies]) place(sourceId, sourceName, 0)
  const nodes = [...placed.values()]
  return { nodes, edges, rows, depths: Math.max(0, ...nodes.map(({ depth }) => depth)) + 1 }
}
