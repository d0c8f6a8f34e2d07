import type { ListenAddress } from '../../server/engine/contract'
import { RawClient } from '../../server/engine/targets/nbd/test-support/raw-client'
import type { Random } from '../../server/engine/testing/random'
import { BLOCK, contentOf } from './ordered-writer'

const READ_BYTES = 1024 * 1024

/** What a disk holds, block by block: the number of the write that each block is from, 0 for none. */
export type State = Uint32Array

/**
 * A host that writes numbered blocks in a random order, each only when the one before was answered, and knows what the
 * disk must hold: what was answered holds, also after the array was killed, and the one write that was under way may.
 */
export class KnownBlocks {
  /** As of the last answer. */
  #state: State
  /** Writes answered since {@link mark}. */
  #log: { block: number; number: number }[] = []
  #underWay: { block: number; number: number } | null = null
  #number = 0
  #client: RawClient | null = null
  #writing: Promise<void> = Promise.resolve()
  #stopping = false

  constructor(
    readonly blocks: number,
    private readonly random: Random,
  ) {
    this.#state = new Uint32Array(blocks)
  }

  get written(): number {
    return this.#number
  }

  async begin(address: ListenAddress, exportName: string): Promise<void> {
    this.#client = await RawClient.connect(address)
    await this.#client.enter(exportName)
    this.#stopping = false
    this.#writing = this.#write(this.#client)
    // A connection that breaks is met by whoever ends the writing.
    this.#writing.catch(() => undefined)
  }

  async #write(client: RawClient): Promise<void> {
    while (!this.#stopping) {
      const write = { block: this.random.below(this.blocks), number: (this.#number += 1) }
      this.#underWay = write
      const { error } = await client.write(write.block * BLOCK, contentOf(write.number))
      if (error !== 0) throw new Error(`write ${write.number} was answered with error ${error}`)
      this.#underWay = null
      this.#state[write.block] = write.number
      this.#log.push(write)
    }
  }

  async end(): Promise<void> {
    this.#stopping = true
    await this.#writing
    this.#client?.destroy()
  }

  /** The array was killed under it. */
  async broken(): Promise<void> {
    this.#stopping = true
    this.#client?.destroy()
    await this.#writing.catch(() => undefined) // Its last write has no answer.
  }

  /** From now on what is written is remembered, for {@link statesSince}. */
  mark(): { from: State } {
    this.#log = []
    return { from: this.#state.slice() }
  }

  /** Everything that the disk can have held at some instant between the mark and now. */
  statesSince({ from }: { from: State }): State[] {
    const states = [from]
    for (const { block, number } of [...this.#log, ...(this.#underWay ? [this.#underWay] : [])]) {
      const next = states.at(-1)?.slice() ?? from.slice()
      next[block] = number
      states.push(next)
    }
    return states
  }

  /** Every state that the disk may hold now; what was found is what holds from then on. */
  adopt(found: State): string | null {
    for (const [block, number] of found.entries()) {
      const may = this.#underWay?.block === block ? [this.#state[block], this.#underWay.number] : [this.#state[block]]
      if (!may.includes(number)) return `block ${block} holds write ${number}, not ${may.join(' or ')}`
    }
    this.become(found)
    return null
  }

  /** The disk was given another content as a whole. */
  become(state: State): void {
    this.#state = state.slice()
    this.#underWay = null
  }
}

/** Reads the numbers of a disk's blocks. Throws for a block that is not as any write made it. */
export async function readState(address: ListenAddress, exportName: string, blocks: number): Promise<State> {
  const client = await RawClient.connect(address)
  try {
    await client.enter(exportName)
    const state = new Uint32Array(blocks)
    for (let at = 0; at < blocks * BLOCK; at += READ_BYTES) {
      const bytes = await client.read(at, Math.min(READ_BYTES, blocks * BLOCK - at))
      for (let inside = 0; inside < bytes.length; inside += BLOCK) {
        const number = bytes.readUInt32LE(inside)
        const block = (at + inside) / BLOCK
        const whole = number === 0 ? Buffer.alloc(BLOCK) : contentOf(number)
        if (!bytes.subarray(inside, inside + BLOCK).equals(whole)) throw new Error(`block ${block} is torn`)
        state[block] = number
      }
    }
    return state
  } finally {
    client.destroy()
  }
}

export function sameState(one: State, other: State): boolean {
  return Buffer.from(one.buffer).equals(Buffer.from(other.buffer))
}
