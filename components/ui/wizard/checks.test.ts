import { describe, expect, it } from 'vitest'
import { COPY_DEFAULTS, copyChecks } from '../../copies/wizard/fields'
import { HOST_DEFAULTS, hostChecks } from '../../hosts/wizard/fields'
import { INSTANT_COPY_DEFAULTS, instantCopyChecks } from '../../instant-copies/wizard/fields'
import { SNAPSHOT_DEFAULTS, snapshotChecks } from '../../snapshots/wizard/fields'
import { createChecks } from '../../virtual-disks/create-checks'
import { WizardChecks } from './checks'

const say = () => 'wrong'

describe('before its checks are fetched, a wizard knows what they say of a form in which nothing is filled in', () => {
  const cases = [
    { checks: copyChecks, defaults: COPY_DEFAULTS },
    { checks: hostChecks, defaults: HOST_DEFAULTS },
    { checks: instantCopyChecks, defaults: INSTANT_COPY_DEFAULTS },
    { checks: snapshotChecks, defaults: SNAPSHOT_DEFAULTS },
    { checks: createChecks, defaults: { name: '', poolId: 'a pool', capacityBytes: null } },
  ]
  it.each(cases)('$checks.name', async ({ checks, defaults }) => {
    const { shape, schema } = await checks.load()
    expect(shape.safeParse(defaults).success).toBe(true)
    const wrong = schema(say).safeParse(defaults).error?.issues.map(({ path }) => path[0])
    expect(new Set(wrong)).toEqual(new Set(checks.open))
  })
})

it('fetches checks again that could not be fetched', async () => {
  let asked = 0
  const checks = new WizardChecks('again', [], async () => {
    asked += 1
    if (asked === 1) throw new Error('no answer')
    const { shape, schema } = await copyChecks.load()
    return { shape, schema }
  })
  let told = 0
  const leave = checks.subscribe(() => (told += 1))
  await expect(checks.load()).rejects.toThrow('no answer')
  expect(checks.loaded()).toBeNull()
  await Promise.all([checks.load(), checks.load()])
  expect(checks.loaded()).not.toBeNull()
  leave()
  expect([asked, told]).toEqual([2, 1])
})
