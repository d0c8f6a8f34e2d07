/** How instant copies hang together by their disks. Pure. */

export interface Edge {
  id: string
  sourceId: string
  targetId: string
}

/**
 * The instant copies that are connected with a disk through any number of others, as source or target (A3: at most 256
 * in a tree).
 */
export function treeOf<E extends Edge>(edges: readonly E[], diskIds: readonly string[]): E[] {
  const byDisk = new Map<string, E[]>()
  for (const edge of edges) {
    for (const diskId of [edge.sourceId, edge.targetId]) byDisk.set(diskId, [...(byDisk.get(diskId) ?? []), edge])
  }
  const disks = new Set(diskIds)
  const found = new Set<E>()
  for (const diskId of disks) {
    for (const edge of byDisk.get(diskId) ?? []) {
      found.add(edge)
      disks.add(edge.sourceId).add(edge.targetId)
    }
  }
  return [...found]
}

/**
 * Where the content of a disk comes from: the source of the instant copy whose target it is, that one's source, and so
 * on.
 * @param edges those that are active
 */
export function sourcesAbove(edges: readonly Pick<Edge, 'sourceId' | 'targetId'>[], diskId: string): string[] {
  const above: string[] = []
  for (let at: string | undefined = diskId; at !== undefined; ) {
    const onto = edges.find(({ targetId }) => targetId === at)
    at = onto && !above.includes(onto.sourceId) ? onto.sourceId : undefined
    if (at !== undefined) above.push(at)
  }
  return above
}

/**
 * A disk that is target of one and source of another of these: at one instant it can't both become an image and be what
 * an image shows.
 */
export function targetAndSource(edges: readonly Pick<Edge, 'sourceId' | 'targetId'>[]): string | null {
  const sources = new Set(edges.map(({ sourceId }) => sourceId))
  return edges.find(({ targetId }) => sources.has(targetId))?.targetId ?? null
}
