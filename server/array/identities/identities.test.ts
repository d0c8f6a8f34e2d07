/** Identities of their own, through the commands and the real engine; what that makes of the disks beside one another. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

import { createCopy, removeCopy } from '../copies/commands'
import { CopyTest } from '../copies/testing'
import { MiB } from '../door/fields'
import { listEvents } from '../events/queries'
import { createHost } from '../hosts/commands'
import { createInstantCopy } from '../instant-copies/commands'
import { startInstantCopy } from '../instant-copies/drive-commands'
import { getInstantCopy } from '../instant-copies/queries'
import { originalFor } from '../lineage/read-world'
import { createMapping, deleteMapping } from '../mappings/commands'
import { rollbackSnapshot } from '../rollbacks/commands'
import { createSnapshot, disableSnapshot, recreateSnapshot } from '../snapshots/commands'
import { getSnapshot } from '../snapshots/queries'
import { operator, viewer } from '../testing'
import { forgetOrigin } from '../virtual-disks/commands'
import { getVirtualDisk } from '../virtual-disks/queries'
import { synthesize, synthesizeInstantCopy } from './commands'
import { getIdentities } from './queries'

const BYTES = 2 * MiB
const OLD = '11111111-1111-1111-1111-111111111111'
const AT = { swap: 0, uuid: 1036 }

let copies: CopyTest
let original: string
let image: string
/** The pair by which `image` bears what `original` bears. */
let pair: string
beforeEach(async () => {
  copies = await CopyTest.start()
  ;[original, image] = [await copies.disk('original', BYTES), await copies.disk('image', BYTES)]
  await write(original, swapSpace(), AT.swap)
  const { id } = await copies.test.do(createCopy, { sourceId: original, targetId: image, type: 'offline' })
  await copies.reached(id, 'completed')
  pair = id
})
afterEach(() => copies.end())

/** Swap space with a UUID: the smallest thing that has one. */
function swapSpace(): Buffer {
  const swap = Buffer.alloc(4096)
  swap.writeUInt32LE(1, 1024)
  swap.writeUInt32LE(BYTES / 4096 - 1, 1028)
  swap.fill(0x11, AT.uuid, AT.uuid + 16)
  swap.write('SWAPSPACE2', 4086, 'latin1')
  return swap
}

/** The label of an LVM physical volume, which is refused. */
const LVM = Buffer.concat([Buffer.from('LABELONE'), Buffer.alloc(16), Buffer.from('LVM2 001'), Buffer.alloc(480)])

const write = (diskId: string, bytes: Buffer, offset: number) =>
  copies.test.engine.asHost(diskId, async (volume) => {
    await volume.write([bytes], offset)
    await volume.flush()
  })

async function contentOf(diskId: string): Promise<Buffer> {
  const bytes = Buffer.alloc(BYTES)
  await copies.test.engine.asHost(diskId, async (volume) => {
    await volume.read(bytes, 0)
  })
  return bytes
}

const uuidOf = async (diskId: string) => (await copies.test.ask(getIdentities, { id: diskId }, viewer)).structures[0]?.identities[0]?.old
let hosts = 0
const windows = async () => (await copies.test.do(createHost, { name: `win-${(hosts += 1)}`, os: 'windows' })).id
const originalOf = (diskId: string) => originalFor(copies.test.array, diskId)

/** Whether a Windows host may see the two. */
async function besideOneAnother(one: string, other: string): Promise<string> {
  const hostId = await windows()
  const { id } = await copies.test.do(createMapping, { virtualDiskId: one, hostId })
  const given = await copies.test.command(createMapping, { virtualDiskId: other, hostId })
  if (given.ok) await copies.test.do(deleteMapping, { id: given.value.id })
  await copies.test.do(deleteMapping, { id })
  return given.ok ? 'allowed' : given.problem.code
}

