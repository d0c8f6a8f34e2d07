/** Where hosts find a mapping over NBD, as URIs of the NBD URI specification. */
import { hostname } from 'node:os'

import type { ListenAddress } from '../../engine/contract'
import { isLoopback } from './loopback'

type Tcp = Extract<ListenAddress, { kind: 'tcp' }>

/** The export's name is its place in the table that the engine gets. */
export function exportName(hostName: string, lun: number): string {
  return `${hostName}/${lun}`
}

/** The address under which hosts reach the array: this machine's name where it listens on every address. */
export function reachable({ host, port }: Tcp): { host: string; port: number } {
  const isAny = host === '0.0.0.0' || host === '::'
  return { host: isAny ? hostname() : host, port }
}

/** One URI a listener. */
export function nbdUris(listening: readonly ListenAddress[], name: string): string[] {
  return listening.map((address) => {
    if (address.kind === 'unix') return `nbd+unix:///${name}?socket=${encodeURIComponent(address.path)}`
    const { host, port } = reachable(address)
    const scheme = isLoopback(address) ? 'nbd' : 'nbds'
    return `${scheme}://${host.includes(':') ? `[${host}]` : host}:${port}/${name}`
  })
}
