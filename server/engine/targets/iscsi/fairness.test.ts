import { describe, expect, it } from 'vitest'
import { MemoryVolume } from '../test-support/memory-volume'
import { AT } from './pdu'
import { cdbOf, encodePdu, RawInitiator } from './test-support/raw-initiator'
import { MIB, serve } from './test-support/serve'

describe('others have their turn', () => {
  it('beside an initiator that sends small commands as fast as it can', async () => {
    const { bad, other, readsBefore } = await together()
    const commands = Array.from({ length: 1300 }, () => {
      const header = bad.header(0x01, 0xc0)
      header.writeUInt32BE(512, AT.expectedLength)
      header.set(cdbOf.read10(0, 1), AT.cdb)
      bad.cmdSn += 1
      return encodePdu(header, Buffer.alloc(0))
    })
    bad.socket.write(Buffer.concat(commands))
    const others = other.begin({ cdb: cdbOf.read10(LAST_BLOCK, 1), read: 512 })
    await other.end(others)
    expect(await readsBefore).toBeLessThan(400)
    for (const client of [bad, other]) client.destroy()
  })

  it('beside an initiator that takes long reads in the smallest pieces', async () => {
    const { bad, other, readsBefore } = await together([['MaxRecvDataSegmentLength', '512']])
    for (let count = 0; count < 4; count += 1) bad.begin({ cdb: cdbOf.read10(0, 16_384), read: 16_384 * 512 })
    await other.end(other.begin({ cdb: cdbOf.read10(LAST_BLOCK, 1), read: 512 }))
    expect(await readsBefore).toBeLessThan(1000)
    for (const client of [bad, other]) client.destroy()
  })
})

it('more resets than anybody needs wait to be read until those before them are done', async () => {
  const volume = new MemoryVolume('disk', MIB)
  const served = await serve([volume])
  const client = await RawInitiator.enter(served.port)
  await client.command({ cdb: cdbOf.testUnitReady() })
  let finish: () => void = () => undefined
  const storage = new Promise<void>((resolve) => {
    finish = resolve
  })
  volume.intercept = () => storage
  client.begin({ cdb: cdbOf.write10(0, 1), write: Buffer.alloc(512) })
  const resets = Array.from({ length: 100 }, () => encodePdu(client.header(0x42, 0x85), Buffer.alloc(0)))
  const ping = client.header(0x40)
  ping.writeUInt32BE(0xffff_ffff, AT.ttt)
  client.socket.write(Buffer.concat([...resets, encodePdu(ping, Buffer.alloc(0))]))
  const beside = await RawInitiator.enter(served.port, { isid: 2 })
  finish()
  const opcodes: (number | undefined)[] = []
  while (opcodes.length < 101) opcodes.push((await client.receive()).header[0])
  // What came before it was answered, but for the last few.
  expect(opcodes.indexOf(0x20)).toBeGreaterThan(60)
  for (const each of [client, beside]) each.destroy()
})

const LAST_BLOCK = 32 * 2048 - 1

/** Two initiators with one disk; how many reads of the first were served when the other's came to its turn. */
async function together(keys: [string, string][] = []) {
  const volume = new MemoryVolume('disk', 32 * MIB)
  const served = await serve([volume])
  const bad = await RawInitiator.enter(served.port, { keys })
  const other = await RawInitiator.enter(served.port, { isid: 2 })
  for (const client of [bad, other]) await client.command({ cdb: cdbOf.testUnitReady() })
  let reads = 0
  const readsBefore = new Promise<number>((resolve) => {
    volume.intercept = (_operation, offset) => {
      if (offset === LAST_BLOCK * 512) resolve(reads)
      else reads += 1
    }
  })
  return { bad, other, readsBefore }
}
