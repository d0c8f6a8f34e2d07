/** Data-In of a session's commands (RFC 7143 11.8): cut by what the initiator takes, with the status on the last. */
import { IoError } from '../../disks/host-volume'
import type { Agreement } from './operational-keys'
import type { OutgoingPdu } from './pdu-output'
import { residualOf, type Responder } from './responder'
import { type Answer, GOOD, type Plan } from './scsi/plan'
import type { Task } from './task'

/** What one PDU carries at most, however much the initiator would take. */
const PART_BYTES = 256 * 1024
/** PDUs of long reads that a session makes before others have their turn: an initiator may take them as small as it likes. */
const MOST_PARTS_AT_ONCE = 128

export interface OutgoingDataOptions {
  responder: Responder
  agreement: Agreement
  hasRoom: () => boolean
  /** Ends a command that sends no data (any more). */
  finish: (task: Task, answer: Answer, planned: number) => void
  fail: (task: Task, error: unknown) => void
  /** The last data is about to leave, with the status. */
  ended: (task: Task) => void
  onProgress: () => void
}

interface Transfer {
  task: Task
  /** On the disk. */
  start: number
  /** Bytes that go to the initiator: what was planned, or as much as it expects. */
  length: number
  planned: number
  done: number
  dataSn: number
}

export class OutgoingData {
  private readonly partBytes: number
  private waiting: Transfer[] = []
  /** PDUs since the last turn. */
  private partsMade = 0

  constructor(private readonly options: OutgoingDataOptions) {
    this.partBytes = Math.min(PART_BYTES, options.agreement.maxRecvDataSegmentLength)
  }

  /** Blocks from the disk. */
  read(task: Task, { offset, length, durable }: Extract<Plan, { kind: 'read' }>): void {
    const transfer = this.transferOf(task, offset, length)
    if (!durable) return this.continue(transfer)
    const volume = this.volumeOf(task)
    this.later(task, volume.flush(), () => this.continue(transfer))
  }

  /** Data that is there already. */
  send(task: Task, data: Uint8Array): void {
    const transfer = this.transferOf(task, 0, data.length)
    if (transfer.length === 0) return this.options.finish(task, GOOD, transfer.planned)
    while (transfer.done < transfer.length) {
      const length = this.nextPart(transfer)
      const pdu = this.options.responder.beginDataIn(task.itt, length)
      pdu.data.set(data.subarray(transfer.done, transfer.done + length))
      this.sent(transfer, pdu)
    }
  }

  /** There may be room again. */
  proceed(): void {
    const { waiting } = this
    this.waiting = []
    this.partsMade = 0
    for (const transfer of waiting) this.continue(transfer)
  }

  private transferOf(task: Task, start: number, planned: number): Transfer {
    const expected = task.direction === 'read' ? task.expected : 0
    return { task, start, planned, length: Math.min(planned, expected), done: 0, dataSn: 0 }
  }

  private volumeOf({ nexus }: Task) {
    if (nexus === null) throw new IoError('EIO', 'blocks are read of no unit')
    return nexus.unit.volume
  }

  private continue(transfer: Transfer): void {
    const { task, start, length } = transfer
    if (length === 0) return this.options.finish(task, GOOD, transfer.planned)
    while (transfer.done < length && !task.aborted) {
      if (transfer.done > 0 && !this.hasTurn()) {
        this.waiting.push(transfer)
        return
      }
      this.partsMade += 1
      const pdu = this.options.responder.beginDataIn(task.itt, this.nextPart(transfer))
      let pending: Promise<void> | null
      try {
        pending = this.volumeOf(task).read(pdu.data, start + transfer.done)
      } catch (error) {
        this.options.responder.pdus.drop(pdu)
        return this.options.fail(task, error)
      }
      if (pending !== null) return this.whenRead(transfer, pdu, pending)
      this.sent(transfer, pdu)
    }
  }

  private whenRead(transfer: Transfer, pdu: OutgoingPdu, pending: Promise<void>): void {
    const { task } = transfer
    const { pdus } = this.options.responder
    task.begin()
    pending
      .then(
        () => {
          if (task.aborted) return pdus.drop(pdu)
          this.sent(transfer, pdu)
          if (transfer.done < transfer.length) this.continue(transfer)
        },
        (error: unknown) => {
          pdus.drop(pdu)
          this.options.fail(task, error)
        },
      )
      .finally(() => {
        task.end()
        this.options.onProgress()
      })
  }

  private later(task: Task, work: Promise<void>, then: () => void): void {
    task.begin()
    work
      .then(
        () => {
          if (!task.aborted) then()
        },
        (error: unknown) => this.options.fail(task, error),
      )
      .finally(() => {
        task.end()
        this.options.onProgress()
      })
  }

  private hasTurn(): boolean {
    if (this.partsMade >= MOST_PARTS_AT_ONCE) this.options.onProgress()
    else if (this.options.hasRoom()) return true
    return false
  }

  /** A PDU, and a burst, end where the agreement says. */
  private nextPart({ done, length }: Transfer): number {
    const { maxBurstLength } = this.options.agreement
    return Math.min(this.partBytes, length - done, maxBurstLength - (done % maxBurstLength))
  }

  private sent(transfer: Transfer, pdu: OutgoingPdu): void {
    const { task, done, length, planned } = transfer
    const end = done + pdu.data.length
    const isLast = end === length
    if (isLast) this.options.ended(task)
    const endsBurst = end % this.options.agreement.maxBurstLength === 0
    const residual = isLast ? residualOf(task.expected, planned) : null
    this.options.responder.dataIn(pdu, transfer.dataSn, done, endsBurst, residual)
    transfer.done = end
    transfer.dataSn += 1
  }
}
