import { describe, expect, it } from 'vitest'
import { graphOf } from './graph'

const copies = (...pairs: [string, string][]) =>
  pairs.map(([sourceId, targetId]) => ({ sourceId, sourceName: sourceId, targetId, targetName: targetId }))

const places = (...pairs: [string, string][]) =>
  Object.fromEntries(graphOf(copies(...pairs)).nodes.map(({ diskId, depth, row }) => [diskId, [depth, row]]))

describe('the graph of instant copies', () => {
  it('has what shows a disk to its right, each in a row of its own', () => {
    expect(places(['a', 'b'], ['a', 'c'], ['b', 'd'])).toEqual({ a: [0, 0], b: [1, 0], d: [2, 0], c: [1, 1] })
  })

  it('has trees one below the other', () => {
    expect(places(['a', 'b'], ['x', 'y'])).toEqual({ a: [0, 0], b: [1, 0], x: [0, 1], y: [1, 1] })
  })

  it('comes to an end where two disks are source and target of each other', () => {
    const graph = graphOf(copies(['a', 'b'], ['b', 'a']))
    expect(graph.edges).toHaveLength(2)
    expect(graph.rows).toBe(1)
  })
})
