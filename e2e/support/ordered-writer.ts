import { type ListenAddress } from '../../server/engine/contract'
import { RawClient } from '../../server/engine/targets/nbd/test-support/raw-client'

export const BLOCK = 4096

/**
 * A host that writes block after block, each only when the one before was answered, each with its number in it. So
 * what a disk held at any one instant is known exactly: all writes up to some number and none behind it.
 */
export class OrderedWriter {
  /** The block that each write went to; write n is at index n - 1. */
  readonly log: number[] = []
  #stopping = false
  #done: Promise<void>

  private constructor(
    private readonly client: RawClient,
    private readonly start: number,
    private readonly blocks: number,
  ) {
    this.#done = this.#work()
    // A connection that breaks is met by whoever ends the writer.
    this.#done.catch(() => undefined)
  }

  /** Writes into `blocks` blocks from byte `start` on, again and again. */
  static async begin(address: ListenAddress, exportName: string, start: number, blocks: number): Promise<OrderedWriter> {
    const client = await RawClient.connect(address)
    await client.enter(exportName)
    return new OrderedWriter(client, start, blocks)
  }

  async #work(): Promise<void> {
    while (!this.#stopping) {
      const number = this.log.length + 1
      const block = (number * 7919) % this.blocks
      const reply = await this.client.write(this.start + block * BLOCK, contentOf(number))
      if (reply.error !== 0) throw new Error(`write ${number} was answered with error ${reply.error}`)
      this.log.push(block)
    }
  }

  async stop(): Promise<void> {
    this.#stopping = true
    await this.#done
    this.client.destroy()
  }

  /** The connection broke under it, as it does when the array is killed. */
  async broken(): Promise<void> {
    this.#stopping = true
    this.client.destroy()
    await this.#done.catch(() => undefined) // Its last write has no answer.
  }

  /** The region as it was right after write `last`. */
  regionAfter(last: number): Buffer {
    const region = Buffer.alloc(this.blocks * BLOCK)
    for (const [index, block] of this.log.slice(0, last).entries()) contentOf(index + 1).copy(region, block * BLOCK)
    return region
  }

  /** The number of the newest write that a copy of the region holds. */
  static newestIn(region: Buffer): number {
    let newest = 0
    for (let at = 0; at < region.length; at += BLOCK) newest = Math.max(newest, region.readUInt32LE(at))
    return newest
  }
}

export function contentOf(number: number): Buffer {
  const block = Buffer.alloc(BLOCK, number % 256)
  block.writeUInt32LE(number, 0)
  return block
}
