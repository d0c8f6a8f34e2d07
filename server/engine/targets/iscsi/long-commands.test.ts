import { describe, expect, it } from 'vitest'
import { MemoryVolume } from '../test-support/memory-volume'
import { AT, RESPONSE } from './pdu'
import { extendedCopy, wwidOf } from './test-support/extended-copy'
import { RawInitiator, cdbOf } from './test-support/raw-initiator'
import { MIB, serve } from './test-support/serve'

/** A disk as large as SCSI can say, of which nothing takes memory. Everything of it is done at once. */
class EndlessVolume extends MemoryVolume {
  requests = 0

  constructor() {
    super('endless', MIB)
    this.capacityBytes = 2 ** 41
  }

  override read(into: Uint8Array): null {
    this.requests += 1
    into.fill(0)
    return null
  }

  override write(): null {
    this.requests += 1
    return null
  }

  override zero(): null {
    this.requests += 1
    return null
  }
}

function sixteen(opcode: number, flags: number, blocks: number): Buffer {
  const cdb = Buffer.alloc(16)
  cdb[0] = opcode
  cdb[1] = flags
  cdb.writeUInt32BE(blocks, 10)
  return cdb
}

/** Sixteen GiB, from the first LUN onto itself. */
const COPY = extendedCopy({ wwids: [wwidOf(0)], segments: Array.from({ length: 64 }, () => 256 * MIB) })
const MOST_BLOCKS = 0xffff_ffff

describe('a command that takes long', () => {
  it.each([
    ['VERIFY', sixteen(0x8f, 0, MOST_BLOCKS), undefined],
    ['VERIFY of all blocks against one', sixteen(0x8f, 0x06, MOST_BLOCKS), Buffer.alloc(512)],
    ['WRITE SAME', sixteen(0x93, 0, 0x80_0000), Buffer.alloc(512, 7)],
    ['WRITE SAME of zeroes', sixteen(0x93, 0, 0x80_0000), Buffer.alloc(512)],
    ['EXTENDED COPY', COPY.cdb, COPY.write],
  ])('lets other hosts have their turn, and ends where it is when it is reset: %s', async (_name, cdb, write) => {
    const volume = new EndlessVolume()
    const served = await serve([volume])
    const client = await RawInitiator.enter(served.port)
    const other = await RawInitiator.enter(served.port, { isid: 2 })
    for (const each of [client, other]) await each.command({ cdb: cdbOf.testUnitReady() })
    client.begin({ cdb, ...(write === undefined ? {} : { write }) })
    expect(await other.command({ cdb: cdbOf.inquiry(null), read: 96 })).toMatchObject({ status: 0 })
    const begun = volume.requests
    other.send(lunReset(other))
    expect((await other.receive()).header.subarray(0, 3)).toEqual(Buffer.from([RESPONSE.taskManagement, 0x80, 0]))
    const ended = volume.requests
    expect(begun).toBeGreaterThan(0)
    expect(ended - begun).toBeLessThan(50)
    expect(await other.command({ cdb: cdbOf.testUnitReady() })).toMatchObject({ sense: '06/29/03' })
    expect(volume.requests).toBe(ended)
    for (const each of [client, other]) each.destroy()
    await served.until(() => served.held.length === 0)
  })
})

function lunReset(client: RawInitiator): Buffer {
  const header = client.header(0x42, 0x85)
  header.writeUInt32BE(0xffff_ffff, AT.referencedTask)
  return header
}
