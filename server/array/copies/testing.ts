/** What tests of copies do again and again. */
import { expect, vi } from 'vitest'

import { MiB } from '../door/fields'
import { operator, TestArray } from '../testing'
import { getVirtualDisk } from '../virtual-disks/queries'
import { getCopy } from './queries'
import type { Copy, CopyStatus } from './schema'

export class CopyTest {
  private constructor(
    readonly test: TestArray,
    readonly poolId: string,
  ) {}

  static async start(): Promise<CopyTest> {
    const test = await TestArray.start()
    return new CopyTest(test, (await test.pool()).id)
  }

  async end(): Promise<void> {
    expect(this.test.errors).toEqual([])
    await this.test.remove()
  }

  /** @returns its identifier */
  async disk(name: string, capacityBytes = MiB): Promise<string> {
    return (await this.test.disk(this.poolId, name, capacityBytes)).id
  }

  get(id: string): Promise<Copy> {
    return this.test.ask(getCopy, { id }, operator)
  }

  async reached(id: string, status: CopyStatus): Promise<void> {
    await vi.waitFor(async () => expect((await this.get(id)).status).toBe(status))
  }

  /** What the array says that hosts may do. */
  async access(id: string): Promise<string> {
    const { hostAccess } = await this.test.ask(getVirtualDisk, { id })
    return spelled(hostAccess)
  }

  /** What the engine's gate was last told. */
  gate(id: string): string | null {
    const gate = this.test.engine.gate(id)
    return gate && spelled(gate)
  }
}

function spelled({ read, write }: { read: boolean; write: boolean }): string {
  return (read ? 'r' : '-') + (write ? 'w' : '-')
}
