import type { Socket } from 'node:net'
import type { ListenAddress, NbdExport, NbdKey, SessionFacts } from '../../contract'
import type { HostVolume } from '../../disks/host-volume'
import { BufferPool } from '../transport/buffer-pool'
import { ExportTable } from './export-table'
import { PATIENCE_MILLISECONDS, settledWithin } from '../../disks/in-time'
import { HalfOpenConnections } from '../transport/half-open-connections'
import { HardDisconnect } from '../transport/hard-disconnect'
import { Listeners } from '../transport/listeners'
import { budgetOf } from '../transport/memory-budget'
import { negotiate, type Agreement } from './negotiation'
import { RefusalReports } from '../transport/refusal-reports'
import { Session } from './session'
import { TlsRefused } from './tls'

export interface NbdServerOptions {
  /** Opens a disk for one connection. Rejects when that is not possible now; the client is told so. */
  openVolume: (diskId: string) => Promise<HostVolume>
  /** The connection has nothing in flight any more. Called once for each volume that was opened. */
  releaseVolume: (volume: HostVolume) => void
  onSessionOpened: (session: SessionFacts) => void
  onSessionClosed: (session: SessionFacts) => void
  /** A client failed to prove an identity, or asked for what is not its own. Not more often than a log can bear. */
  onRefused: (remoteAddress: string, detail: string) => void
  /** Spreads connections over threads; without it this one serves all. */
  placement?: SessionPlacement
  /** Something failed that is no fault of the client and no error of a disk. */
  onInternalError: (error: unknown) => void
}

/** Where connections are served. */
export interface SessionPlacement {
  /** The threads that serve connections, with this one. */
  readonly threads: number
  begun(session: Session): void
  /** Nothing of it is in flight any more. Resolves when no other thread has anything open for it. */
  ended(session: Session): Promise<void>
}

/** Connections in transmission; beyond this GO is refused. */
const MAXIMUM_SESSIONS = 1024
/** Idle reply buffers that are kept for the next requests. */
const KEPT_BUFFER_BYTES = 64 * 1024 * 1024
/** How long hosts get at the end to take the answers to what they asked before. */
const CLOSING_MILLISECONDS = 2_000

/** Serves virtual disks over NBD. One per engine; see `protocol.ts` for the wire and DESIGN sections 3 and 5. */
export class NbdServer {
  private table = new ExportTable([], [])
  private readonly listeners: Listeners
  private readonly halfOpen = new HalfOpenConnections()
  private readonly active = new Map<string, Session>()
  private readonly pool = new BufferPool(KEPT_BUFFER_BYTES)
  private readonly refusals: RefusalReports
  private closing = false

  constructor(private readonly options: NbdServerOptions) {
    this.refusals = new RefusalReports(options.onRefused, Date.now)
    this.listeners = new Listeners(
      { protocol: 'NBD', variable: 'LUNETTE_NBD_LISTEN' },
      (socket, local) => this.accept(socket, local),
      (error) => this.refusals.add('unknown', `a connection could not be accepted: ${error.message}`),
    )
  }

  /** As {@link Listeners.listen}. */
  listen(addresses: readonly ListenAddress[]): Promise<ListenAddress[]> {
    return this.listeners.listen(addresses)
  }

  /**
   * Takes the whole table of exports and keys. Connections whose export is gone, leads to another disk or belongs to
   * another host, or whose key is gone or changed, are closed before this returns. Resolves when nothing that came
   * through them is in flight, or its storage doesn't finish it in time: the disk's gate goes on counting it.
   */
  async setExports(exports: readonly NbdExport[], keys: readonly NbdKey[]): Promise<void> {
    this.table = new ExportTable(exports, keys)
    await this.destroy([...this.active.values()].filter((session) => !session.isAllowedBy(this.table)))
  }

  /** The connections that can read and write now. */
  sessions(): SessionFacts[] {
    return [...this.active.values()].filter((session) => session.isOpen).map((session) => session.facts)
  }

  /** Closes a host's connection. Resolves as {@link setExports}; at once if there is no such connection. */
  async disconnect(sessionId: string): Promise<void> {
    const session = this.active.get(sessionId)
    if (session !== undefined) await this.destroy([session])
  }

  /** Accepts no more, finishes what hosts have asked for, and closes everything. */
  async close(): Promise<void> {
    this.closing = true
    this.listeners.stop()
    this.halfOpen.destroyAll()
    const sessions = [...this.active.values()]
    for (const session of sessions) session.drain()
    const deadline = setTimeout(() => sessions.forEach((session) => session.destroy()), CLOSING_MILLISECONDS)
    await Promise.all(sessions.map((session) => session.finished))
    clearTimeout(deadline)
  }

  private async destroy(sessions: readonly Session[]): Promise<void> {
    for (const session of sessions) session.destroy()
    await settledWithin(Promise.all(sessions.map((session) => session.finished)), PATIENCE_MILLISECONDS)
  }

  private accept(socket: Socket, local: boolean): void {
    // A connection's errors are its end, which 'close' tells as well.
    socket.on('error', () => undefined)
    const address = socket.remoteAddress ?? 'unix'
    const remoteAddress = socket.remotePort === undefined ? address : `${address}:${socket.remotePort}`
    this.halfOpen.add(socket)
    negotiate(socket, {
      exports: () => this.table,
      tlsRequired: !local,
      openVolume: this.options.openVolume,
      releaseVolume: this.options.releaseVolume,
      refuseMore: () =>
        this.active.size < MAXIMUM_SESSIONS ? null : `the array serves ${MAXIMUM_SESSIONS} connections already`,
      onRefused: (detail) => this.refusals.add(address, detail),
      onInternalError: this.options.onInternalError,
    }).then(
      (agreement) => {
        if (agreement === null) return
        this.halfOpen.remove(socket)
        this.begin(agreement, remoteAddress)
      },
      (error: unknown) => {
        if (error instanceof TlsRefused) this.refusals.add(address, error.message)
        else if (!(error instanceof HardDisconnect)) this.options.onInternalError(error)
        socket.destroy()
      },
    )
  }

  private begin(agreement: Agreement, remoteAddress: string): void {
    const session: Session = new Session(agreement, {
      remoteAddress,
      pool: this.pool,
      budgetBytes: () => budgetOf(this.pool.usedBytes, this.options.placement?.threads ?? 1),
      onInternalError: this.options.onInternalError,
      ended: async () => this.options.placement?.ended(session),
    })
    this.active.set(session.sessionId, session)
    this.options.onSessionOpened(session.facts)
    session.start()
    // The table may have changed since the client was told yes.
    if (this.closing || !session.isAllowedBy(this.table)) session.destroy()
    else this.options.placement?.begun(session)
    void session.finished.then(() => {
      this.active.delete(session.sessionId)
      this.options.releaseVolume(agreement.volume)
      this.options.onSessionClosed(session.facts)
    })
  }
}
