import { expect, test } from 'vitest'
import { Random } from '../testing/random'
import { VolatileFiles } from '../testing/volatile-files'
import { SlotRecord } from './record'

/** Longer than a sector, so that a power loss can tear it. */
const long = (state: string) => ({ state, filler: 'x'.repeat(3000) })

test('a slot record is all old or all new when the power goes in any of its writes, the first ones too', async () => {
  const found = new Set<unknown>()
  for (let seed = 1; seed <= 200; seed += 1) {
    const crashAt = 1 + (seed % 12)
    const files = new VolatileFiles(new Random(seed), crashAt)
    let durable: unknown
    const work = (async () => {
      const record = await SlotRecord.open(files, '/record')
      for (const state of ['one', 'two', 'three']) {
        await record.write(long(state))
        durable = state
      }
    })()
    await Promise.race([work, files.died])
    void work.catch(() => undefined) // The dead process's last words.
    const again = await SlotRecord.open(new VolatileFiles(new Random(seed), null, files.afterPowerLoss()), '/record')
    const state = again.initial === undefined ? undefined : (again.initial as { state: string }).state
    const next: Record<string, string | undefined> = { undefined: 'one', one: 'two', two: 'three', three: undefined }
    expect([durable, next[String(durable)]]).toContain(state)
    found.add(state)
  }
  expect(found).toEqual(new Set([undefined, 'one', 'two', 'three']))
})
