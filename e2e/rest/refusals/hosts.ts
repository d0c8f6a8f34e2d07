/** Refusals about hosts, host groups and mappings. */
import { snapshotOfCopy } from './copies'
import type { Provoked, Scenarios, Scene } from './scene'

const port = (identifier: string) => ({ type: 'nbd', identifier })

export const HOSTS = {
  host_mapped: async (scene) => {
    const host = await scene.host('host')
    for (const name of ['one', 'two']) await scene.mapToHost(await scene.disk(name), host)
    return { ask: scene.asking('DELETE', `/hosts/${host.id}`), says: [host.name, '2'] }
  },

  host_group_mapped: async (scene) => {
    const group = await scene.hostGroup('group')
    await scene.mapToGroup(await scene.disk('disk'), group)
    return { ask: scene.asking('DELETE', `/host-groups/${group.id}`), says: [group.name, '1'] }
  },

  port_taken: async (scene) => {
    const owner = await scene.host('owner', { ports: [port('taken')] })
    const other = await scene.host('other')
    return {
      ask: scene.asking('PATCH', `/hosts/${other.id}`, { os: 'esxi', ports: [port('free'), port('taken')] }),
      path: 'ports.1.identifier',
      says: ['taken', owner.name],
    }
  },

  port_twice: async (scene) => ({
    ask: scene.asking('POST', '/hosts', { name: 'twice', os: 'linux', ports: [port('again'), port('again')] }),
    path: 'ports.1.identifier',
    says: ['again'],
  }),

  mutual_chap_alone: async (scene) => chapRefused(scene, 'linux', { mutualChapSecret: 'secret of array' }, 'mutualChapSecret'),

  chap_secrets_equal: async (scene) =>
    chapRefused(scene, 'linux', { chapSecret: 'one for both', mutualChapSecret: 'one for both' }, 'mutualChapSecret'),

  chap_required: async (scene) => {
    const { other, crowd } = scene.world
    await crowd
    const identifier = 'iqn.2026-01.test:beyond'
    const port = { type: 'iscsi', identifier, chapSecret: 'secret of host' }
    const { id } = await other.rest.post<{ id: string }>('/hosts', { name: 'beyond', os: 'linux', ports: [port] })
    return {
      of: other,
      ask: scene.askingOther('PATCH', `/hosts/${id}`, { ports: [{ ...port, chapSecret: null }] }),
      path: 'ports.0.chapSecret',
      says: [identifier, '0.0.0.0'],
    }
  },

  chap_secret_too_long: async (scene) =>
    chapRefused(scene, 'windows', { chapSecret: 'seventeen letters' }, 'chapSecret', ['16']),

  mapping_exists: async (scene) => {
    const [disk, one, other] = [await scene.disk('disk'), await scene.host('one'), await scene.host('other')]
    await scene.mapToHost(disk, one)
    const mapping = { virtualDiskId: disk.id, hostId: other.id }
    return { ask: scene.asking('POST', '/mappings', mapping), path: 'virtualDiskId', says: [disk.name, one.name] }
  },

  mapping_repository: async (scene) => {
    const { id, name } = await scene.repositoryOf(await scene.snapshot(await scene.disk('disk')))
    const mapping = { virtualDiskId: id, hostId: (await scene.host('host')).id }
    return { ask: scene.asking('POST', '/mappings', mapping), path: 'virtualDiskId', says: [name] }
  },

  mapping_copy_snapshot: async (scene) => {
    const { id, name } = await snapshotOfCopy(scene)
    const mapping = { virtualDiskId: id, hostId: (await scene.host('host')).id }
    return { ask: scene.asking('POST', '/mappings', mapping), path: 'virtualDiskId', says: [name] }
  },

  lun_taken: async (scene) => {
    const [disk, host] = [await scene.disk('first'), await scene.host('host')]
    const { lun } = await scene.mapToHost(disk, host)
    const mapping = { virtualDiskId: (await scene.disk('second')).id, hostId: host.id, lun }
    return { ask: scene.asking('POST', '/mappings', mapping), path: 'lun', says: [disk.name, host.name, String(lun)] }
  },

  luns_exhausted: async (scene) => {
    const { other, crowd } = scene.world
    const { crowded, host } = await crowd
    const mapping = { virtualDiskId: crowded.id, hostId: host.id }
    return { of: other, ask: scene.askingOther('POST', '/mappings', mapping), path: 'lun', says: [host.name] }
  },

  lun_collision: async (scene) => {
    const [host, group] = [await scene.host('host'), await scene.hostGroup('group')]
    await scene.mapToHost(await scene.disk('of host'), host)
    await scene.mapToGroup(await scene.disk('of group'), group)
    return {
      ask: scene.asking('PATCH', `/host-groups/${group.id}`, { name: 'joined', hostIds: [host.id] }),
      path: 'hostIds.0',
      says: [host.name, group.name, '0'],
    }
  },

  mscs_image_to_cluster: async (scene) => {
    const { cluster, shared, images: [image] } = await sharedDisk(scene)
    const mapping = { virtualDiskId: image.id, hostGroupId: cluster.id }
    return { ask: scene.asking('POST', '/mappings', mapping), path: 'hostGroupId', says: [image.name, shared.name, cluster.name] }
  },

  mscs_image_second_node: async (scene) => {
    const { cluster, shared, images: [image, other], nodes: [one, second] } = await sharedDisk(scene)
    await scene.mapToHost(image, one)
    const says = [image.name, other.name, shared.name, cluster.name, one.name, second.name]
    const mapping = { virtualDiskId: other.id, hostId: second.id }
    return { ask: scene.asking('POST', '/mappings', mapping), path: 'hostId', says }
  },

  mscs_shared_being_copied: async (scene) => {
    const [source, target] = [await scene.disk('source'), await scene.disk('target')]
    await scene.pendingCopy(source, target)
    const cluster = await scene.hostGroup('cluster', { cluster: 'mscs' })
    const mapping = { virtualDiskId: source.id, hostGroupId: cluster.id }
    return { ask: scene.asking('POST', '/mappings', mapping), path: 'hostGroupId', says: [source.name, target.name, cluster.name] }
  },

  image_beside_original_windows: async (scene) => {
    const [original, host] = [await scene.disk('disk'), await scene.host('host', { os: 'windows' })]
    const image = await scene.snapshot(original)
    await scene.mapToHost(original, host)
    const mapping = { virtualDiskId: image.id, hostId: host.id }
    return { ask: scene.asking('POST', '/mappings', mapping), path: 'hostId', says: [image.name, original.name, host.name] }
  },
} satisfies Scenarios

/** A disk that a cluster of two nodes shares, and two snapshots of it. */
async function sharedDisk(scene: Scene) {
  const nodes = [await scene.host('node-1'), await scene.host('node-2')] as const
  const cluster = await scene.hostGroup('cluster', { cluster: 'mscs', hostIds: nodes.map(({ id }) => id) })
  const shared = await scene.disk('shared')
  await scene.mapToGroup(shared, cluster)
  return { nodes, cluster, shared, images: [await scene.snapshot(shared), await scene.snapshot(shared)] as const }
}

async function chapRefused(scene: Scene, os: string, secrets: object, field: string, says: string[] = []): Promise<Provoked> {
  const identifier = 'iqn.2026-01.test:chap'
  const ports = [port('free'), { type: 'iscsi', identifier, ...secrets }]
  return { ask: scene.asking('POST', '/hosts', { name: 'chap', os, ports }), path: `ports.1.${field}`, says: [identifier, ...says] }
}
