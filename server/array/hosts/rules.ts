/** What may be done with hosts and host groups. Pure: facts in, verdict out. */
import { refuse, type Verdict } from '../door/refusals'
import type { HostPortInput } from './schema'

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
