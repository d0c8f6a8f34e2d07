import { renameSync } from 'node:fs'
import path from 'node:path'

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

import { LOCALES } from '../../messages/locale'
import { createCopy } from '../copies/commands'
import { MiB } from '../door/fields'
import type { ConditionCode } from '../door/text'
import { textIn } from '../door/text'
import { deletePool } from '../pools/commands'
import { createSnapshot } from '../snapshots/commands'
import { getSnapshot } from '../snapshots/queries'
import { operator, TestArray, viewer } from '../testing'
import { getVirtualDisk } from '../virtual-disks/queries'
import { recheck } from './commands'
import { listConditions } from './queries'
import { type Condition, condition } from './schema'
import { STEPS } from './steps'

let test: TestArray
beforeEach(async () => {
  test = await TestArray.start()
})
afterEach(async () => {
  expect(test.errors).toEqual([])
  await test.remove()
})

const conditions = async (actor = operator): Promise<Condition[]> =>
  (await test.ask(listConditions, {}, actor)).items.map((item) => condition.parse(item))

/** A pair whose copy has failed. */
async function failedCopy(): Promise<{ id: string; poolId: string }> {
  const { id: poolId } = await test.pool()
  const [source, target] = [await test.disk(poolId, 'Source', MiB), await test.disk(poolId, 'Target', MiB)]
  test.engine.holdCopies()
  const { id } = await test.do(createCopy, { sourceId: source.id, targetId: target.id, type: 'offline' })
  test.engine.emit({ type: 'copyFailed', copyId: id, run: 1, fault: { code: 'noSpace', detail: 'ENOSPC' } })
  await test.array.idle()
  test.engine.dropCopies()
  return { id, poolId }
}

