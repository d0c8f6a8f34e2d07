/** Discovery by text (RFC 7143 appendix C). */
import type { ListenAddress } from '../../contract'
import { encodeText } from './text-keys'

export type Tcp = Extract<ListenAddress, { kind: 'tcp' }>

/**
 * Where an initiator that reached the array at `local` reaches its target: there first, then at every other portal
 * of the same reach. A loopback portal is told only to who came by one.
 */
export function portalsFor(local: Tcp, listening: readonly ListenAddress[]): string[] {
  const others = listening.filter(
    (address): address is Tcp => address.kind === 'tcp' && !isAny(address) && isLoopback(address) === isLoopback(local),
  )
  return [...new Set([local, ...others].map((address) => `${addressOf(address)},1`))]
}

/** `<address>:<port>`, IPv6 in brackets. */
export function addressOf({ host, port }: Tcp): string {
  const plain = host.replace(/^::ffff:(?=\d+\.)/i, '')
  return `${plain.includes(':') ? `[${plain}]` : plain}:${port}`
}

function isAny({ host }: Tcp): boolean {
  return host === '0.0.0.0' || host === '::'
}

function isLoopback({ host }: Tcp): boolean {
  return host === '::1' || /^(::ffff:)?127\./.test(host)
}

/**
 * @param value of SendTargets: `All` (discovery only), a name, or nothing for the session's own target
 * @returns the text, empty where nothing may be told; null for a value that this session may not send
 */
export function sendTargets(
  value: string,
  session: { discovery: boolean; sees: boolean },
  targetName: string,
  portals: readonly string[],
): Buffer | null {
  if (value === 'All' ? !session.discovery : value === '' ? session.discovery : false) return null
  const asked = value === 'All' || value === '' || value.toLowerCase() === targetName
  if (!asked || !session.sees) return Buffer.alloc(0)
  return encodeText([['TargetName', targetName], ...portals.map((address): [string, string] => ['TargetAddress', address])])
}
