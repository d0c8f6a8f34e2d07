import { randomBytes } from 'node:crypto'
import type { Socket } from 'node:net'
import { createSecureContext, TLSSocket, type TlsOptions, type TLSSocketOptions } from 'node:tls'
import { quote, type TlsClient } from './export-table'
import { HardDisconnect } from '../transport/hard-disconnect'

/** A TLS handshake that did not prove an identity; the message is for the event log. */
export class TlsRefused extends HardDisconnect {}

/**
 * TLS 1.3 with an external key (what libnbd and qemu speak), and for older clients TLS 1.2 with key exchanges that
 * know only keys, no certificates (RFC 4279, 5489). No session tickets: a resumed session would name no identity.
 */
const secureContext = createSecureContext({
  minVersion: 'TLSv1.2',
  ciphers: [
    'TLS_AES_128_GCM_SHA256',
    'TLS_CHACHA20_POLY1305_SHA256',
    'ECDHE-PSK-CHACHA20-POLY1305',
    'ECDHE-PSK-AES128-CBC-SHA256',
    'PSK-AES128-GCM-SHA256',
  ].join(':'),
})

/** The key of an identity that nobody has: as long as a good one, so that the answer does not tell them apart. */
const UNKNOWN_KEY_BYTES = 32

/**
 * Upgrades a socket after STARTTLS was acknowledged. Bytes that the client sent early are the beginning of its
 * handshake. `clientOf` says which key an identity must prove.
 */
export function startTls(
  socket: Socket,
  clientOf: (identity: string) => TlsClient | null,
): Promise<{ socket: TLSSocket; client: TlsClient }> {
  let claimed: { identity: string; client: TlsClient | null } | null = null
  const options: TLSSocketOptions & Pick<TlsOptions, 'pskCallback'> = {
    isServer: true,
    secureContext,
    pskCallback: (_socket, identity) => {
      claimed = { identity, client: clientOf(identity) }
      return claimed.client === null ? randomBytes(UNKNOWN_KEY_BYTES) : Buffer.from(claimed.client.keyHex, 'hex')
    },
  }
  const secured = new TLSSocket(socket, options)
  return new Promise((resolve, reject) => {
    secured.once('secure', () => {
      if (claimed?.client) resolve({ socket: secured, client: claimed.client })
      else {
        secured.destroy()
        reject(new TlsRefused('the TLS handshake ended without an identity'))
      }
    })
    secured.on('error', (error: Error) => reject(new TlsRefused(explain(claimed, error))))
    // With a half-open socket the client's end does not close it.
    secured.once('end', () => reject(new TlsRefused(explain(claimed, null))))
    secured.once('close', () => reject(new TlsRefused(explain(claimed, null))))
  })
}

function explain(claimed: { identity: string; client: TlsClient | null } | null, error: Error | null): string {
  if (claimed !== null && claimed.client === null) return `no host has the TLS-PSK identity ${quote(claimed.identity)}`
  if (claimed !== null) return `the key of the TLS-PSK identity ${quote(claimed.identity)} is wrong`
  return `the TLS handshake failed: ${error === null ? 'the client closed the connection' : error.message}`
}
