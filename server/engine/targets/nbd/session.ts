import { randomUUID } from 'node:crypto'
import type { Socket } from 'node:net'
import type { SessionFacts } from '../../contract'
import type { BufferPool } from '../transport/buffer-pool'
import type { ExportTable } from './export-table'
import type { Agreement } from './negotiation'
import { newCounters } from '../session-counters'
import { incomingOf } from '../transport/receiving'
import { Transmission } from './transmission'

export interface SessionContext {
  remoteAddress: string
  pool: BufferPool
  budgetBytes: () => number
  onInternalError: (error: unknown) => void
}

/** A host's connection from the moment that it may read and write until nothing of it is in flight any more. */
export class Session {
  readonly facts: SessionFacts
  /** Resolves when its socket is closed and the volume has finished everything that came through it. */
  readonly finished: Promise<void>
  private readonly socket: Socket
  private readonly transmission: Transmission

  constructor(
    readonly agreement: Agreement,
    context: SessionContext,
  ) {
    const { nbdExport, client, volume } = agreement
    const incoming = incomingOf(agreement.socket, context.pool)
    this.socket = incoming.socket
    this.facts = {
      sessionId: randomUUID(),
      protocol: 'nbd',
      hostId: nbdExport.hostId,
      exportName: nbdExport.name,
      diskId: nbdExport.diskId,
      remoteAddress: context.remoteAddress,
      identity: client?.identity ?? null,
      connectedAt: Date.now(),
      iscsi: null,
      ...newCounters(),
    }
    this.transmission = new Transmission({
      incoming,
      volume,
      pool: context.pool,
      readOnly: agreement.readOnly,
      structuredReplies: agreement.structuredReplies,
      baseAllocation: agreement.baseAllocation,
      counters: this.facts,
      budgetBytes: context.budgetBytes,
      onInternalError: context.onInternalError,
    })
    this.finished = this.transmission.finished
  }

  get isOpen(): boolean {
    return !this.socket.destroyed
  }

  start(): void {
    this.transmission.start()
  }

  /** Finishes what the host asked for so far, then closes. */
  drain(): void {
    this.transmission.drain()
  }

  /** Closes at once; what the volume has begun goes on to its end, unanswered. */
  destroy(): void {
    this.socket.destroy()
  }

  isAllowedBy(table: ExportTable): boolean {
    return table.stillAllows(this.agreement.nbdExport, this.agreement.client)
  }
}
