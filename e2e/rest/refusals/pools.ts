/** Refusals about pools and the paths where they are or might be. */
import { chmodSync, chownSync, cpSync, mkdirSync } from 'node:fs'
import path from 'node:path'
import { createDisk, createPool } from '../../support/array'
import { MIB, type Provoked, type Scenarios, type Scene } from './scene'

const creating = (scene: Scene, place: string, says = [place]): Provoked => ({
  ask: scene.asking('POST', '/pools', { name: 'another', path: place }),
  path: 'path',
  says,
})
const importing = (scene: Scene, place: string, says = [place]): Provoked => ({
  ask: scene.asking('POST', '/pools/import', { path: place }),
  path: 'path',
  says,
})
const ownPool = ({ product }: Scene) => path.join(product.directory, 'pool')

export const POOLS = {
  path_parent_missing: async (scene) => creating(scene, scene.directory('no/such')),

  path_not_directory: async (scene) => creating(scene, '/dev/null'),

  path_unusable: async (scene) => creating(scene, `/${'long'.repeat(100)}`),

  path_not_writable: async (scene) => creating(scene, directoryOfAnother(scene)),

  path_inside_pool: async (scene) => creating(scene, path.join(ownPool(scene), 'inside'), [ownPool(scene)]),

  path_not_empty: async (scene) => creating(scene, scene.filledDirectory('full', 'file')),

  path_holds_pool: async (scene) => creating(scene, ownPool(scene)),

  path_not_pool: async (scene) => importing(scene, scene.filledDirectory('full', 'file')),

  pool_already_here: async (scene) => importing(scene, ownPool(scene), ['pool']),

  pool_disks_known: async (scene) => {
    const { other } = scene.world
    await createPool(other, 'copied')
    const disk = await scene.disk('disk')
    const copied = scene.directory('copied')
    cpSync(path.join(other.directory, 'copied'), copied, { recursive: true })
    cpSync(path.join(ownPool(scene), 'disks', disk.id), path.join(copied, 'disks', disk.id), { recursive: true })
    return importing(scene, copied, [copied, disk.name])
  },

  pool_locked: async (scene) => {
    const { other } = scene.world
    await createPool(other, 'theirs')
    return importing(scene, path.join(other.directory, 'theirs'))
  },

  pool_damaged: async (scene) => importing(scene, scene.filledDirectory('damaged', 'pool.json')),

  pool_has_disks: async (scene) => {
    const id = await createPool(scene.product, 'holding')
    await createDisk(scene.product, id, 'held', MIB)
    return { ask: scene.asking('DELETE', `/pools/${id}`), says: ['holding', '1'] }
  },

  pool_missing: async (scene) => {
    const { poolId } = scene.world.lost
    const disk = { name: 'nowhere to be', poolId, capacityBytes: MIB }
    return { ask: scene.asking('POST', '/virtual-disks', disk), path: 'poolId', says: ['lost'] }
  },
} satisfies Scenarios

/**
 * Where the product may not write. It runs in a namespace whose superuser has power over its starter's files only, so
 * when root starts it a directory of somebody else is one; when somebody else does, everything of root's.
 */
function directoryOfAnother(scene: Scene): string {
  if (process.getuid?.() !== 0) return '/lunette-pool'
  const directory = scene.directory('of another')
  mkdirSync(directory)
  chownSync(directory, 1, 1)
  chmodSync(directory, 0o555)
  return directory
}
