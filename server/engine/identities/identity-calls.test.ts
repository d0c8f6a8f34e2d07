import { expect, test } from 'vitest'
import { GRAIN_SECTORS, SmallArray } from '../testing/small-array'

const SECTOR = 512
const SWAP_AT = 64 * SECTOR

/** A partition table with a signature, and swap space with a UUID on its one partition. */
async function diskOf(array: SmallArray, diskId: string): Promise<void> {
  await array.makeDisk(diskId, 4)
  const table = Buffer.alloc(SECTOR)
  table.writeUInt32LE(0x1234_5678, 440)
  table.writeUInt8(0x82, 446 + 4)
  table.writeUInt32LE(SWAP_AT / SECTOR, 446 + 8)
  table.writeUInt32LE(2 * GRAIN_SECTORS, 446 + 12)
  table.writeUInt16LE(0xaa55, 510)
  const swap = Buffer.alloc(4096)
  swap.writeUInt32LE(1, 1024)
  swap.writeUInt32LE(31, 1028)
  swap.fill(0x11, 1036, 1052)
  swap.write('SWAPSPACE2', 4086, 'latin1')
  const { volume, release } = await array.engine.openVolume(diskId)
  await volume.write([table], 0)
  await volume.write([swap], SWAP_AT)
  await volume.flush()
  await release()
}

async function arrayWithDisk(): Promise<SmallArray> {
  const array = new SmallArray(1)
  await array.makePool()
  await diskOf(array, 'disk')
  await array.allow('disk', false, false)
  return array
}

const identitiesOf = async (array: SmallArray, diskId = 'disk', seed = 'any') =>
  (await array.call('disk.identities', { diskId, seed })).map(({ what, identities }) => [what, identities[0]?.old])
const OLD = [
  ['mbr', '12345678'],
  ['swap', '11111111-1111-1111-1111-111111111111'],
]

test('what is said beforehand is what is made', async () => {
  const array = await arrayWithDisk()
  expect(await identitiesOf(array)).toEqual(OLD)
  const said = await array.call('disk.identities', { diskId: 'disk', seed: 'this one' })
  expect(await array.call('disk.synthesize', { diskId: 'disk', seed: 'this one' })).toEqual(said)
  expect(await identitiesOf(array)).toEqual(said.map(({ what, identities }) => [what, identities[0]?.new]))
  expect(await identitiesOf(await array.again())).toEqual(said.map(({ what, identities }) => [what, identities[0]?.new]))
})

test('the image of a snapshot gets its own, and its source keeps its old ones', async () => {
  const array = await arrayWithDisk()
  await array.makeSnapshot('image', 'disk', 4)
  await array.startImages(['image'])
  await array.allow('image', false, false)
  await array.call('disk.synthesize', { diskId: 'image', seed: 'x' })
  expect(await identitiesOf(array, 'image')).not.toEqual(OLD)
  expect(await identitiesOf(array)).toEqual(OLD)
})

test('a disk that hosts may use is refused', async () => {
  const array = await arrayWithDisk()
  await array.allow('disk')
  await expect(array.call('disk.synthesize', { diskId: 'disk', seed: 'x' })).rejects.toMatchObject({ code: 'diskInUse' })
})

test.each(['lost', 'kept'] as const)('a crash at any moment leaves all of them old or all of them new (power %s)', async (power) => {
  let outcomes = ''
  for (let at = 1; at < 60; at += 1) {
    const array = await arrayWithDisk()
    const before = array.files.operations
    array.files.dieAfter(at)
    await Promise.race([array.call('disk.synthesize', { diskId: 'disk', seed: 'x' }).catch(() => undefined), array.files.died])
    if (!array.files.crashed) {
      expect(array.files.operations - before).toBeLessThan(at)
      break
    }
    const again = await array.again(power === 'lost' ? array.files.afterPowerLoss() : array.files.afterKill(), at)
    // Waits behind what is being finished.
    await again.call('disk.rename', { diskId: 'disk', name: 'disk' })
    const found = await identitiesOf(again)
    const fresh = found.filter(([, old], index) => old !== OLD[index]?.[1]).length
    expect([0, OLD.length]).toContain(fresh)
    outcomes += fresh === 0 ? 'o' : 'n'
  }
  expect(outcomes).toMatch(/^o+n+$/)
})