describe('what a disk is known by', () => {
  it('is listed with what would be written, which the same seed makes again, and which is then written', async () => {
    const said = await copies.test.ask(getIdentities, { id: image }, viewer)
    expect(said.structures).toMatchObject([{ what: 'swap', description: 'Linux swap', notes: [], refusal: null, identities: [{ kind: 'uuid', old: OLD }] }])
    expect(said.complete).toBe(true)
    expect(said.warnings.map(({ code }) => code)).toEqual(['identities_system_disk'])
    const again = await copies.test.ask(getIdentities, { id: image }, viewer)
    expect(again.structures).not.toEqual(said.structures)
    expect(await copies.test.ask(getIdentities, { id: image, seed: said.seed }, viewer)).toEqual(said)
    expect(await copies.test.do(synthesize, { id: image, seed: said.seed }, operator)).toEqual(said)
    expect(await uuidOf(image)).toBe(said.structures[0]?.identities[0]?.new)
  })

  it('changes, and nothing else does: not on the disk, not on its original', async () => {
    const before = await contentOf(image)
    await copies.test.do(synthesize, { id: image })
    const [after, untouched] = [await contentOf(image), await contentOf(original)]
    expect(untouched.equals(before)).toBe(true)
    const changed = [...after.keys()].filter((at) => after[at] !== before[at])
    expect(changed.every((at) => at >= AT.uuid && at < AT.uuid + 16)).toBe(true)
    expect(changed).not.toEqual([])
    expect(await copies.access(image)).toBe('r-')
    expect(copies.gate(image)).toBe('r-')
  })

  it('is told in the event log, by whom and which', async () => {
    const { structures } = await copies.test.do(synthesize, { id: image }, operator)
    const { items } = await copies.test.ask(listEvents, { subject: image })
    const event = items.find(({ type }) => type === 'virtual_disk_identities_given')
    expect(event?.description).toContain(`swap UUID ${OLD} → ${structures[0]?.identities[0]?.new}`)
    expect(event?.actor.name).toBe(operator.name)
  })

  it('is not changed by a viewer', async () => {
    expect((await copies.test.refused(synthesize, { id: image }, viewer)).code).toBe('role_required')
    expect(await uuidOf(image)).toBe(OLD)
  })
})

describe('beside its original on a Windows host', () => {
  it('comes a copy that has its own, also after a restart', async () => {
    expect(await besideOneAnother(original, image)).toBe('image_beside_original_windows')
    await copies.test.do(synthesize, { id: image })
    expect((await copies.test.ask(getVirtualDisk, { id: image })).origin).toBeNull()
    await copies.test.restart()
    expect(await besideOneAnother(original, image)).toBe('allowed')
  })

  it('comes no copy of which a structure was refused', async () => {
    await write(original, LVM, 512)
    const other = await copies.disk('other', BYTES)
    const { id } = await copies.test.do(createCopy, { sourceId: original, targetId: other, type: 'offline' })
    await copies.reached(id, 'completed')
    const { complete, structures } = await copies.test.do(synthesize, { id: other })
    expect([complete, structures.filter(({ refusal }) => refusal !== null).length > 0]).toEqual([false, true])
    expect(await besideOneAnother(original, other)).toBe('image_beside_original_windows')
  })

  it('comes a snapshot that has its own, until it is re-created', async () => {
    const { id } = await copies.test.do(createSnapshot, { sourceId: original })
    await copies.test.do(synthesize, { id })
    expect(await besideOneAnother(original, id)).toBe('allowed')
    await copies.test.do(disableSnapshot, { id })
    await copies.test.do(recreateSnapshot, { id })
    expect(await besideOneAnother(original, id)).toBe('image_beside_original_windows')
    expect(await uuidOf(id)).toBe(OLD)
  })

  it('comes a snapshot’s source that went back to it no more', async () => {
    const { id } = await copies.test.do(createSnapshot, { sourceId: original })
    await copies.test.do(synthesize, { id })
    const given = await uuidOf(id)
    await copies.test.do(rollbackSnapshot, { id, priority: 'highest' }, operator)
    await expect.poll(async () => (await copies.test.ask(getSnapshot, { id })).rollback).toBeNull()
    expect(await uuidOf(original)).toBe(given)
    expect(await besideOneAnother(original, id)).toBe('image_beside_original_windows')
    expect(await besideOneAnother(original, image)).toBe('allowed')
  })

  it('comes no snapshot of a copy that was taken before the copy got its own', async () => {
    await copies.test.do(removeCopy, { id: pair })
    const { id } = await copies.test.do(createSnapshot, { sourceId: image })
    await copies.test.do(synthesize, { id: image })
    expect(await uuidOf(id)).toBe(OLD)
    expect(await besideOneAnother(original, id)).toBe('image_beside_original_windows')
    expect(await besideOneAnother(image, id)).toBe('allowed')
  })

  it('comes no snapshot of a copy that was taken before a host gave the copy its own, and by it one from afterwards', async () => {
    await copies.test.do(removeCopy, { id: pair })
    const { id: before } = await copies.test.do(createSnapshot, { sourceId: image })
    await write(image, Buffer.alloc(16, 0x22), AT.uuid)
    const { id: after } = await copies.test.do(createSnapshot, { sourceId: image })
    await copies.test.do(forgetOrigin, { id: image })
    expect([await originalOf(before), await originalOf(image), await originalOf(after)]).toEqual([original, image, image])
    expect(await besideOneAnother(original, before)).toBe('image_beside_original_windows')
    expect(await besideOneAnother(image, before)).toBe('allowed')
    expect(await besideOneAnother(image, after)).toBe('image_beside_original_windows')
    expect(await besideOneAnother(original, image)).toBe('allowed')
  })

  it('comes no snapshot of a copy on which no host’s change can be seen', async () => {
    await copies.test.do(removeCopy, { id: pair })
    const { id } = await copies.test.do(createSnapshot, { sourceId: image })
    await copies.test.do(forgetOrigin, { id: image })
    expect(await besideOneAnother(original, id)).toBe('image_beside_original_windows')
  })

  it('come what was left of an original that got its own, by one of them only', async () => {
    const { id } = await copies.test.do(createSnapshot, { sourceId: original })
    await copies.test.do(synthesize, { id: original })
    expect([await originalOf(original), await originalOf(image), await originalOf(id)]).toEqual([original, image, image])
    expect(await besideOneAnother(image, id)).toBe('image_beside_original_windows')
    expect(await besideOneAnother(original, id)).toBe('allowed')
  })
})

