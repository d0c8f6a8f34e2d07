import { describe, expect, it } from 'vitest'

import { disk, mapping, repositoryDisk, snapshotDisk } from '../testing-facts'
import { chooseLun, mayJoin, mayMap } from './rules'

const use = (lun: number) => ({ lun, disk: `Disk ${lun}`, name: 'Group' })

describe('a mapping', () => {
  it.each([
    ['a standard disk', disk(), null],
    ['a snapshot', snapshotDisk(), null],
    ['a disabled snapshot', snapshotDisk({ status: 'disabled' }), null],
    ['a repository', repositoryDisk, 'mapping_repository'],
    ['an online copy’s snapshot', snapshotDisk({ copyId: 'c' }), 'mapping_copy_snapshot'],
    ['a mapped disk', disk({ mapping }), 'mapping_exists'],
    ['a missing disk', disk({ status: 'missing' }), 'disk_missing'],
  ] as const)('of %s', (_, facts, expected) => {
    expect(mayMap(facts)?.code ?? null).toBe(expected)
  })

  it('takes the lowest free LUN', () => {
    expect(chooseLun(undefined, [], 'Host')).toEqual({ lun: 0 })
    expect(chooseLun(undefined, [use(0), use(2)], 'Host')).toEqual({ lun: 1 })
  })

  it('takes the LUN that is asked for, if it is free', () => {
    expect(chooseLun(255, [use(0)], 'Host')).toEqual({ lun: 255 })
    expect(chooseLun(7, [use(7)], 'Host')).toMatchObject({
      code: 'lun_taken',
      params: { lun: 7, name: 'Group', disk: 'Disk 7' },
      path: 'lun',
    })
  })

  it('is refused when all 256 LUNs are used', () => {
    const all = Array.from({ length: 256 }, (_, lun) => use(lun))
    expect(chooseLun(undefined, all, 'Host')).toMatchObject({ code: 'luns_exhausted' })
    expect(chooseLun(undefined, all.slice(0, 255), 'Host')).toEqual({ lun: 255 })
  })

  it('of a host and of its group never meet at a LUN', () => {
    const host = { name: 'Host', luns: [1, 4] }
    expect(mayJoin(host, { name: 'Group', luns: [0, 2] }, 'hostGroupId')).toBeNull()
    expect(mayJoin(host, { name: 'Group', luns: [4] }, 'hostGroupId')).toMatchObject({
      code: 'lun_collision',
      params: { lun: 4, host: 'Host', hostGroup: 'Group' },
    })
  })
})
