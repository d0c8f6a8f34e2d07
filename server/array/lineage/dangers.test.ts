import { describe, expect, it } from 'vitest'

import { withGroup, withHost, withMapping, withOrigin } from './changes'
import { dangersIn, newDangers } from './dangers'
import type { World, WorldHost, WorldMapping } from './world'

const host = (id: string, os: WorldHost['os'], hostGroupId: string | null = null): WorldHost => ({ id, name: id, os, hostGroupId })
const toHost = (virtualDiskId: string, hostId: string): WorldMapping => ({ virtualDiskId, hostId, hostGroupId: null })
const toGroup = (virtualDiskId: string, hostGroupId: string): WorldMapping => ({ virtualDiskId, hostId: null, hostGroupId })

/** A cluster of two Windows nodes, a plain group of two Linux hosts, and one host of each system; a quorum disk with images. */
function world(...mappings: WorldMapping[]): World {
  const hosts = [
    host('node-1', 'windows', 'cluster'),
    host('node-2', 'windows', 'cluster'),
    host('tux-1', 'linux', 'plain'),
    host('tux-2', 'linux', 'plain'),
    host('win', 'windows'),
    host('tux', 'linux'),
    host('esx', 'esxi'),
    host('bsd', 'other'),
  ]
  const disks = [
    { id: 'quorum', name: 'quorum', originId: null, copiedTo: null },
    { id: 'snapshot', name: 'snapshot', originId: 'quorum', copiedTo: null },
    { id: 'copy', name: 'copy', originId: 'quorum', copiedTo: null },
    // A copy of the snapshot: an image of an image.
    { id: 'second', name: 'second', originId: 'snapshot', copiedTo: null },
    { id: 'stranger', name: 'stranger', originId: null, copiedTo: null },
    { id: 'copied', name: 'copied', originId: null, copiedTo: 'backup' },
  ]
  return {
    hosts: new Map(hosts.map((each) => [each.id, each])),
    groups: new Map([
      ['cluster', { id: 'cluster', name: 'cluster', cluster: 'mscs' }],
      ['plain', { id: 'plain', name: 'plain', cluster: 'none' }],
    ]),
    disks: new Map(disks.map((disk) => [disk.id, disk])),
    mappings,
  }
}

/** What a change brings: codes, sorted. */
function brings(before: World, change: (world: World) => World): string[] {
  return newDangers(before, change(before))
    .map((danger) => (danger.kind === 'refused' ? danger.refusal.code : danger.warning.code))
    .sort()
}

const shared = toGroup('quorum', 'cluster')

describe('a disk that is being copied', () => {
  it('does not become an MSCS shared disk, by a mapping to a cluster or a group that becomes one', () => {
    expect(brings(world(), withMapping(toGroup('copied', 'cluster')))).toEqual(['mscs_shared_being_copied'])
    const cluster = withGroup({ id: 'plain', name: 'plain', cluster: 'mscs' })
    expect(brings(world(toGroup('copied', 'plain')), cluster)).toEqual(['mscs_shared_being_copied'])
  })

  it('may be mapped elsewhere, and to one node of a cluster', () => {
    for (const mapping of [toHost('copied', 'win'), toHost('copied', 'node-1'), toGroup('copied', 'plain')])
      expect(brings(world(), withMapping(mapping))).toEqual([])
  })

  it('goes on being copied when it gets the content of another', () => {
    const given = withOrigin({ id: 'copied', name: 'copied' }, 'quorum')(world())
    expect(brings(given, withMapping(toGroup('copied', 'cluster')))).toEqual(['mscs_shared_being_copied'])
  })
})