describe('the target of an instant copy', () => {
  it('gets its own when it is whole, and its original’s again with the next start', async () => {
    const target = await copies.disk('target', BYTES)
    const { id } = await copies.test.do(createInstantCopy, { sourceId: original, targetId: target, copyRate: 150, incremental: true })
    const whole = () => expect.poll(async () => (await copies.test.ask(getInstantCopy, { id })).status).toBe('idle')
    expect((await copies.test.refused(synthesizeInstantCopy, { id })).code).toBe('instant_copy_unfinished')
    await copies.test.do(startInstantCopy, { id, prepare: true })
    await whole()
    await copies.test.do(synthesizeInstantCopy, { id }, operator)
    expect(await uuidOf(target)).not.toBe(OLD)
    expect(await besideOneAnother(original, target)).toBe('allowed')
    await copies.test.do(startInstantCopy, { id, prepare: true })
    await whole()
    expect(await uuidOf(target)).toBe(OLD)
    expect(await besideOneAnother(original, target)).toBe('image_beside_original_windows')
  })
})

describe('on a disk that fails half way', () => {
  const SWAP_AT = 64 * 512
  let disk: string
  beforeEach(async () => {
    disk = await copies.disk('partitioned', BYTES)
    await write(disk, table(0x1234_5678), 0)
    await write(disk, swapSpace(), SWAP_AT)
  })

  /** A partition table with a signature, and one partition for the swap space. */
  function table(signature: number): Buffer {
    const sector = Buffer.alloc(512)
    sector.writeUInt32LE(signature, 440)
    sector.writeUInt8(0x82, 446 + 4)
    sector.writeUInt32LE(SWAP_AT / 512, 446 + 8)
    sector.writeUInt32LE(BYTES / 512 - SWAP_AT / 512, 446 + 12)
    sector.writeUInt16LE(0xaa55, 510)
    return sector
  }

  const held = async () => (await copies.test.ask(getIdentities, { id: disk }, viewer)).structures.map(({ identities }) => identities[0]?.old)

  /** @param fails of the writes to the disk's own blocks, counted from 1 */
  function failWrites(fails: (number: number) => boolean): void {
    let writes = 0
    const own = (path: string) => path.endsWith(`${disk}/data`)
    copies.test.engine.files.faults = (call, path) => (call === 'write' && own(path) && fails((writes += 1)) ? 'EIO' : null)
  }

  const worksAgain = () => (copies.test.engine.files.faults = () => null)

  it('all are old again, and what a host writes later stays', async () => {
    const before = await contentOf(disk)
    failWrites((number) => number === 2)
    expect((await copies.test.refused(synthesize, { id: disk })).code).toBe('contents_unreadable')
    worksAgain()
    expect((await contentOf(disk)).equals(before)).toBe(true)
    await write(disk, table(0x7777_7777), 0)
    await copies.test.restart()
    expect(await held()).toEqual(['77777777', OLD])
  })

  it('for good, nobody gets to it before all are new', async () => {
    const before = await held()
    failWrites((number) => number >= 2)
    await copies.test.refused(synthesize, { id: disk })
    await expect(contentOf(disk)).rejects.toThrow('EIO')
    worksAgain()
    const after = await held()
    expect(after).toHaveLength(2)
    for (const [index, identity] of after.entries()) expect(identity).not.toBe(before[index])
    await write(disk, table(0x7777_7777), 0)
    await copies.test.restart()
    expect(await held()).toEqual(['77777777', after[1]])
  })
})
