import { randomUUID } from 'node:crypto'
import type { IscsiInitiator, IscsiSessionFacts, SessionFacts } from '../../contract'
import { CountedSession, type Use } from '../session-counters'
import type { AccessTable } from './access-table'
import type { Connection } from './connection'
import type { FullFeature } from './full-feature'
import { SessionUnits, type UnitRegistry } from './session-units'

export interface SessionOptions {
  id: string
  /** Name of the initiator port. */
  name: string
  connection: Connection
  /** Null in the discovery session of an initiator that the array doesn't know. */
  initiator: IscsiInitiator | null
  discovery: boolean
  remoteAddress: string
  agreed: IscsiSessionFacts
  table: AccessTable
  units: UnitRegistry
  onOpened: (facts: SessionFacts) => void
  onClosed: (facts: SessionFacts) => void
}

/** An initiator's session, from its login until nothing of it is in flight. What it uses is told LUN by LUN. */
export class Session {
  readonly units: SessionUnits | null
  readonly finished: Promise<void>
  private readonly used = new Map<number, CountedSession>()
  private full: FullFeature | null = null
  private readonly since = Date.now()

  constructor(private readonly options: SessionOptions) {
    const { initiator, table, units, name } = options
    this.units =
      initiator === null
        ? null
        : new SessionUnits(
            {
              targetName: table.targetName,
              nexusName: name,
              units,
              abortCommands: async (lun) => this.full?.commands.abort((task) => task.lun === lun),
              onOpened: (lun, unit) => this.opened(lun, unit.diskId),
              onClosed: (lun) => this.closed(lun),
            },
            table.lunsOf(initiator.hostId),
          )
    this.finished = options.connection.finished.then(async () => {
      await this.units?.closeAll()
    })
  }

  get hostId(): string | null {
    return this.options.initiator?.hostId ?? null
  }

  begin(full: FullFeature): void {
    this.full = full
  }

  facts(): SessionFacts[] {
    return [...this.used.values()].map((session) => session.facts())
  }

  has(sessionId: string): boolean {
    return [...this.used.values()].some(({ about }) => about.sessionId === sessionId)
  }

  note(lun: number, use: Use, bytes: number): void {
    this.used.get(lun)?.counters.count(use, bytes)
  }

  isAllowedBy(table: AccessTable): boolean {
    const { initiator, discovery } = this.options
    return initiator === null ? discovery : table.stillAllows(initiator)
  }

  async setLuns(table: AccessTable): Promise<void> {
    const { hostId } = this
    if (hostId !== null) await this.units?.setLuns(table.lunsOf(hostId))
  }

  /** Closes at once; what the volumes have begun goes on to its end, unanswered. Resolves when it is there. */
  async destroy(): Promise<void> {
    this.options.connection.destroy()
    await this.finished
  }

  /** As {@link destroy}, but the initiator is told that its session is dropped. */
  async drop(): Promise<void> {
    this.options.connection.drop()
    await this.finished
  }

  /** As {@link Connection.logOut}. */
  async logOut(seconds: number): Promise<void> {
    await this.options.connection.logOut(seconds)
    await this.finished
  }

  /** Closes when what is being answered now has left. */
  endSoon(): void {
    setImmediate(() => this.options.connection.end())
  }

  private opened(lun: number, diskId: string): void {
    const { initiator, remoteAddress, agreed, onOpened } = this.options
    if (initiator === null) return
    const session = new CountedSession({
      sessionId: randomUUID(),
      protocol: 'iscsi',
      hostId: initiator.hostId,
      exportName: `${initiator.hostName}/${lun}`,
      diskId,
      remoteAddress,
      identity: initiator.name,
      connectedAt: this.since,
      iscsi: agreed,
    })
    this.used.set(lun, session)
    onOpened(session.facts())
  }

  private closed(lun: number): void {
    const session = this.used.get(lun)
    if (session === undefined) return
    this.used.delete(lun)
    this.options.onClosed(session.facts())
  }
}
