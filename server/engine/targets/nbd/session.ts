import { randomUUID } from 'node:crypto'
import fs from 'node:fs'
import type { SessionFacts } from '../../contract'
import { CountedSession, type SharedCounters } from '../session-counters'
import type { BufferPool } from '../transport/buffer-pool'
import { incomingOf, type Incoming, type MovedConnection } from '../transport/receiving'
import { adopt } from '../transport/adopt'
import type { ExportTable } from './export-table'
import type { Agreement } from './negotiation'
import { Transmission } from './transmission'

export interface SessionContext {
  remoteAddress: string
  pool: BufferPool
  budgetBytes: () => number
  onInternalError: (error: unknown) => void
  /** Nothing of it is in flight any more. Resolves when nobody but the volume's opener has anything open for it. */
  ended: () => Promise<void>
}

/** What serves a connection for a while. */
export interface Serving {
  /** Resolves when nothing of the connection is in flight there any more: with the connection, or null if it is closed. */
  readonly left: Promise<MovedConnection | null>
  /** Lets go of the connection between two requests. */
  move(): void
  drain(): void
  destroy(): void
}

/** Somebody else who can serve a connection. */
export interface AnotherPlace {
  /** Takes it over, unless that has become impossible: null. */
  serve(session: Session, connection: MovedConnection): Serving | null
}

/** A host's connection from the moment that it may read and write until nothing of it is in flight any more. */
export class Session {
  private readonly counted: CountedSession
  private serving: Serving
  /** Where it is to go when it is let go of; null: here. */
  private next: AnotherPlace | null = null
  private place: AnotherPlace | null = null
  private ending: 'drain' | 'destroy' | null = null
  private over = false
  private readonly transmission: Transmission
  private readonly first: Incoming
  private finish: () => void = () => undefined

  /** Resolves when its socket is closed and the volume has finished everything that came through it. */
  readonly finished = new Promise<void>((resolve) => {
    this.finish = resolve
  })

  constructor(
    readonly agreement: Agreement,
    private readonly context: SessionContext,
  ) {
    const { nbdExport, client } = agreement
    this.first = incomingOf(agreement.socket, context.pool)
    this.counted = new CountedSession({
      sessionId: randomUUID(),
      protocol: 'nbd',
      hostId: nbdExport.hostId,
      exportName: nbdExport.name,
      diskId: nbdExport.diskId,
      remoteAddress: context.remoteAddress,
      identity: client?.identity ?? null,
      connectedAt: Date.now(),
      iscsi: null,
    })
    this.transmission = this.transmissionOf(this.first)
    this.serving = this.transmission
  }

  get sessionId(): string {
    return this.counted.about.sessionId
  }

  get counters(): SharedCounters {
    return this.counted.counters
  }

  get facts(): SessionFacts {
    return this.counted.facts()
  }

  get isOpen(): boolean {
    return !this.over && this.ending !== 'destroy'
  }

  /** Where it is served; null: in this thread. */
  get servedAt(): AnotherPlace | null {
    return this.place
  }

  /** Whether another thread could serve it: not what TLS has to be undone for. */
  get canMove(): boolean {
    return this.first.descriptor() >= 0
  }

  start(): void {
    this.transmission.start()
    void this.goOn()
  }

  /** Has it served somewhere else (null: here) from between two requests on. */
  moveTo(place: AnotherPlace | null): void {
    this.next = place
    if (this.ending === null && place !== this.place) this.serving.move()
  }

  /** Finishes what the host asked for so far, then closes. */
  drain(): void {
    this.ending ??= 'drain'
    this.serving.drain()
  }

  /** Closes at once; what the volume has begun goes on to its end, unanswered. */
  destroy(): void {
    this.ending = 'destroy'
    this.serving.destroy()
  }

  isAllowedBy(table: ExportTable): boolean {
    return table.stillAllows(this.agreement.nbdExport, this.agreement.client)
  }

  /** From one place to the next until it is closed. */
  private async goOn(): Promise<void> {
    for (;;) {
      const connection = await this.serving.left
      if (connection === null) break
      if (this.ending === 'destroy') {
        fs.closeSync(connection.fd)
        break
      }
      this.place = this.next
      const elsewhere = this.next?.serve(this, connection) ?? null
      if (elsewhere === null) this.place = null
      this.serving = elsewhere ?? this.serveHere(connection)
      if (this.ending === 'drain') this.serving.drain()
    }
    this.over = true
    await this.context.ended()
    this.finish()
  }

  private serveHere(connection: MovedConnection): Serving {
    const transmission = this.transmissionOf(adopt(connection, this.context.pool))
    transmission.start()
    return transmission
  }

  private transmissionOf(incoming: Incoming): Transmission {
    const { volume, readOnly, structuredReplies, baseAllocation } = this.agreement
    const { pool, budgetBytes, onInternalError } = this.context
    return new Transmission({
      incoming,
      volume,
      pool,
      readOnly,
      structuredReplies,
      baseAllocation,
      counters: this.counters,
      budgetBytes,
      onInternalError,
    })
  }
}
