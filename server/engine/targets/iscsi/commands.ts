/** SCSI commands of one session: their data in both directions, and their end (RFC 7143 11.3, 11.4, 11.7, 11.8). */
import type { PooledBuffer } from '../transport/buffer-pool'
import { HardDisconnect } from '../transport/hard-disconnect'
import type { CommandWindow } from './command-window'
import { IncomingData } from './incoming-data'
import type { Agreement } from './operational-keys'
import { OutgoingData } from './outgoing-data'
import { AT, FINAL, IMMEDIATE, NO_TAG } from './pdu'
import type { PduOutput } from './pdu-output'
import type { PduReader } from './pdu-reader'
import { NO_RESIDUAL, residualOf, type Responder } from './responder'
import type { Use } from '../session-counters'
import { Cdb } from './scsi/cdb'
import { changesDisk } from './scsi/commands'
import { answerOfError, lunOf, plan, planWithoutUnit } from './scsi/dispatch'
import type { UnitNexus } from './scsi/logical-unit'
import { type Answer, check, type DataSink, GOOD, type Plan, STATUS, TASK_SET_FULL } from './scsi/plan'
import { CheckCondition, notReady, SENSE } from './scsi/sense'
import type { SessionUnits } from './session-units'
import { Task } from './task'

const FLAG = { read: 0x40, write: 0x20 } as const
/** Immediate commands are outside the window; so many at a time are more than any initiator has. */
const MOST_IMMEDIATE = 32

export interface CommandsOptions {
  pdus: PduOutput
  agreement: Agreement
  units: SessionUnits | null
  window: CommandWindow
  responder: Responder
  budgetBytes: () => number
  onCommand: (lun: number, use: Use, bytes: number) => void
  onInternalError: (error: unknown) => void
  onProgress: () => void
}

/** A command that waits for data of the initiator, or whose data is being written. */
interface Receiving {
  incoming: IncomingData
  /** What the command comes to if no data of it is wanted. */
  answer: Answer | null
  failure: Answer | null
  /** The sink has all of its data and is asked for the end. */
  ending: boolean
}

export class Commands {
  private readonly tasks = new Map<number, Task>()
  private readonly receiving = new Map<Task, Receiving>()
  private readonly outgoing: OutgoingData
  private immediate = 0
  /** Payload bytes that sinks have and did not finish. */
  private writing = 0
  /** Bytes that commands keep until their data is complete. */
  private gathered = 0
  /** Tasks that may ask for data once there is room. */
  private readonly waitingForRoom = new Set<Task>()
  private lastTag = 0

  constructor(private readonly options: CommandsOptions) {
    this.outgoing = new OutgoingData({
      responder: options.responder,
      agreement: options.agreement,
      hasRoom: () => this.hasRoom(),
      finish: (task, answer, planned) => this.finish(task, answer, planned),
      fail: (task, error) => this.finish(task, this.explain(error, task, 'read'), 0),
      ended: (task) => this.forget(task),
      onProgress: options.onProgress,
    })
  }

  /** Memory in bytes that payloads hold. */
  get heldBytes(): number {
    return this.writing + this.options.pdus.output.heldBytes
  }

  hasRoom(): boolean {
    return this.heldBytes <= this.options.budgetBytes()
  }

  /** There may be room again. */
  proceed(): void {
    this.outgoing.proceed()
    for (const task of this.waitingForRoom) {
      if (!this.hasRoom()) return
      this.waitingForRoom.delete(task)
      const receiving = this.receiving.get(task)
      if (receiving !== undefined) this.advance(task, receiving)
    }
  }

  /** The command in the reader, which the window let in. */
  begin(reader: PduReader): Promise<void> | null {
    const task = this.taskOf(reader)
    const { units } = this.options
    const nexus = task.lun === null ? null : (units?.at(task.lun) ?? null)
    if (nexus instanceof Promise) {
      return nexus.then(
        (opened) => this.start(task, opened, reader),
        () => this.startUnopened(task, reader),
      )
    }
    this.start(task, nexus, reader)
    return null
  }

  /** Data-Out. Data of a task that is gone is dropped: it may have been on its way when the task was aborted. */
  receive({ bytes, at, data, dataBuffer }: PduReader): void {
    const task = this.tasks.get(bytes.readUInt32BE(at + AT.itt))
    const receiving = task && this.receiving.get(task)
    if (task === undefined || receiving === undefined) return
    try {
      const piece = receiving.incoming.receive({
        ttt: bytes.readUInt32BE(at + AT.ttt),
        dataSn: bytes.readUInt32BE(at + AT.dataSn),
        offset: bytes.readUInt32BE(at + AT.bufferOffset),
        final: ((bytes[at + AT.flags] ?? 0) & FINAL) !== 0,
        data,
      })
      if (piece !== null) this.hand(task, receiving, piece, dataBuffer)
    } catch (error) {
      return this.breach(task, error)
    }
    this.advance(task, receiving)
  }

  /** The order of the data is broken: the command ends, once what it began is done, and what else comes is dropped. */
  private breach(task: Task, error: unknown): void {
    this.receiving.delete(task)
    const answer = this.explain(error, task, 'write')
    void task.whenIdle().then(() => {
      this.finish(task, answer, 0)
      this.options.onProgress()
    })
  }

