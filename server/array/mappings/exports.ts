import type { NbdExport, NbdKey } from '../../engine/contract'
import type { StorageArray } from '../storage-array'
import { exportName } from './nbd-uri'

/**
 * Gives the engine the whole table of exports and keys. A connection whose export went, or leads elsewhere now, is
 * closed at once.
 */
export async function setExports(array: StorageArray): Promise<void> {
  const { mapping, hostPort } = array.database
  const host = { select: { id: true, name: true } } as const
  const [mappings, ports] = await Promise.all([
    mapping.findMany({
      where: { virtualDisk: { status: 'optimal', pool: { status: { not: 'missing' } } } },
      select: { virtualDiskId: true, lun: true, host, hostGroup: { select: { hosts: host } } },
    }),
    hostPort.findMany({ where: { type: 'nbd', pskHex: { not: null } } }),
  ])
  const exports = mappings.flatMap((row): NbdExport[] => {
    const hosts = row.host ? [row.host] : (row.hostGroup?.hosts ?? [])
    return hosts.map(({ id, name }) => ({ name: exportName(name, row.lun), diskId: row.virtualDiskId, hostId: id }))
  })
  const keys = ports.flatMap(({ identifier, pskHex, hostId }): NbdKey[] =>
    pskHex === null ? [] : [{ identity: identifier, keyHex: pskHex, hostId }],
  )
  await array.engine.call('targets.setExports', { exports, keys })
}
