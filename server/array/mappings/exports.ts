import type { IscsiInitiator, IscsiLun, NbdExport, NbdKey } from '../../engine/contract'
import type { StorageArray } from '../storage-array'
import { targetName } from './iscsi-target'
import { exportName } from './nbd-uri'

/**
 * Gives the engine the whole tables of NBD exports and keys, and of iSCSI ports and LUNs. An NBD connection whose
 * export went, or leads elsewhere now, is closed at once; iSCSI sessions see their LUNs change.
 */
export async function setExports(array: StorageArray): Promise<void> {
  const { mapping, hostPort } = array.database
  const host = { select: { id: true, name: true } } as const
  const [mappings, ports] = await Promise.all([
    mapping.findMany({
      where: { virtualDisk: { status: 'optimal', pool: { status: { not: 'missing' } } } },
      select: { virtualDiskId: true, lun: true, host, hostGroup: { select: { hosts: host } } },
    }),
    hostPort.findMany({ include: { host } }),
  ])
  const reached = mappings.flatMap(({ virtualDiskId: diskId, lun, host: own, hostGroup }) => {
    const hosts = own ? [own] : (hostGroup?.hosts ?? [])
    return hosts.map(({ id, name }) => ({ hostId: id, hostName: name, lun, diskId }))
  })
  const exports = reached.map(
    ({ hostName, lun, diskId, hostId }): NbdExport => ({ name: exportName(hostName, lun), diskId, hostId }),
  )
  const keys = ports.flatMap(({ type, identifier, pskHex, hostId }): NbdKey[] =>
    type === 'nbd' && pskHex !== null ? [{ identity: identifier, keyHex: pskHex, hostId }] : [],
  )
  const target = targetName(array.identity.wwidPrefix)
  const initiators = ports.flatMap((port): IscsiInitiator[] => {
    if (port.type !== 'iscsi') return []
    const { identifier: name, chapUser, chapSecret, mutualChapUser, mutualChapSecret, hostId } = port
    // Without a user of its own, a port proves itself under its iSCSI name, as Windows does; and so does the array.
    const mutual = mutualChapSecret === null ? null : { user: mutualChapUser ?? target, secret: mutualChapSecret }
    const chap = chapSecret === null ? null : { user: chapUser ?? name, secret: chapSecret, mutual }
    return [{ name, hostId, hostName: port.host.name, chap }]
  })
  const luns = reached.map(({ hostId, lun, diskId }): IscsiLun => ({ hostId, lun, diskId }))
  const iscsi = { targetName: target, initiators, luns }
  await array.engine.call('targets.setExports', { exports, keys, iscsi })
}
