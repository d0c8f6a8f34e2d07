import { randomUUID } from 'node:crypto'
import type { Socket } from 'node:net'
import type { IscsiTable, ListenAddress, ReservationFacts, SessionFacts, Stranger, StrangerFate } from '../../contract'
import { PATIENCE_MILLISECONDS, settledWithin } from '../../disks/in-time'
import { EngineError } from '../../faults'
import { BufferPool } from '../transport/buffer-pool'
import { HalfOpenConnections } from '../transport/half-open-connections'
import { Listeners } from '../transport/listeners'
import { budgetOf } from '../transport/memory-budget'
import { RefusalReports } from '../transport/refusal-reports'
import { AccessTable } from './access-table'
import { Connection, type Entry } from './connection'
import { FullFeature } from './full-feature'
import { type Established, Login, LOGIN_STATUS, type LoginStatus } from './login'
import { LoginThrottle } from './login-throttle'
import { reservationFacts, versionOf } from './reservation-facts'
import type { UnitDisk } from './scsi/logical-unit'
import type { ReservationState } from './scsi/reservations'
import { portalsFor, type Tcp } from './send-targets'
import { Session } from './session'
import { agreedOf } from './session-facts'
import { Strangers } from './strangers'
import { Units } from './unit-registry'

export interface IscsiServerOptions {
  /** Opens a disk for all sessions together. Rejects when that is not possible now. */
  openDisk: (diskId: string) => Promise<UnitDisk>
  /** Reservations that were kept for a new start, of a disk that need not be open. */
  loadReservations: (diskId: string) => Promise<ReservationState | null>
  /** A session begins to use a LUN, and ends it. */
  onSessionOpened: (session: SessionFacts) => void
  onSessionClosed: (session: SessionFacts) => void
  /** An initiator failed to log in. Not more often than a log can bear. */
  onRefused: (remoteAddress: string, detail: string) => void
  onInternalError: (error: unknown) => void
}

const FATES: Partial<Record<LoginStatus, StrangerFate>> = {
  [LOGIN_STATUS.forbidden]: 'noHost',
  [LOGIN_STATUS.authenticationFailed]: 'authentication',
  [LOGIN_STATUS.notFound]: 'target',
}
/** Sessions at a time; beyond this a login is refused. */
const MAXIMUM_SESSIONS = 1024
const KEPT_BUFFER_BYTES = 64 * 1024 * 1024
/** How often the room of disks is looked at and silent initiators are looked for, and how long one may be silent. */
const WATCH_MILLISECONDS = 10_000
const SILENCE_MILLISECONDS = 20_000
/**
 * How long a host that an administrator logs out has for it, and how long all have when the target ends, in seconds.
 * Linux, libiscsi and QEMU log out at once when they are asked, and come back; whoever doesn't is dropped.
 */
const LOGOUT_SECONDS = 3
const CLOSING_SECONDS = 1
/** How long all of the end may take: with the taking of the last answers. */
const CLOSING_MILLISECONDS = 2_000

/** Serves virtual disks over iSCSI (RFC 7143). One per engine; see `pdu.ts` for the wire. */
export class IscsiServer {
  private table = new AccessTable({ targetName: '', initiators: [], luns: [] })
  private readonly listeners: Listeners
  private readonly halfOpen = new HalfOpenConnections()
  /** Logged in or about to be: by initiator name and ISID, of which there is one session at a time. */
  private readonly sessions = new Map<string, Session>()
  /** The last login of each name that waits for the end of the session before it. */
  private readonly succeeding = new Map<string, symbol>()
  private readonly connections = new Set<Connection>()
  private readonly pool = new BufferPool(KEPT_BUFFER_BYTES)
  private readonly units: Units
  private readonly refusals: RefusalReports
  private readonly throttle = new LoginThrottle(Date.now)
  private readonly watch: NodeJS.Timeout
  private readonly unknown = new Strangers(Date.now)
  private lastTsih = 0
  private closing = false

  constructor(private readonly options: IscsiServerOptions) {
    this.units = new Units(options)
    this.refusals = new RefusalReports(options.onRefused, Date.now)
    this.listeners = new Listeners(
      { protocol: 'iSCSI', variable: 'LUNETTE_ISCSI_LISTEN' },
      (socket, local) => this.accept(socket, local),
      (error) => this.refusals.add('unknown', `a connection could not be accepted: ${error.message}`),
    )
    this.watch = setInterval(() => this.look(), WATCH_MILLISECONDS)
    this.watch.unref()
  }

