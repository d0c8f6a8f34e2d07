import type { HostId, NbdExport, NbdKey } from '../../contract'
import { REPLY } from './protocol'

/** Who a TLS connection proved to be. */
export interface TlsClient {
  identity: string
  hostId: HostId
  /** The key that proved it, in lower-case hexadecimal: a connection does not outlive its key. */
  keyHex: string
}

export type Found =
  | { allowed: true; nbdExport: NbdExport }
  | { allowed: false; reply: typeof REPLY.errorUnknown | typeof REPLY.errorPolicy; message: string }

/**
 * Which exports there are, and which of them a client may see and open.
 *
 * A client without TLS (which only loopback and Unix sockets allow) may open every export: whoever gets there is on
 * the array's own machine. A client with TLS sees the exports of its host and nothing of others, not even whether
 * they exist.
 */
export class ExportTable {
  private readonly byName = new Map<string, NbdExport>()
  private readonly byIdentity = new Map<string, TlsClient>()

  constructor(exports: readonly NbdExport[], keys: readonly NbdKey[]) {
    for (const nbdExport of exports) this.byName.set(nbdExport.name, nbdExport)
    for (const { identity, keyHex, hostId } of keys) {
      this.byIdentity.set(identity, { identity, hostId, keyHex: keyHex.toLowerCase() })
    }
  }

  get size(): number {
    return this.byName.size
  }

  visibleTo(client: TlsClient | null): NbdExport[] {
    const all = [...this.byName.values()]
    return client === null ? all : all.filter((nbdExport) => nbdExport.hostId === client.hostId)
  }

  find(name: string, client: TlsClient | null): Found {
    const nbdExport = this.byName.get(name)
    if (nbdExport !== undefined && (client === null || nbdExport.hostId === client.hostId)) {
      return { allowed: true, nbdExport }
    }
    if (client !== null) {
      return {
        allowed: false,
        reply: REPLY.errorPolicy,
        message:
          `the identity ${quote(client.identity)} may open only what is mapped to its own host, ` +
          `and ${quote(name)} is not`,
      }
    }
    return {
      allowed: false,
      reply: REPLY.errorUnknown,
      message:
        name === ''
          ? 'there is no default export: name one as <host>/<lun>'
          : `there is no export ${quote(name)}: exports are named <host>/<lun>, and its mapping may have been removed`,
    }
  }

  /** The client that an identity stands for, with the key that it must prove. */
  clientOf(identity: string): TlsClient | null {
    return this.byIdentity.get(identity) ?? null
  }

  /** Whether a connection that was opened under an older table may go on. */
  stillAllows(opened: NbdExport, client: TlsClient | null): boolean {
    if (client !== null) {
      const now = this.byIdentity.get(client.identity)
      if (now === undefined || now.hostId !== client.hostId || now.keyHex !== client.keyHex) return false
    }
    const now = this.byName.get(opened.name)
    return now !== undefined && now.diskId === opened.diskId && now.hostId === opened.hostId
  }
}

const LONGEST_QUOTED = 100

/** A client's string for a message or a log: quoted, control characters escaped, not endless. */
export function quote(text: string): string {
  return JSON.stringify(text.length > LONGEST_QUOTED ? `${text.slice(0, LONGEST_QUOTED)}…` : text)
}