describe('an image of an MSCS shared disk', () => {
  it('may be mapped to one node, about which is warned', () => {
    expect(brings(world(shared), withMapping(toHost('snapshot', 'node-1')))).toEqual(['mscs_image_beside_original'])
    expect(brings(world(shared), withMapping(toHost('second', 'node-2')))).toEqual(['mscs_image_beside_original'])
  })

  it('may be mapped to hosts outside the cluster', () => {
    for (const outside of ['win', 'tux', 'esx', 'bsd']) expect(brings(world(shared), withMapping(toHost('copy', outside)))).toEqual([])
    expect(brings(world(shared), withMapping(toGroup('copy', 'plain')))).toEqual([])
  })

  it('is never mapped to the cluster, whichever image it is', () => {
    for (const image of ['snapshot', 'copy', 'second'])
      expect(brings(world(shared), withMapping(toGroup(image, 'cluster')))).toEqual(['mscs_image_to_cluster'])
  })

  it('does not meet its original there when that is mapped later', () => {
    expect(brings(world(toGroup('copy', 'cluster')), withMapping(shared))).toEqual(['mscs_image_to_cluster'])
    expect(brings(world(toHost('copy', 'node-1'), toHost('snapshot', 'node-2')), withMapping(shared))).toContain('mscs_image_second_node')
  })

  it('is not seen by a second node, by another image', () => {
    expect(brings(world(shared, toHost('copy', 'node-1')), withMapping(toHost('snapshot', 'node-2')))).toEqual(['mscs_image_second_node'])
  })

  it('is not beside another image on one Windows node', () => {
    expect(brings(world(shared, toHost('copy', 'node-1')), withMapping(toHost('snapshot', 'node-1')))).toEqual(['image_beside_original_windows'])
  })

  it('does not come in with a host that joins the cluster', () => {
    const before = world(shared, toHost('copy', 'node-1'), toHost('snapshot', 'win'))
    expect(brings(before, withHost(host('win', 'windows', 'cluster')))).toContain('mscs_image_second_node')
    expect(brings(before, withGroup({ id: 'cluster', name: 'cluster', cluster: 'mscs' }, ['node-1', 'node-2', 'win']))).toContain('mscs_image_second_node')
    // The first image that a node sees may come in.
    expect(brings(world(shared, toHost('snapshot', 'win')), withHost(host('win', 'windows', 'cluster')))).toEqual(['mscs_image_beside_original'])
  })

  it('keeps a group that sees both from becoming a cluster', () => {
    const before = world(toGroup('quorum', 'plain'), toGroup('copy', 'plain'))
    expect(brings(before, withGroup({ id: 'plain', name: 'plain', cluster: 'mscs' }))).toEqual(['mscs_image_to_cluster'])
  })

  it('does not come into being by a copy onto a disk that the cluster sees', () => {
    const before = world(shared, toGroup('stranger', 'cluster'))
    expect(brings(before, withOrigin({ id: 'stranger', name: 'stranger' }, 'quorum'))).toEqual(['mscs_image_to_cluster'])
    expect(brings(world(shared, toHost('copy', 'node-1'), toHost('stranger', 'node-2')), withOrigin({ id: 'stranger', name: 'stranger' }, 'quorum'))).toEqual(['mscs_image_second_node'])
  })

  it('is the shared disk itself where its original is not mapped', () => {
    expect(dangersIn(world(toGroup('copy', 'cluster')))).toEqual([])
  })

  it('is no image any more when its own original is another', () => {
    expect(brings(world(shared, toGroup('copy', 'cluster')), withOrigin({ id: 'copy', name: 'copy' }, 'copy'))).toEqual([])
  })
})

describe('an image beside its original', () => {
  it.each([
    ['win', ['image_beside_original_windows']],
    ['tux', ['image_beside_original_linux']],
    ['esx', ['image_beside_original_esxi']],
    ['bsd', ['image_beside_original_other']],
  ])('on %s', (on, codes) => {
    expect(brings(world(toHost('quorum', on)), withMapping(toHost('copy', on)))).toEqual(codes)
    expect(brings(world(toHost('copy', on)), withMapping(toHost('quorum', on)))).toEqual(codes)
    expect(brings(world(toHost('copy', on)), withMapping(toHost('snapshot', on)))).toEqual(codes)
  })

  it('is told of the image, whichever came first', () => {
    const [danger] = dangersIn(world(toHost('copy', 'tux'), toHost('quorum', 'tux')))
    expect(danger).toMatchObject({ kind: 'warned', diskId: 'copy', warning: { params: { image: 'copy', original: 'quorum', host: 'tux' } } })
  })

  it('meets it through a group', () => {
    expect(brings(world(toGroup('quorum', 'plain')), withMapping(toHost('copy', 'tux-2')))).toEqual(['image_beside_original_linux'])
    expect(brings(world(toGroup('quorum', 'plain'), toHost('copy', 'win')), withHost(host('win', 'windows', 'plain')))).toEqual(['image_beside_original_windows'])
  })

  it('meets it when a host’s system is said to be Windows', () => {
    const before = world(toHost('quorum', 'tux'), toHost('copy', 'tux'))
    expect(brings(before, withHost(host('tux', 'windows')))).toEqual(['image_beside_original_windows'])
  })

  it('leaves other disks alone', () => {
    expect(brings(world(toHost('quorum', 'win')), withMapping(toHost('stranger', 'win')))).toEqual([])
  })
})
