/** SCSI commands of one session: what they come to, and their end (RFC 7143 11.3, 11.4). */
import type { Use } from '../session-counters'
import { HardDisconnect } from '../transport/hard-disconnect'
import type { CommandWindow } from './command-window'
import type { Agreement } from './operational-keys'
import { OutgoingData } from './outgoing-data'
import { AT, FINAL } from './pdu'
import type { PduOutput } from './pdu-output'
import type { PduReader } from './pdu-reader'
import { ReceivingCommands } from './receiving-commands'
import { NO_RESIDUAL, residualOf, type Responder } from './responder'
import { Cdb } from './scsi/cdb'
import { changesDisk } from './scsi/commands'
import { answerOfError, plan, planWithoutUnit } from './scsi/dispatch'
import type { UnitNexus } from './scsi/logical-unit'
import { type Answer, check, GOOD, type Plan, STATUS, TASK_SET_FULL } from './scsi/plan'
import { notReady, SENSE } from './scsi/sense'
import type { SessionUnits } from './session-units'
import type { Task } from './task'
import { TasksInHand } from './tasks-in-hand'

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

export class Commands {
  private readonly tasks: TasksInHand
  private readonly receiving: ReceivingCommands
  private readonly outgoing: OutgoingData

  constructor(private readonly options: CommandsOptions) {
    const { pdus, agreement, responder, budgetBytes, onProgress } = options
    const hasRoom = () => this.hasRoom()
    const finish = (task: Task, answer: Answer, planned: number) => this.finish(task, answer, planned)
    this.tasks = new TasksInHand(options.window)
    this.receiving = new ReceivingCommands({
      pdus,
      agreement,
      responder,
      budgetBytes,
      hasRoom,
      finish,
      explain: (error, task) => this.explain(error, task, 'write'),
      onProgress,
    })
    this.outgoing = new OutgoingData({
      responder,
      agreement,
      hasRoom,
      finish,
      fail: (task, error) => this.finish(task, this.explain(error, task, 'read'), 0),
      ended: (task) => this.forget(task),
      onProgress,
    })
  }

  /** Memory in bytes that payloads hold. */
  get heldBytes(): number {
    return this.receiving.heldBytes + this.options.pdus.output.heldBytes
  }

  hasRoom(): boolean {
    return this.heldBytes <= this.options.budgetBytes()
  }

  /** There may be room again. */
  proceed(): void {
    this.outgoing.proceed()
    this.receiving.proceed()
  }

  /** The command in the reader, which the window let in. */
  begin(reader: PduReader): Promise<void> | null {
    const task = this.tasks.open(reader)
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
  receive(reader: PduReader): void {
    const task = this.tasks.get(reader.bytes.readUInt32BE(reader.at + AT.itt))
    if (task !== undefined) this.receiving.receive(task, reader)
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
    const aborted = this.tasks.filter(which)
    for (const task of aborted) {
      task.aborted = true
      this.forget(task)
    }
    await Promise.all(aborted.map((task) => task.whenIdle()))
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
    const { receiving } = this
    if (planned.kind === 'write') {
      if (!receiving.mayGather(task, planned.gathers)) return receiving.begin(task, null, 0, reader, final, TASK_SET_FULL)
      return receiving.begin(task, planned.sink, planned.length, reader, final, null)
    }
    if (planned.kind === 'read') {
      if (task.direction !== 'write') return this.outgoing.read(task, planned)
      // What only reads is flagged to write: there is nowhere to put what it reads, and nobody for what comes.
      return receiving.begin(task, null, planned.length, reader, final, GOOD)
    }
    if (planned.answer instanceof Promise) return this.await(task, planned.answer)
    if (reader.data.length > 0 || !final) return receiving.begin(task, null, 0, reader, final, planned.answer)
    this.answer(task, planned.answer)
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
    if (this.tasks.close(task)) this.receiving.forget(task)
  }

  private explain(error: unknown, task: Task, operation: 'read' | 'write'): Answer {
    const answer = answerOfError(error, task.nexus, operation)
    if (answer !== null) return answer
    this.options.onInternalError(error)
    return check(SENSE.internalFailure)
  }
}