  /** As {@link Listeners.listen}. */
  listen(addresses: readonly ListenAddress[]): Promise<ListenAddress[]> {
    return this.listeners.listen(addresses)
  }

  /**
   * Takes the whole table of initiators and LUNs. Sessions of initiators that may not be here any more, or not with
   * what they proved, are closed; the others see their LUNs as they are now. Resolves when nothing for a LUN that is
   * gone is in flight, or its storage doesn't finish it in time: the disk's gate goes on counting it.
   */
  async setTable(table: IscsiTable): Promise<void> {
    this.table = new AccessTable(table)
    const gone = [...this.sessions.values()].map((session) =>
      session.isAllowedBy(this.table) ? session.setLuns(this.table) : session.drop(),
    )
    await settledWithin(Promise.all(gone), PATIENCE_MILLISECONDS)
    this.units.keepOnly(this.table.diskIds())
    this.unknown.forget((name) => this.table.initiator(name) !== null)
  }

  /** The LUNs that hosts use now, each as a session of its own. */
  facts(): SessionFacts[] {
    return [...this.sessions.values()].flatMap((session) => session.facts())
  }

  /**
   * Has the initiator of a session log out, and drops it if it does not do so in time. Resolves when the session is
   * over, or only waits for storage that doesn't answer; to false if there is no such session.
   */
  async disconnect(sessionId: string): Promise<boolean> {
    const session = [...this.sessions.values()].find((candidate) => candidate.has(sessionId))
    if (session === undefined) return false
    await settledWithin(session.logOut(LOGOUT_SECONDS), LOGOUT_SECONDS * 1000 + PATIENCE_MILLISECONDS)
    return true
  }

  /** Initiators are told where little room is left. */
  lookAtSpace(): Promise<void> {
    return this.units.lookAtSpace()
  }

  strangers(): Stranger[] {
    return this.unknown.list()
  }

  /** @throws EngineError for a disk that isn't there, or whose kept reservations are damaged */
  async reservations(diskId: string): Promise<ReservationFacts> {
    const { state, unit } = await this.units.reservationsOf(diskId)
    return reservationFacts(diskId, state, unit)
  }

  /**
   * Durable, and told to all whom it concerns, when this resolves.
   * @throws EngineError as {@link reservations}; reservationsChanged if they are not those of that version any more
   */
  async clearReservations(diskId: string, version: string): Promise<void> {
    const unit = await this.units.acquire(diskId)
    try {
      await unit.clearReservations((state) => {
        if (versionOf(state, unit) === version) return
        throw new EngineError('reservationsChanged', `the reservations of ${diskId} have changed`)
      })
    } finally {
      this.units.release(unit)
    }
  }

  /** Accepts no more, has every initiator log out, and closes everything; with all answered that can be in time. */
  async close(): Promise<void> {
    this.closing = true
    clearInterval(this.watch)
    this.listeners.stop()
    this.halfOpen.destroyAll()
    const { connections } = this
    const deadline = setTimeout(() => connections.forEach((connection) => connection.destroy()), CLOSING_MILLISECONDS)
    await Promise.all([...connections].map((connection) => connection.logOut(CLOSING_SECONDS)))
    await Promise.all([...this.sessions.values()].map((session) => session.finished))
    clearTimeout(deadline)
  }

  private accept(accepted: Socket, local: boolean): void {
    // A connection's errors are its end, which 'close' tells as well.
    accepted.on('error', () => undefined)
    const address = accepted.remoteAddress ?? 'unix'
    const remoteAddress = accepted.remotePort === undefined ? address : `${address}:${accepted.remotePort}`
    const portal: Tcp = { kind: 'tcp', host: accepted.localAddress ?? '127.0.0.1', port: accepted.localPort ?? 0 }
    const login = new Login({ table: () => this.table, chapRequired: !local })
    const connection: Connection = new Connection({
      socket: accepted,
      pool: this.pool,
      login,
      budgetBytes: () => budgetOf(this.pool.usedBytes),
      admit: (established) => this.admit(established),
      enter: (entry) => this.enter(entry, connection, remoteAddress, portal),
      onRefused: ({ status, refused }) => {
        this.noteStranger(login.claimedName, address, FATES[status] ?? 'login')
        this.refusals.add(address, `an iSCSI login failed: ${refused}`)
        return status === LOGIN_STATUS.authenticationFailed || status === LOGIN_STATUS.forbidden ? this.throttle.failed(address) : 0
      },
      onInternalError: this.options.onInternalError,
    })
    this.connections.add(connection)
    this.halfOpen.add(connection.socket)
    void connection.finished.then(() => this.connections.delete(connection))
    connection.start()
  }

