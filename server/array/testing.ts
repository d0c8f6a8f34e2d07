/** An array for tests: a real database, the real engine in this thread, pools in a directory of its own. */
import { mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import type { z } from 'zod'

import { type TestDatabase, testDatabase } from '../database/testing'
import type { CallInput, CallName, CallOutput, EngineEvent } from '../engine/contract'
import { Engine } from '../engine/engine'
import type { HostVolume } from '../engine/disks/host-volume'
import { linuxFiles } from '../engine/storage/linux-files'
import { FailingFiles } from '../engine/testing/failing-files'
import type { Actor } from './door/actor'
import type { Command, Query } from './door/command'
import type { Problem } from './door/problem'
import { type Outcome, runCommand, runQuery } from './door/run'
import { textIn } from './door/text'
import { MiB } from './door/fields'
import { createPool } from './pools/commands'
import { type RunningArray, startArray } from './start'
import type { ArrayEngine, StorageArray } from './storage-array'
import { createVirtualDisk } from './virtual-disks/commands'
import type { VirtualDisk } from './virtual-disks/schema'

export const administrator = actorOf('administrator')
export const operator = actorOf('operator')
export const viewer = actorOf('viewer')

function actorOf(role: Actor['role']): Actor {
  return { kind: 'user', id: `id-of-${role}`, name: `${role}@example.com`, role, origin: '192.0.2.1' }
}

/** What a dead process answers. */
const NEVER = new Promise<never>(() => {})

/** Calls that change nothing: dying there shows nothing new. */
export const LOOKS: ReadonlySet<CallName> = new Set(['disk.usage', 'pool.usage', 'pool.check', 'pool.inspect', 'targets.sessions', 'targets.reservations', 'targets.strangers'])

/** The real engine, with what it was asked, and a way to make a call fail. */
export class TestEngine implements ArrayEngine {
  readonly calls: { [N in CallName]: { name: N; input: CallInput<N> } }[CallName][] = []
  /** Asked before every call; what it throws is what the call answers. */
  before: (name: CallName) => void = () => {}
  readonly #listeners = new Set<(event: EngineEvent) => void>()
  /** Where its disks can be made to fail. */
  readonly files = new FailingFiles(linuxFiles)
  readonly #engine = new Engine((event) => this.emit(event), this.files)
  #held: Map<string, CallInput<'copy.start'>> | null = null
  #death: { callsLeft: number; when: 'before' | 'after' } | null = null
  #isDead = false
  #died = () => {}
  /** Resolves when the process that it stands for has died. */
  readonly death = new Promise<void>((resolve) => {
    this.#died = resolve
  })

  async call<N extends CallName>(name: N, input: CallInput<N>): Promise<CallOutput<N>> {
    const made = { name, input } as (typeof this.calls)[number]
    if (this.#isDead) return NEVER
    this.calls.push(made)
    this.before(name)
    if (this.#death === null || LOOKS.has(name) || this.#death.callsLeft-- > 0) return this.#do(name, input, made)
    const done = this.#death.when === 'after' ? this.#do(name, input, made) : null
    this.#isDead = true
    await Promise.allSettled([done])
    this.#died()
    return NEVER
  }

  async #do<N extends CallName>(
    name: N,
    input: CallInput<N>,
    made: (typeof this.calls)[number],
  ): Promise<CallOutput<N>> {
    if (made.name === 'copy.stop') this.#held?.delete(made.input.copyId)
    if (made.name === 'copy.start' && this.#held) return this.#hold(made.input)
    return this.#engine.call(name, input)
  }

  /**
   * The process dies before the engine does the nth call from now on, or after it: that call and all later ones never
   * answer, so that whoever made them does no more, and events reach nobody.
   */
  dieAt(nth: number, when: 'before' | 'after'): void {
    this.#death = { callsLeft: nth, when }
  }

  /** The files of a dead process are closed by its end. */
  async bury(): Promise<void> {
    this.#isDead = true
    await this.#engine.call('engine.shutdown', null)
  }

  /** Does I/O on a disk as a host does, behind its gate. */
  async asHost<T>(diskId: string, work: (volume: HostVolume) => Promise<T>): Promise<T> {
    const { volume, release } = await this.#engine.openVolume(diskId)
    try {
      return await work(volume)
    } finally {
      await release()
    }
  }

  /** What the gate of a disk was last set to. */
  gate(diskId: string): { read: boolean; write: boolean } | null {
    for (const call of this.calls.toReversed()) {
      const found = call.name === 'disk.setAccess' ? call.input.gates.find((gate) => gate.diskId === diskId) : undefined
      if (found) return found.access
    }
    return null
  }

  /** From now on copies that are started stay in progress without moving. */
  holdCopies(): void {
    this.#held = new Map()
  }

  /** Lets those that were held go on, and others start at once again. */
  async releaseCopies(): Promise<void> {
    const held = [...(this.#held?.values() ?? [])]
    this.#held = null
    for (const start of held) await this.#engine.call('copy.start', start)
  }

  /** Those that were held never start; others do again. */
  dropCopies(): void {
    this.#held = null
  }

  #hold(start: CallInput<'copy.start'>): CallOutput<'copy.start'> {
    this.#held?.set(start.copyId, start)
    return { copyId: start.copyId, copiedBytes: 0, totalBytes: 0, bytesPerSecond: 0 }
  }

  onEvent(listener: (event: EngineEvent) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  emit(event: EngineEvent): void {
    if (this.#isDead) return
    for (const listener of this.#listeners) listener(event)
  }

  names(): CallName[] {
    return this.calls.map(({ name }) => name)
  }
}

export class TestArray {
  readonly directory = mkdtempSync(path.join(os.tmpdir(), 'lunette-array-'))
  /** What nobody waited for and failed. */
  readonly errors: string[] = []
  engine = new TestEngine()
  /** Moves by a second with every look, so that two things never happen at the same time. */
  #time = Date.UTC(2026, 0, 1)
  #running: RunningArray | null = null

  private constructor(readonly test: TestDatabase) {}

  static async start(): Promise<TestArray> {
    const made = new TestArray(await testDatabase())
    await made.start()
    return made
  }

  get array(): StorageArray {
    if (!this.#running) throw new Error('The array does not run.')
    return this.#running.array
  }

  async start(): Promise<void> {
    this.#running = await startArray(
      this.test.database,
      this.engine,
      { nbd: [{ kind: 'tcp', host: '127.0.0.1', port: 0 }], iscsi: [{ kind: 'tcp', host: '127.0.0.1', port: 0 }] },
      {
        version: '0.0.0',
        onError: (error, doing) => this.errors.push(`${doing}: ${String(error)}`),
        now: () => new Date((this.#time += 1_000)),
      },
    )
  }

  async stop(): Promise<void> {
    await this.#running?.stop()
    this.#running = null
    await this.engine.call('engine.shutdown', null)
  }

  /** With a new engine, as a new process has. */
  async restart(between: () => Promise<void> = () => Promise.resolve()): Promise<void> {
    await this.stop()
    await between()
    this.engine = new TestEngine()
    await this.start()
  }

  /** What the dead process left behind is all that the new one finds. */
  async restartAfterDeath(): Promise<void> {
    this.#running = null
    await this.engine.bury()
    this.engine = new TestEngine()
    await this.start()
  }

  async remove(): Promise<void> {
    await this.stop()
    await this.test.remove()
    rmSync(this.directory, { recursive: true, force: true })
  }

  command<In extends z.ZodType, Out extends z.ZodType>(
    command: Command<string, In, Out>,
    input: unknown,
    actor = administrator,
    idempotencyKey: string | null = null,
  ): Promise<Outcome<z.input<Out>>> {
    return runCommand(this.array, command, { actor, text: textIn('en') }, input, idempotencyKey)
  }

  query<In extends z.ZodType, Out extends z.ZodType>(
    query: Query<string, In, Out>,
    input: unknown,
    actor = viewer,
  ): Promise<Outcome<z.input<Out>>> {
    return runQuery(this.array, query, { actor, text: textIn('en') }, input)
  }

  /** The value of a command that is expected to succeed. */
  async do<In extends z.ZodType, Out extends z.ZodType>(
    command: Command<string, In, Out>,
    input: z.input<In>,
    actor = administrator,
  ): Promise<z.input<Out>> {
    return valueOf(await this.command(command, input, actor))
  }

  async ask<In extends z.ZodType, Out extends z.ZodType>(
    query: Query<string, In, Out>,
    input: z.input<In>,
    actor = viewer,
  ): Promise<z.input<Out>> {
    return valueOf(await this.query(query, input, actor))
  }

  /** The problem of a command that is expected to be refused. */
  async refused<In extends z.ZodType, Out extends z.ZodType>(
    command: Command<string, In, Out>,
    input: unknown,
    actor = administrator,
  ): Promise<Problem> {
    const outcome = await this.command(command, input, actor)
    if (outcome.ok) throw new Error(`${command.name} succeeded: ${JSON.stringify(outcome.value)}`)
    return outcome.problem
  }

  pool(name = 'Pool', folder = name): ReturnType<typeof this.makePool> {
    return this.makePool(name, folder)
  }

  private makePool(name: string, folder: string) {
    return this.do(createPool, { name, path: path.join(this.directory, folder) })
  }

  disk(poolId: string, name: string, capacityBytes = 4 * MiB): Promise<VirtualDisk> {
    return this.do(createVirtualDisk, { name, poolId, capacityBytes })
  }

  /** Types of all events so far, oldest first. What was refused is not among them: it did not happen. */
  async events(): Promise<string[]> {
    const where = { type: { notIn: ['command_refused', 'command_denied'] } }
    const rows = await this.array.database.event.findMany({ where, orderBy: { sequence: 'asc' } })
    return rows.map((row) => row.type)
  }
}

function valueOf<T>(outcome: Outcome<T>): T {
  if (outcome.ok) return outcome.value
  throw new Error(`${outcome.problem.code}: ${JSON.stringify(outcome.problem)}`)
}