  /** @returns false if there is no such task */
  async abortTask(itt: number): Promise<boolean> {
    const task = this.tasks.get(itt)
    if (task === undefined) return false
    await this.abort((candidate) => candidate === task)
    return true
  }

  /** Ends tasks without an answer. Resolves when nothing of them is in flight. */
  async abort(which: (task: Task) => boolean): Promise<void> {
    const aborted = [...this.tasks.values()].filter(which)
    for (const task of aborted) {
      task.aborted = true
      this.forget(task)
    }
    await Promise.all(aborted.map((task) => task.whenIdle()))
  }

  private taskOf({ bytes, at }: PduReader): Task {
    const flags = bytes[at + AT.flags] ?? 0
    const itt = bytes.readUInt32BE(at + AT.itt)
    if (itt === NO_TAG || this.tasks.has(itt)) throw new HardDisconnect('a task tag is in use already')
    const immediate = ((bytes[at] ?? 0) & IMMEDIATE) !== 0
    if (immediate && this.immediate >= MOST_IMMEDIATE) throw new HardDisconnect('too many immediate commands')
    const direction = (flags & FLAG.write) !== 0 ? 'write' : (flags & FLAG.read) !== 0 ? 'read' : 'none'
    const expected = direction === 'none' ? 0 : bytes.readUInt32BE(at + AT.expectedLength)
    const lunBytes = Buffer.from(bytes.subarray(at + AT.lun, at + AT.lun + 8))
    const task = new Task(itt, lunBytes, lunOf(lunBytes, 0), immediate, expected, direction)
    this.tasks.set(itt, task)
    if (immediate) this.immediate += 1
    else this.options.window.inFlight += 1
    return task
  }

  private start(task: Task, nexus: UnitNexus | null, reader: PduReader): void {
    const cdb = new Cdb(reader.bytes, reader.at + AT.cdb)
    task.nexus = nexus
    const isWrite = changesDisk(cdb)
    const { units } = this.options
    if (units === null) throw new HardDisconnect('a command came in a session without SCSI')
    let planned: Plan
    try {
      planned =
        nexus === null
          ? planWithoutUnit(cdb, task.lun ?? -1, units)
          : plan(cdb, nexus, units, task.direction === 'write' ? task.expected : 0, task)
    } catch (error) {
      planned = { kind: 'answer', answer: this.explain(error, task, 'read') }
    }
    this.note(task, planned, isWrite)
    this.follow(task, planned, reader)
  }

  private note({ lun, expected }: Task, planned: Plan, isWrite: boolean): void {
    if (lun === null) return
    if (planned.kind === 'read') this.options.onCommand(lun, 'read', Math.min(planned.length, expected))
    else if (planned.kind === 'write' && isWrite) this.options.onCommand(lun, 'write', Math.min(planned.length, expected))
    else this.options.onCommand(lun, 'other', 0)
  }

  /** The disk could not be opened: the host tries again. */
  private startUnopened(task: Task, reader: PduReader): void {
    if (task.aborted) return
    this.follow(task, { kind: 'answer', answer: check(notReady(true)) }, reader)
  }

  private follow(task: Task, planned: Plan, reader: PduReader): void {
    if (task.aborted) return
    const final = ((reader.bytes[reader.at + AT.flags] ?? 0) & FINAL) !== 0
    const { data } = reader
    if (planned.kind === 'write') {
      if (!this.mayGather(task, planned.gathers)) return this.receiveFirst(task, null, 0, reader, final, TASK_SET_FULL)
      return this.receiveFirst(task, planned.sink, planned.length, reader, final, null)
    }
    if (planned.kind === 'read') {
      if (task.direction !== 'write') return this.outgoing.read(task, planned)
      // What only reads is flagged to write: there is nowhere to put what it reads, and nobody for what comes.
      return this.receiveFirst(task, null, planned.length, reader, final, GOOD)
    }
    if (planned.answer instanceof Promise) return this.await(task, planned.answer)
    if (data.length > 0 || !final) return this.receiveFirst(task, null, 0, reader, final, planned.answer)
    this.answer(task, planned.answer)
  }

  /**
   * Room for data that is kept until it is complete. Whoever has too much of it incomplete can't wait for room: the
   * data that makes room comes by the same connection.
   */
  private mayGather(task: Task, bytes: number): boolean {
    if (this.gathered > 0 && bytes > 0 && this.gathered + bytes > this.options.budgetBytes()) return false
    task.gathers = bytes
    this.gathered += bytes
    this.options.pdus.output.pool.lend(bytes)
    return true
  }

  private await(task: Task, answer: Promise<Answer>): void {
    task.begin()
    void answer
      .catch((error: unknown) => this.explain(error, task, task.direction === 'read' ? 'read' : 'write'))
      .then((ended) => {
        this.answer(task, ended)
        task.end()
        this.options.onProgress()
      })
  }

  private answer(task: Task, answer: Answer): void {
    if (task.aborted) return
    if (answer.data !== null && answer.status === STATUS.good) return this.outgoing.send(task, answer.data)
    this.finish(task, answer, 0)
  }

