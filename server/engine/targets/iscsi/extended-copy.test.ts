import { describe, expect, it } from 'vitest'
import { MemoryVolume } from '../test-support/memory-volume'
import { extendedCopy, wwidOf } from './test-support/extended-copy'
import { cdbOf, RawInitiator } from './test-support/raw-initiator'
import { MIB, serve, tableOf } from './test-support/serve'

const RESERVE_6 = [0x16, 0, 0, 0, 0, 0]
const COPY = extendedCopy({ wwids: [wwidOf(0), wwidOf(1)], segments: [4096, 4096] })

/** Two disks, the first full of sevens; LUN 0 is a disk that can't be opened. */
async function twoDisks() {
  const volumes = [new MemoryVolume('source', MIB), new MemoryVolume('target', MIB)] as const
  await volumes[0].write([Buffer.alloc(MIB, 7)], 0)
  const table = tableOf(volumes)
  const luns = [{ hostId: 'alpha', lun: 0, diskId: 'broken' }, ...table.luns.map((entry) => ({ ...entry, lun: entry.lun + 1 }))]
  const served = await serve(volumes, { ...table, luns })
  const enter = async (isid: number) => {
    const client = await RawInitiator.enter(served.port, { isid })
    for (const lun of [1, 2]) await client.command({ cdb: cdbOf.testUnitReady(), lun })
    return client
  }
  return { target: volumes[1], client: await enter(1), other: await enter(2) }
}

describe('EXTENDED COPY', () => {
  it('copies between disks of the initiator, whatever becomes of its others', async () => {
    const { target, client, other } = await twoDisks()
    expect(await client.command({ ...COPY, lun: 1 })).toMatchObject({ status: 0 })
    expect(target.content().subarray(0, 8192).every((byte) => byte === 7)).toBe(true)
    expect(target.content().subarray(8192).every((byte) => byte === 0)).toBe(true)
    for (const each of [client, other]) each.destroy()
  })

  it.each([
    ['written to', 2],
    ['read', 1],
  ])('does not go past the RESERVE(6) of another on the disk that is %s', async (_how, lun) => {
    const { target, client, other } = await twoDisks()
    expect(await other.command({ cdb: RESERVE_6, lun })).toMatchObject({ status: 0 })
    // Sent to the one that is not reserved.
    expect(await client.command({ ...COPY, lun: 3 - lun })).toMatchObject({ status: 2, sense: '0a/0d/02' })
    expect(target.content().every((byte) => byte === 0)).toBe(true)
    for (const each of [client, other]) each.destroy()
  })

  it('is refused if less of its list comes than it says', async () => {
    const { target, client, other } = await twoDisks()
    const write = COPY.write.subarray(0, -32)
    expect(await client.command({ cdb: COPY.cdb, write, lun: 1 })).toMatchObject({ status: 2, sense: '05/1a/00' })
    expect(target.content().every((byte) => byte === 0)).toBe(true)
    for (const each of [client, other]) each.destroy()
  })
})
