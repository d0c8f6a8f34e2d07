import { describe, expect, it } from 'vitest'

import { sourcesAbove, targetAndSource, treeOf } from './tree'

const edge = (sourceId: string, targetId: string) => ({ id: `${sourceId}${targetId}`, sourceId, targetId })

describe('instant copies', () => {
  const edges = [edge('a', 'b'), edge('b', 'c'), edge('a', 'd'), edge('x', 'y'), edge('c', 'a')]

  it('hang together by their disks, however far', () => {
    const ids = (...disks: string[]) => treeOf(edges, disks).map(({ id }) => id).sort()
    expect(ids('d')).toEqual(['ab', 'ad', 'bc', 'ca'])
    expect(ids('y')).toEqual(['xy'])
    expect(ids('z')).toEqual([])
    expect(ids('d', 'x')).toHaveLength(5)
  })

  it('have their content from one disk above another', () => {
    const chain = [edge('a', 'b'), edge('b', 'c'), edge('a', 'd')]
    expect(sourcesAbove(chain, 'c')).toEqual(['b', 'a'])
    expect(sourcesAbove(chain, 'a')).toEqual([])
    // A disk that is given its content back, and the image that it has it from.
    expect(sourcesAbove(edges, 'c')).toEqual(['b', 'a', 'c'])
  })

  it('of a group have no disk that is both target and source', () => {
    expect(targetAndSource([edge('a', 'b'), edge('a', 'd')])).toBeNull()
    expect(targetAndSource([edge('a', 'b'), edge('b', 'c')])).toBe('b')
  })
})
