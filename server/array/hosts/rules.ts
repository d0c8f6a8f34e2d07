/** What may be done with hosts and host groups. Pure: facts in, verdict out. */
import type { ListenAddress } from '../../engine/contract'
import { refuse, type Verdict } from '../door/refusals'
import { isLoopback } from '../mappings/loopback'
import type { HostPortInput, HostSystem } from './schema'

/** Vendors remove a host's mappings with it; here nothing that a host uses goes without being named. */
export function mayDeleteHost(host: { name: string; ownMappings: number }): Verdict {
  const { name, ownMappings: count } = host
  return count > 0 ? refuse('host_mapped', { host: name, count }) : null
}

/** A port is a host's identity, so it belongs to one host only, once. */
export function portsAreUnique(ports: readonly HostPortInput[]): Verdict {
  const seen = new Set<string>()
  for (const [index, { type, identifier }] of ports.entries()) {
    const key = `${type} ${identifier}`
    if (seen.has(key)) return refuse('port_twice', { identifier }, `ports.${index}.identifier`)
    seen.add(key)
  }
  return null
}

/**
 * A listener beyond loopback demands authentication of its hosts, so there a port without a secret could not log in.
 * @param listening where the array serves iSCSI
 */
export function mayRemoveChapSecret(identifier: string, listening: readonly ListenAddress[], path?: string): Verdict {
  for (const address of listening) {
    if (address.kind !== 'tcp' || isLoopback(address)) continue
    return refuse('chap_required', { identifier, address: `${address.host}:${address.port}` }, path)
  }
  return null
}

/** The secrets of an iSCSI port as they will be, and which of them are new. */
export interface PortSecrets {
  identifier: string
  chapSecret: string | null
  mutualChapSecret: string | null
  isNew: { chapSecret: boolean; mutualChapSecret: boolean }
}

/** Windows' initiator takes 12 to 16 bytes, without IPsec. */
const LONGEST_ON_WINDOWS = 16

/**
 * RFC 7143 9.2.1 and 12.1.3: the array proves itself only to who proves itself, and never by the same secret, for then
 * either side could have the other's answer computed by itself.
 * @param ports by their index among all the host's ports; null for one that isn't iSCSI
 */
export function secretsFit(os: HostSystem, ports: readonly (PortSecrets | null)[]): Verdict {
  for (const [index, port] of ports.entries()) {
    if (port === null) continue
    const { identifier, chapSecret, mutualChapSecret, isNew } = port
    const at = (field: 'chapSecret' | 'mutualChapSecret') => `ports.${index}.${field}`
    if (mutualChapSecret !== null && chapSecret === null) {
      return refuse('mutual_chap_alone', { identifier }, at(isNew.mutualChapSecret ? 'mutualChapSecret' : 'chapSecret'))
    }
    if (mutualChapSecret !== null && mutualChapSecret === chapSecret) {
      return refuse('chap_secrets_equal', { identifier }, at(isNew.mutualChapSecret ? 'mutualChapSecret' : 'chapSecret'))
    }
    for (const field of ['chapSecret', 'mutualChapSecret'] as const) {
      const secret = port[field]
      if (os === 'windows' && isNew[field] && secret !== null && Buffer.byteLength(secret) > LONGEST_ON_WINDOWS) {
        return refuse('chap_secret_too_long', { identifier, limit: LONGEST_ON_WINDOWS }, at(field))
      }
    }
  }
  return null
}