  /**
   * Session reinstatement (RFC 7143 6.3.5): the session of the same initiator port ends before its successor begins. A
   * discovery session is with no target, so it succeeds none.
   */
  private async admit({ initiatorName, isid, discovery }: Established) {
    if (this.closing) return { refused: LOGIN_STATUS.outOfResources }
    if (!discovery && !(await this.succeeds(nexusName(initiatorName, isid)))) return { refused: LOGIN_STATUS.outOfResources }
    if (!discovery && this.sessions.size >= MAXIMUM_SESSIONS) return { refused: LOGIN_STATUS.outOfResources }
    this.lastTsih = (this.lastTsih % 0xffff) + 1
    return { tsih: this.lastTsih }
  }

  /** Ends the session of this name. False if meanwhile a later login came to succeed it. */
  private async succeeds(name: string): Promise<boolean> {
    const login = Symbol(name)
    this.succeeding.set(name, login)
    await this.sessions.get(name)?.destroy()
    if (this.succeeding.get(name) !== login) return false
    this.succeeding.delete(name)
    return true
  }

  private enter(entry: Entry, connection: Connection, remoteAddress: string, portal: Tcp): FullFeature {
    const { established, pdus, cmdSn, statSn, tsih } = entry
    const { initiator, discovery } = established
    const name = nexusName(established.initiatorName, established.isid)
    const session = new Session({
      id: randomUUID(),
      name,
      connection,
      initiator,
      discovery,
      remoteAddress,
      agreed: agreedOf(established, tsih, portal),
      table: this.table,
      units: this.units,
      onOpened: this.options.onSessionOpened,
      onClosed: this.options.onSessionClosed,
    })
    const full = new FullFeature({
      pdus,
      agreement: established.agreement,
      discovery,
      cid: established.cid,
      cmdSn,
      statSn,
      units: session.units,
      targetName: this.table.targetName,
      portals: () => portalsFor(portal, this.listeners.addresses),
      budgetBytes: () => budgetOf(this.pool.usedBytes),
      onCommand: (lun, use, bytes) => session.note(lun, use, bytes),
      onInternalError: this.options.onInternalError,
      onProgress: () => connection.schedule(),
      onEnd: () => connection.end(),
      onColdReset: () => this.endSessionsOf(session),
    })
    session.begin(full)
    if (discovery) this.noteStranger(established.initiatorName, connection.socket.remoteAddress ?? 'unix', 'discovery')
    else {
      this.halfOpen.remove(connection.socket)
      this.sessions.set(name, session)
      void session.finished.then(() => {
        if (this.sessions.get(name) === session) this.sessions.delete(name)
      })
      // The table may have changed since the login was accepted.
      if (this.closing || !session.isAllowedBy(this.table)) void session.destroy()
    }
    return full
  }

  private noteStranger(name: string | null, address: string, fate: StrangerFate): void {
    if (name !== null && this.table.initiator(name) === null) this.unknown.note(name, address, fate)
  }

  /** RFC 7143 11.6.1, TARGET COLD RESET: the host's other sessions end at once, its own once it has its answer. */
  private endSessionsOf(asking: Session): void {
    for (const session of this.sessions.values()) if (session.hostId === asking.hostId) session.endSoon()
  }

  private look(): void {
    void this.lookAtSpace()
    this.pingSilent()
  }

  private pingSilent(): void {
    const now = performance.now()
    for (const connection of this.connections) if (now - connection.lastHeard > SILENCE_MILLISECONDS) connection.ping()
  }
}

/** SPC-4 7.6.4.6: how an initiator port is named in a TransportID. */
function nexusName(initiatorName: string, isid: string): string {
  return `${initiatorName},i,0x${isid}`
}

