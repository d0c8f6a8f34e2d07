/** What tests of instant copies do again and again. */
import { renameSync } from 'node:fs'
import path from 'node:path'

import { expect } from 'vitest'

import { MiB } from '../door/fields'
import { lookAtPools } from '../pools/presence'
import { administrator, TestArray } from '../testing'
import { createInstantCopy } from './commands'
import { getInstantCopy } from './queries'
import type { InstantCopy } from './schema'

const BYTES = 4 * MiB

/** An array with a pool, a source and a target. */
export class InstantCopyTest {
  private constructor(
    readonly test: TestArray,
    private readonly poolId: string,
    readonly sourceId: string,
    readonly targetId: string,
  ) {}

  static async start(): Promise<InstantCopyTest> {
    const test = await TestArray.start()
    const { id: poolId } = await test.pool()
    const [source, target] = [await test.disk(poolId, 'Source', BYTES), await test.disk(poolId, 'Target', BYTES)]
    return new InstantCopyTest(test, poolId, source.id, target.id)
  }

  async end(): Promise<void> {
    expect(this.test.errors).toEqual([])
    await this.test.remove()
  }

  /** @returns its identifier */
  async disk(name: string): Promise<string> {
    return (await this.test.disk(this.poolId, name, BYTES)).id
  }

  create(more: object = {}): Promise<InstantCopy> {
    return this.test.do(createInstantCopy, { sourceId: this.sourceId, targetId: this.targetId, copyRate: 0, ...more })
  }

  get(id: string): Promise<InstantCopy> {
    return this.test.ask(getInstantCopy, { id }, administrator)
  }

  /** A host writes all of the source. */
  write(value: number): Promise<void> {
    return this.test.engine.asHost(this.sourceId, async (volume) => {
      await volume.write([Buffer.alloc(BYTES, value)], 0)
    })
  }

  /** Takes the pool's folder away, so that the array doesn't find it when it looks the next time. */
  hidePool(): void {
    renameSync(this.#pool, this.#elsewhere)
  }

  /** Puts it back, and lets the array find it. */
  async bringPoolBack(): Promise<void> {
    renameSync(this.#elsewhere, this.#pool)
    await this.look()
  }

  look(): Promise<void> {
    return this.test.array.exclusive(() => lookAtPools(this.test.array))
  }

  get #pool(): string {
    return path.join(this.test.directory, 'Pool')
  }

  get #elsewhere(): string {
    return path.join(this.test.directory, 'elsewhere')
  }
}
