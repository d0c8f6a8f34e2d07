import type { ListenAddress } from '../../engine/contract'

/** Beyond loopback hosts have to say who they are: over NBD by TLS with a pre-shared key, over iSCSI by CHAP. */
export function isLoopback({ host }: Extract<ListenAddress, { kind: 'tcp' }>): boolean {
  return host === 'localhost' || host === '::1' || host.startsWith('127.')
}
