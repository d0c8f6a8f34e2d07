/** Data-Out of a session's commands (RFC 7143 11.7, 11.8): what came with them, then what they ask for by R2T. */
import type { PooledBuffer } from '../transport/buffer-pool'
import { IncomingData } from './incoming-data'
import type { Agreement } from './operational-keys'
import { AT, FINAL } from './pdu'
import type { PduOutput } from './pdu-output'
import type { PduReader } from './pdu-reader'
import type { Responder } from './responder'
import { type Answer, check, type DataSink } from './scsi/plan'
import { CheckCondition, SENSE } from './scsi/sense'
import type { Task } from './task'

export interface ReceivingOptions {
  pdus: PduOutput
  agreement: Agreement
  responder: Responder
  budgetBytes: () => number
  hasRoom: () => boolean
  finish: (task: Task, answer: Answer, planned: number) => void
  /** What a command comes to whose data could not be taken. */
  explain: (error: unknown, task: Task) => Answer
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

export class ReceivingCommands {
  /** Payload bytes that sinks have and did not finish. */
  heldBytes = 0
  private readonly receiving = new Map<Task, Receiving>()
  /** Bytes that commands keep until their data is complete. */
  private gathered = 0
  /** Tasks that may ask for data once there is room. */
  private readonly waitingForRoom = new Set<Task>()
  private lastTag = 0

  constructor(private readonly options: ReceivingOptions) {}

  /** There may be room again. */
  proceed(): void {
    for (const task of this.waitingForRoom) {
      if (!this.options.hasRoom()) return
      this.waitingForRoom.delete(task)
      const receiving = this.receiving.get(task)
      if (receiving !== undefined) this.advance(task, receiving)
    }
  }

  /**
   * Room for data that is kept until it is complete. Whoever has too much of it incomplete can't wait for room: the
   * data that makes room comes by the same connection.
   */
  mayGather(task: Task, bytes: number): boolean {
    if (this.gathered > 0 && bytes > 0 && this.gathered + bytes > this.options.budgetBytes()) return false
    task.gathers = bytes
    this.gathered += bytes
    this.options.pdus.output.pool.lend(bytes)
    return true
  }

  /**
   * Takes the data that came with a command, and from now on what else comes of it.
   * @param sink null: none of it is wanted, and the command comes to `answer`
   */
  begin(task: Task, sink: DataSink | null, length: number, reader: PduReader, final: boolean, answer: Answer | null): void {
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

  /** Data-Out. Data of a task that wants none is dropped. */
  receive(task: Task, { bytes, at, data, dataBuffer }: PduReader): void {
    const receiving = this.receiving.get(task)
    if (receiving === undefined) return
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

  /** The task is at its end. */
  forget(task: Task): void {
    this.receiving.delete(task)
    this.waitingForRoom.delete(task)
    this.gathered -= task.gathers
    this.options.pdus.output.pool.lend(-task.gathers)
  }

  /** The order of the data is broken: the command ends, once what it began is done, and what else comes is dropped. */
  private breach(task: Task, error: unknown): void {
    this.receiving.delete(task)
    const answer = this.options.explain(error, task)
    void task.whenIdle().then(() => {
      this.options.finish(task, answer, 0)
      this.options.onProgress()
    })
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
      receiving.failure = this.options.explain(error, task)
      return
    }
    if (pending === null) return
    const release = this.retain(buffer, bytes.length)
    task.begin()
    void pending
      .catch((error: unknown) => {
        receiving.failure ??= this.options.explain(error, task)
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
    this.heldBytes += bytes
    return () => {
      this.heldBytes -= bytes
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
      return this.options.finish(task, ended, task.planned)
    }
    if (incoming.complete) {
      if (task.isIdle) this.end(task, receiving)
      return
    }
    if (!this.options.hasRoom()) {
      this.waitingForRoom.add(task)
      return
    }
    this.lastTag = (this.lastTag % 0xffff_fffe) + 1
    const solicited = incoming.solicit(this.lastTag)
    if (solicited === null) return
    const { ttt, r2tSn, offset, length } = solicited
    this.options.responder.readyToTransfer(task.itt, task.lunBytes, ttt, r2tSn, offset, length)
  }

  private end(task: Task, receiving: Receiving): void {
    const { incoming } = receiving
    receiving.ending = true
    let ended: Answer | Promise<Answer>
    try {
      ended = incoming.sink?.end(incoming.received) ?? check(SENSE.internalFailure)
    } catch (error) {
      ended = this.options.explain(error, task)
    }
    if (ended instanceof Promise) this.awaitEnd(task, ended)
    else this.options.finish(task, ended, task.planned)
  }

  private awaitEnd(task: Task, ended: Promise<Answer>): void {
    task.begin()
    void ended
      .catch((error: unknown) => this.options.explain(error, task))
      .then((answer) => {
        this.options.finish(task, answer, task.planned)
        task.end()
        this.options.onProgress()
      })
  }
}