  private receiveFirst(
    task: Task,
    sink: DataSink | null,
    length: number,
    reader: PduReader,
    final: boolean,
    answer: Answer | null,
  ): void {
    const { agreement } = this.options
    const expected = task.direction === 'write' ? task.expected : 0
    const incoming = new IncomingData(sink, Math.min(length, expected), agreement.maxBurstLength)
    const receiving: Receiving = { incoming, answer, failure: null, ending: false }
    task.planned = length
    this.receiving.set(task, receiving)
    try {
      if ((reader.data.length > 0 && !agreement.immediateData) || (!final && agreement.initialR2t)) {
        throw new CheckCondition(SENSE.unexpectedData)
      }
      const piece = incoming.begin(reader.data, final, Math.min(agreement.firstBurstLength, expected))
      if (piece !== null) this.hand(task, receiving, piece, reader.dataBuffer)
    } catch (error) {
      return this.breach(task, error)
    }
    this.advance(task, receiving)
  }

  /** Gives a piece to the sink. After a failure the rest is read past. */
  private hand(
    task: Task,
    receiving: Receiving,
    { bytes, offset }: { bytes: Buffer; offset: number },
    buffer: PooledBuffer | null,
  ): void {
    const { sink } = receiving.incoming
    if (sink === null || receiving.failure !== null) return
    let pending: Promise<void> | null
    try {
      pending = sink.take(bytes, offset)
    } catch (error) {
      receiving.failure = this.explain(error, task, 'write')
      return
    }
    if (pending === null) return
    const release = this.retain(buffer, bytes.length)
    task.begin()
    void pending
      .catch((error: unknown) => {
        receiving.failure ??= this.explain(error, task, 'write')
      })
      .then(() => {
        release()
        task.end()
        this.advance(task, receiving)
        this.options.onProgress()
      })
  }

  private retain(buffer: PooledBuffer | null, bytes: number): () => void {
    if (buffer !== null) buffer.users += 1
    this.writing += bytes
    return () => {
      this.writing -= bytes
      if (buffer !== null) this.options.pdus.output.pool.release(buffer)
    }
  }

  /** Ends the command if all is here and done, or asks for more. */
  private advance(task: Task, receiving: Receiving): void {
    const { incoming, answer } = receiving
    if (task.aborted || receiving.ending || !incoming.quiet) return
    const ended = receiving.failure ?? (incoming.sink === null ? answer : null)
    if (ended !== null) {
      if (!task.isIdle) return
      receiving.ending = true
      return this.finish(task, ended, task.planned)
    }
    if (incoming.complete) {
      if (task.isIdle) this.endReceiving(task, receiving)
      return
    }
    if (!this.hasRoom()) {
      this.waitingForRoom.add(task)
      return
    }
    this.lastTag = (this.lastTag % 0xffff_fffe) + 1
    const solicited = incoming.solicit(this.lastTag)
    if (solicited === null) return
    const { ttt, r2tSn, offset, length } = solicited
    this.options.responder.readyToTransfer(task.itt, task.lunBytes, ttt, r2tSn, offset, length)
  }

  private endReceiving(task: Task, receiving: Receiving): void {
    const { incoming } = receiving
    receiving.ending = true
    let ended: Answer | Promise<Answer>
    try {
      ended = incoming.sink?.end(incoming.received) ?? check(SENSE.internalFailure)
    } catch (error) {
      ended = this.explain(error, task, 'write')
    }
    if (ended instanceof Promise) this.awaitEnd(task, ended)
    else this.finish(task, ended, task.planned)
  }

  private awaitEnd(task: Task, ended: Promise<Answer>): void {
    task.begin()
    void ended
      .catch((error: unknown) => this.explain(error, task, 'write'))
      .then((answer) => {
        this.finish(task, answer, task.planned)
        task.end()
        this.options.onProgress()
      })
  }

  /** @param planned bytes that the command was about, for the residual (RFC 7143 11.4.5) */
  private finish(task: Task, answer: Answer, planned: number): void {
    if (task.aborted) return
    this.forget(task)
    const { status, sense } = answer
    const residual = status === STATUS.checkCondition ? NO_RESIDUAL : residualOf(task.expected, planned)
    const format = task.nexus?.unit.control.descriptorSense === true ? 'descriptor' : 'fixed'
    this.options.responder.scsi(task.itt, status, residual, sense, format)
  }

  /** The task is at its end: its place in the window is free before the answer says how large the window is. */
  private forget(task: Task): void {
    if (!this.tasks.delete(task.itt)) return
    this.receiving.delete(task)
    this.waitingForRoom.delete(task)
    this.gathered -= task.gathers
    this.options.pdus.output.pool.lend(-task.gathers)
    if (task.immediate) this.immediate -= 1
    else this.options.window.inFlight -= 1
  }

  private explain(error: unknown, task: Task, operation: 'read' | 'write'): Answer {
    const answer = answerOfError(error, task.nexus, operation)
    if (answer !== null) return answer
    this.options.onInternalError(error)
    return check(SENSE.internalFailure)
  }
}
