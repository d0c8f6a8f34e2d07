import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { EngineEvent } from '../contract'
import { Engine } from '../engine'
import { stamp } from '../testing/array-model'
import { Random } from '../testing/random'
import { repeatable } from '../testing/repeatable'
import { type Disk, VolatileFiles } from '../testing/volatile-files'

const SECTOR = 512
/** Several grains, not a whole number of them, copied in many steps with progress made durable all the time. */
const SECTORS = 700
const BYTES = SECTORS * SECTOR
const SMALL_STEPS = { quietStepBytes: 24 * SECTOR, durableEveryBytes: 40 * SECTOR }

/** An engine with a source, a target, a snapshot of the source with its repository; what it tells can be waited for. */
class Machine {
  readonly #engine: Engine
  #events: EngineEvent[] = []
  #waiting: (() => void)[] = []

  constructor(readonly files: VolatileFiles) {
    this.#engine = new Engine((event) => {
      this.#events.push(event)
      for (const wake of this.#waiting.splice(0)) wake()
    }, files, SMALL_STEPS)
  }

  get call() {
    return this.#engine.call.bind(this.#engine)
  }

  async make(): Promise<void> {
    await this.call('pool.create', { poolId: 'pool', name: 'pool', path: '/pool', arrayId: 'array' })
    const disk = (diskId: string, kind: 'standard' | 'repository' | 'snapshot', number: number) => ({
      diskId,
      poolId: 'pool',
      name: diskId,
      wwid: `6${number.toString(16).padStart(31, '0')}`,
      kind,
      capacityBytes: BYTES,
    })
    for (const [number, id] of ['source', 'target'].entries())
      await this.call('disk.create', { disk: { ...disk(id, 'standard', number), snapshotOf: null } })
    const room = { ...disk('repository', 'repository', 7), capacityBytes: 16 * 65_536, snapshotOf: null }
    await this.call('disk.create', { disk: room })
    const snapshotOf = { sourceId: 'source', repositoryId: 'repository' }
    await this.call('disk.create', { disk: { ...disk('snapshot', 'snapshot', 8), snapshotOf } })
    await this.gates(true)
  }

  /** Hosts use the source; the target and the snapshot are closed for them, as they are during an online copy. */
  async gates(targetToo: boolean): Promise<void> {
    const access = (read: boolean, write: boolean) => ({ read, write })
    await this.call('disk.setAccess', {
      gates: [
        { diskId: 'source', access: access(true, true) },
        { diskId: 'target', access: access(targetToo, targetToo) },
        { diskId: 'snapshot', access: access(true, false) },
      ],
    })
  }

  async open(): Promise<void> {
    await this.call('pool.open', { path: '/pool', arrayId: 'array', expectedPoolId: 'pool' })
    await this.gates(false)
  }

  async write(diskId: string, first: number, bytes: Uint8Array): Promise<void> {
    const { volume, release } = await this.#engine.openVolume(diskId)
    await volume.write([bytes], first * SECTOR)
    await volume.flush()
    await release()
  }

  async read(diskId: string): Promise<Buffer> {
    const { volume, release } = await this.#engine.openVolume(diskId)
    const bytes = Buffer.alloc(BYTES)
    await volume.read(bytes, 0)
    await release()
    return bytes
  }

  startCopy() {
    return this.call('copy.start', { copyId: 'copy', run: 1, sourceId: 'snapshot', targetId: 'target', priority: 'medium' })
  }

  async ended(): Promise<EngineEvent> {
    for (;;) {
      const found = this.#events.find(({ type }) => type === 'copyCompleted' || type === 'copyFailed')
      if (found) return found
      await new Promise<void>((resolve) => this.#waiting.push(resolve))
    }
  }
}

const writes = fc.array(
  fc.record({ first: fc.nat({ max: SECTORS - 1 }), count: fc.integer({ min: 1, max: 120 }), value: fc.integer({ min: 0, max: 9 }) }),
  { maxLength: 6 },
)
type Writes = { first: number; count: number; value: number }[]

async function fill(machine: Machine, diskId: string, list: Writes): Promise<void> {
  for (const { first, count, value } of list)
    await machine.write(diskId, first, stamp(value, Math.min(count, SECTORS - first)))
}

/** Copies online while a host writes the source, dying at one operation if asked; answers how many there were. */
async function play(machine: Machine, before: Writes, old: Writes, during: Writes): Promise<{ from: number; image: Buffer | null }> {
  await machine.make()
  await fill(machine, 'source', before)
  await fill(machine, 'target', old)
  await machine.gates(false)
  const image = await machine.read('source')
  await machine.call('image.start', { images: [{ imageId: 'snapshot', warningThresholdPercent: 50, fullPolicy: 'failSnapshot' }] })
  const from = machine.files.operations
  await machine.startCopy()
  await Promise.all([machine.ended(), fill(machine, 'source', during)])
  return { from, image }
}

test.each(['lost', 'kept'] as const)(
  'an online copy that a crash cut off (power %s) goes on, never counts what is not there, and ends equal',
  async (power) => {
    let resumedMidway = 0
    await fc.assert(
      fc.asyncProperty(
        fc.nat(),
        writes,
        writes,
        writes,
        fc.array(fc.nat(), { minLength: 5, maxLength: 5 }),
        async (seed, before, old, during, places) => {
          const whole = new Machine(new VolatileFiles(new Random(seed), null))
          const { from, image } = await play(whole, before, old, during)
          expect(await whole.ended()).toMatchObject({ type: 'copyCompleted' })
          const operations = whole.files.operations - from
          for (const place of places) {
            const files = new VolatileFiles(new Random(seed), from + 1 + (place % operations))
            const machine = new Machine(files)
            const played = play(machine, before, old, during)
            await Promise.race([played, files.died])
            played.catch(() => undefined) // The dead process's last words.
            const left: Disk = power === 'lost' ? files.afterPowerLoss() : files.afterKill()
            const again = new Machine(new VolatileFiles(new Random(seed + 1), null, left))
            await again.open()
            const resumed = await again.startCopy()
            if (resumed.copiedBytes > 0 && resumed.copiedBytes < resumed.totalBytes) resumedMidway += 1
            expect(await again.ended()).toMatchObject({ type: 'copyCompleted' })
            await again.gates(true)
            expect((await again.read('target')).equals(image ?? Buffer.alloc(0))).toBe(true)
          }
        },
      ),
      repeatable(12),
    )
    expect(resumedMidway).toBeGreaterThan(0)
  },
)
