/** Random histories of instant copies and of snapshots of the same disks, each in an array of its own. */
import type { Random } from '../../random'
import type { VolatileFiles } from '../../volatile-files'
import { type Free, runBatch } from '../batch'
import type { Power } from '../findings'
import { runAdministratorStep } from './administrators'
import { expectAll, noticeEnds } from './expectations'
import { runHostStep } from './hosts'
import { settleAll } from './settling'
import { runSnapshotStep } from './snapshots'
import type { MappingStep } from './steps'
import { World } from './world'

/**
 * Drives mappings, and snapshots of the same disks, over a volatile store and compares every disk with a plain array.
 * Steps of one batch run at the same time, on ranges of sectors that don't overlap.
 */
export class MappingScenario {
  readonly #world: World

  constructor(random: Random, crashAt: number | null) {
    this.#world = new World(random, crashAt)
  }

  get files(): VolatileFiles {
    return this.#world.array.files
  }

  get begun(): number {
    return this.#world.begun
  }

  get moved(): number {
    return this.#world.moved
  }

  async prepare(): Promise<void> {
    await this.#world.prepare()
  }

  /** Runs steps at the same time. Answers false if the process died meanwhile. */
  async batch(steps: readonly MappingStep[]): Promise<boolean> {
    this.#world.newBatch()
    return runBatch(this.files, steps, async (free) => {
      await Promise.all(steps.map((step) => this.#run(step, free)))
      if (!this.files.crashed) await noticeEnds(this.#world)
    })
  }

  async #run(step: MappingStep, free: Free): Promise<void> {
    const world = this.#world
    switch (step.kind) {
      case 'snapshot':
      case 'endSnapshot':
        return runSnapshotStep(world, step, free)
      case 'start':
      case 'stop':
      case 'split':
      case 'giveBack':
      case 'forget':
        return runAdministratorStep(world, step, free)
      default:
        return runHostStep(world, step, free)
    }
  }

  /** Every disk and every image is what it must be. */
  async verify(): Promise<void> {
    await expectAll(this.#world)
  }

  /** Ends the engine in order and starts another one on the same store, where everything goes on. */
  async restart(): Promise<void> {
    await this.#world.array.call('engine.shutdown', null)
    await this.#world.startAgain(this.files.disk)
    await this.verify()
  }

  /**
   * After the process died: starts another engine on what is left and looks whether it may be left so. Answers who goes on
   * from there: the last words of the dead process, which may come late, reach this one only.
   */
  async recover(power: Power): Promise<MappingScenario> {
    const next = new MappingScenario(this.#world.array.random, null)
    next.#world.inherit(this.#world)
    await next.#world.startAgain(power === 'lost' ? this.files.afterPowerLoss() : this.files.afterKill())
    await settleAll(next.#world, power)
    return next
  }
}
