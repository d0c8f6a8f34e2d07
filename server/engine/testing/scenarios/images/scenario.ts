/** Random histories of sources, their images, rollbacks and copies, each in an array of its own. */
import { vi } from 'vitest'
import type { Random } from '../../random'
import type { VolatileFiles } from '../../volatile-files'
import { type Free, runBatch } from '../batch'
import type { Power } from '../findings'
import { runAdministratorStep } from './administrators'
import { expectAll, noticeFailures } from './expectations'
import { runHostStep } from './hosts'
import { settleAll } from './settling'
import type { Repository, Step } from './steps'
import { World } from './world'

/**
 * Drives an engine over a volatile store and compares it with plain arrays. Steps of one batch run at the same time,
 * on ranges of sectors that don't overlap; whatever they do, every image must stay what it was.
 */
export class Scenario {
  readonly #world: World

  constructor(random: Random, repositories: readonly Repository[], crashAt: number | null) {
    this.#world = new World(random, repositories, crashAt)
  }

  get files(): VolatileFiles {
    return this.#world.array.files
  }

  async prepare(): Promise<void> {
    await this.#world.prepare()
  }

  /** Runs steps at the same time. Answers false if the process died meanwhile. */
  async batch(steps: readonly Step[]): Promise<boolean> {
    this.#world.dependence.clear()
    return runBatch(this.files, steps, async (free) => {
      await Promise.all(steps.map((step) => this.#run(step, free)))
      await noticeFailures(this.#world)
      await this.#world.copies.settleEnded()
    })
  }

  async #run(step: Step, free: Free): Promise<void> {
    const world = this.#world
    switch (step.kind) {
      case 'fault':
        return world.break(step.fault, world.snapshot(step).snapshot)
      case 'start':
      case 'end':
      case 'rollback':
      case 'copy':
      case 'stopCopy':
        return runAdministratorStep(world, step, free)
      default:
        return runHostStep(world, step, free)
    }
  }

  /** Every disk and every image is what it must be. */
  async verify(): Promise<void> {
    await expectAll(this.#world)
  }

  /** Waits for what is being copied; then everything is what it must be. */
  async finish(): Promise<void> {
    await this.#world.copies.finish()
    await this.verify()
  }

  /**
   * Ends the engine in order and starts another one on the same disk, where rollbacks stand still until they are asked
   * for again. Everything is verified before the process dies, at the operation `crashAt` from then on.
   */
  async restart(crashAt: number | null = null): Promise<void> {
    await this.#world.array.call('engine.shutdown', null)
    await this.#world.startAgain(this.files.disk)
    await this.#world.copies.goOn()
    await this.verify()
    if (crashAt !== null) this.files.dieAfter(crashAt)
  }

  /** The process dies, if it hasn't: starts another engine on what is left and looks whether it may be left so. */
  async recover(power: Power): Promise<void> {
    this.files.die()
    // By which the dead engine would be remembered for ever.
    vi.clearAllTimers()
    await this.#world.startAgain(power === 'lost' ? this.files.afterPowerLoss() : this.files.afterKill())
    await settleAll(this.#world, power)
  }
}