describe('a condition', () => {
  it('says what to do step by step, with the command where a step is one', async () => {
    const { id } = await failedCopy()
    const [found] = await conditions()
    expect(found?.steps.map(({ command }) => command?.name ?? null)).toEqual([null, 'recopyCopy', 'stopCopy', 'removeCopy'])
    expect(found?.steps[0]?.text).toBe('Make room in the pool.')
    expect(found?.steps[1]).toMatchObject({
      text: 'Copy again, onto the same target.',
      command: { input: { id }, label: 'Copy again', confirm: true, allowed: null, happens: expect.stringContaining('“Target”') },
    })
    const [seen] = await conditions(viewer)
    expect(seen?.steps[1]?.command?.allowed).toMatchObject({ code: 'role_required' })
  })

  it('says why a step is not possible now', async () => {
    await failedCopy()
    renameSync(path.join(test.directory, 'Pool'), path.join(test.directory, 'away'))
    await test.do(recheck, {}, operator)
    const found = await conditions()
    expect(found.map(({ code }) => code).sort()).toEqual(['copy_failed', 'pool_missing'])
    const steps = found.find(({ code }) => code === 'copy_failed')?.steps ?? []
    expect(steps.find(({ command }) => command?.name === 'recopyCopy')?.command?.allowed).toMatchObject({
      code: 'copy_source_missing',
    })
    renameSync(path.join(test.directory, 'away'), path.join(test.directory, 'Pool'))
  })

  it('names the object at which a step is done by hand', async () => {
    const { id: poolId } = await test.pool()
    const source = await test.disk(poolId, 'Source', MiB)
    const write = (value: number) =>
      test.engine.asHost(source.id, async (volume) => {
        await volume.write([Buffer.alloc(4 * 65_536, value)], 0)
        await volume.flush()
      })
    await write(1)
    const snapshot = await test.do(createSnapshot, { sourceId: source.id, warningThresholdPercent: 1 })
    await write(2)
    const found = await vi.waitFor(async () => {
      const [first] = await conditions()
      expect(first).toMatchObject({ code: 'snapshot_over_threshold', severity: 'warning' })
      return first
    })
    expect(found?.steps[0]).toMatchObject({ command: null, at: { noun: 'virtualDisk', id: snapshot.repositoryId } })
    expect(found?.steps[1]?.command).toMatchObject({ name: 'disableSnapshot', input: { id: snapshot.id }, allowed: null })
  })

  it.each(Object.keys(STEPS) as ConditionCode[])('%s has its steps in every language', (code) => {
    const params = { subject: 'S', source: 'Q', target: 'Z', pool: 'P', path: '/p', failureRemedy: 'Mend it.' }
    for (const locale of LOCALES) {
      const texts = STEPS[code].map(({ key }) => textIn(locale).conditionStep(code, key, params))
      expect(texts.length).toBeGreaterThan(0)
      for (const text of texts) expect(text).not.toMatch(/conditionSteps|\{/)
      for (const { command } of STEPS[code]) {
        if (command === undefined) continue
        const { label, happens } = textIn(locale).conditionCommand(command, params)
        expect(`${label} ${happens}`).not.toMatch(/conditionCommands|\{/)
      }
    }
  })
})

describe('a re-check', () => {
  it('finds a virtual disk whose folder was put back, without a restart, and says when it looked', async () => {
    const { id: poolId } = await test.pool()
    const [disk, used] = [await test.disk(poolId, 'Disk', MiB), await test.disk(poolId, 'Used', MiB)]
    const folder = path.join(test.directory, 'Pool', 'disks', disk.id)
    const aside = path.join(test.directory, 'aside')
    await test.restart(async () => renameSync(folder, aside))
    expect((await conditions()).map(({ code }) => code)).toEqual(['virtual_disk_missing'])
    expect(await test.do(recheck, {}, operator)).toMatchObject({ count: 1 })
    renameSync(aside, folder)
    // A host that uses another disk of the pool notices nothing.
    await test.engine.asHost(used.id, async (volume) => {
      const { lookedAt, count } = await test.do(recheck, {}, operator)
      expect(count).toBe(0)
      expect((await test.ask(listConditions, {})).lookedAt).toBe(lookedAt)
      await volume.write([Buffer.alloc(512, 1)], 0)
    })
    expect(await conditions()).toEqual([])
    expect(await test.ask(getVirtualDisk, { id: disk.id })).toMatchObject({ status: 'optimal', hostAccess: { write: true } })
    await test.engine.asHost(disk.id, async (volume) => volume.write([Buffer.alloc(512, 1)], 0))
    expect((await test.events()).slice(-2)).toEqual(['virtual_disk_returned', 'array_rechecked'])
  })

  it('and everything that is asked of a snapshot answer also while its source is missing', async () => {
    const { id: poolId } = await test.pool()
    const source = await test.disk(poolId, 'Source', MiB)
    const snapshot = await test.do(createSnapshot, { sourceId: source.id })
    await test.array.database.snapshot.update({ where: { id: snapshot.id }, data: { status: 'overThreshold' } })
    const folder = path.join(test.directory, 'Pool', 'disks', source.id)
    const aside = path.join(test.directory, 'aside')
    await test.restart(async () => renameSync(folder, aside))
    await test.do(recheck, {})
    expect((await conditions()).map(({ code, subject }) => [code, subject.name])).toEqual([['virtual_disk_missing', 'Source']])
    expect(await test.ask(getSnapshot, { id: snapshot.id })).toMatchObject({ sourceName: 'Source' })
    renameSync(aside, folder)
    await test.do(recheck, {})
    expect(await conditions()).toEqual([])
  })

  it('opens the pool anew when nothing of it is used, and finds also what went', async () => {
    const { id: poolId } = await test.pool()
    const [disk, other] = [await test.disk(poolId, 'Disk', MiB), await test.disk(poolId, 'Other', MiB)]
    const folder = (id: string) => path.join(test.directory, 'Pool', 'disks', id)
    const aside = path.join(test.directory, 'aside')
    await test.restart(async () => renameSync(folder(disk.id), aside))
    renameSync(folder(other.id), path.join(test.directory, 'other'))
    renameSync(aside, folder(disk.id))
    await test.do(recheck, {}, operator)
    expect((await conditions()).map(({ code, subject }) => [code, subject.name])).toEqual([['virtual_disk_missing', 'Other']])
    expect((await test.ask(getVirtualDisk, { id: disk.id })).status).toBe('optimal')
    renameSync(path.join(test.directory, 'other'), folder(other.id))
    await test.do(recheck, {}, operator)
    expect(await conditions()).toEqual([])
  })

  it('needs an operator, and takes nothing', async () => {
    expect(await test.refused(recheck, {}, viewer)).toMatchObject({ status: 403 })
    expect(await test.refused(recheck, { poolId: 'x' }, operator)).toMatchObject({ status: 400 })
    const { id } = await test.pool()
    await test.do(recheck, {})
    await test.do(deletePool, { id })
  })
})
