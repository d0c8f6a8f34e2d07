import { randomBytes } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { ListenAddress } from '../../contract'
import { MemoryVolume, type Pace } from '../test-support/memory-volume'
import { MIB, serve, uriOf, type Served } from './test-support/serve'
import { run, writeKeyFile } from './test-support/tools'

const key = { identity: 'alpha-key', keyHex: 'a1'.repeat(32), hostId: 'alpha' }

/** A way for clients to reach alpha/0. */
interface Reach {
  served: Served
  volume: MemoryVolume
  uri: string
  /** What qemu's tools are told: objects first, then the image to read or `qemu-img convert`'s target. */
  qemu: { objects: string[]; image: string[]; target: string[] }
}

type Way = 'Unix socket' | 'TCP' | 'TLS on loopback' | 'TLS on any address'

async function reach(way: Way, pace: Pace = 'mixed'): Promise<Reach> {
  const volume = new MemoryVolume('disk', 48 * MIB, pace)
  const other = new MemoryVolume('other', MIB)
  const served = await serve([volume, other], {
    exports: [
      { name: 'alpha/0', diskId: 'disk', hostId: 'alpha' },
      { name: 'beta/0', diskId: 'other', hostId: 'beta' },
    ],
    keys: [key],
  })
  if (way === 'Unix socket') return plain(served, volume, served.unix)
  if (way === 'TCP') return plain(served, volume, served.loopback)
  return withKey(served, volume, way === 'TLS on loopback' ? served.loopback : served.open)
}

function plain(served: Served, volume: MemoryVolume, address: ListenAddress): Reach {
  const uri = uriOf(address, 'alpha/0')
  return { served, volume, uri, qemu: { objects: [], image: ['-f', 'raw', uri], target: ['-O', 'raw', uri] } }
}

async function withKey(served: Served, volume: MemoryVolume, address: Served['loopback']): Promise<Reach> {
  const keyFile = await writeKeyFile(served.folder, key.identity, key.keyHex)
  const { host, port } = address
  const image = `driver=nbd,host=${host},port=${port},export=alpha/0,tls-creds=tls`
  return {
    served,
    volume,
    uri: `nbds://${key.identity}@${host}:${port}/alpha/0?tls-psk-file=${keyFile}`,
    qemu: {
      objects: ['--object', `tls-creds-psk,id=tls,dir=${served.folder},endpoint=client,username=${key.identity}`],
      image: ['--image-opts', image],
      target: ['--target-image-opts', image],
    },
  }
}

/** A file with data, holes and an odd tail of zeroes, as large as the disk. */
async function writeImage(folder: string): Promise<{ path: string; content: Buffer }> {
  const content = Buffer.alloc(48 * MIB)
  randomBytes(5 * MIB).copy(content, 0)
  randomBytes(3 * MIB + 777).copy(content, 17 * MIB + 333)
  randomBytes(4096).copy(content, 48 * MIB - 8192)
  const path = join(folder, 'image')
  await writeFile(path, content)
  return { path, content }
}

const ways: Way[] = ['Unix socket', 'TCP', 'TLS on loopback', 'TLS on any address']

describe.each(ways)('over %s', (way) => {
  it('nbdinfo sees what the export can do, and lists what this client may see', async () => {
    const { uri, served } = await reach(way)
    const info: unknown = JSON.parse(await run('nbdinfo', '--json', uri))
    expect(info).toMatchObject({
      protocol: 'newstyle-fixed',
      TLS: way.startsWith('TLS'),
      structured: true,
      exports: [
        {
          'export-name': 'alpha/0',
          'export-size': 48 * MIB,
          contexts: ['base:allocation'],
          is_read_only: false,
          can_cache: true,
          can_df: true,
          can_flush: true,
          can_fua: true,
          can_multi_conn: true,
          can_trim: true,
          can_zero: true,
          block_size_minimum: 1,
          block_size_preferred: 4096,
          block_size_maximum: 32 * MIB,
        },
      ],
    })
    const list: unknown = JSON.parse(await run('nbdinfo', '--list', '--json', uri.replace('alpha/0', '')))
    const names = way.startsWith('TLS') ? ['alpha/0'] : ['alpha/0', 'beta/0']
    expect(list).toMatchObject({ exports: names.map((name) => ({ 'export-name': name })) })
    expect(served.internalErrors).toEqual([])
  })

  it('nbdcopy brings an image in and out again, byte for byte, holes as holes', async () => {
    const { uri, served, volume } = await reach(way)
    const { path, content } = await writeImage(served.folder)
    await run('nbdcopy', '--flush', path, uri)
    expect(volume.content().equals(content)).toBe(true)
    expect(volume.flushes).toBeGreaterThan(0)
    const map: unknown = JSON.parse(await run('nbdinfo', '--json', '--map', uri))
    expect(map).toMatchObject([
      { offset: 0, length: 5 * MIB, description: 'data' },
      { offset: 5 * MIB, description: 'hole,zero' },
      { description: 'data' },
      { description: 'hole,zero' },
      { offset: 48 * MIB - 8192, length: 4096, description: 'data' },
      { offset: 48 * MIB - 4096, length: 4096, description: 'hole,zero' },
    ])
    const out = join(served.folder, 'out')
    await run('nbdcopy', '--request-size=33554432', uri, out)
    expect((await readFile(out)).equals(content)).toBe(true)
  })

  it('qemu-img converts, compares and maps', async () => {
    const { qemu, served, volume } = await reach(way)
    const { path, content } = await writeImage(served.folder)
    await run('qemu-img', 'convert', ...qemu.objects, '-n', '-f', 'raw', path, ...qemu.target)
    expect(volume.content().equals(content)).toBe(true)
    const info = await run('qemu-img', 'info', ...qemu.objects, ...qemu.image)
    expect(info).toContain('virtual size: 48 MiB (50331648 bytes)')
    const map: unknown = JSON.parse(await run('qemu-img', 'map', ...qemu.objects, '--output=json', ...qemu.image))
    expect(map).toMatchObject([
      { start: 0, length: 5 * MIB, data: true, zero: false },
      { start: 5 * MIB, data: false, zero: true },
      { data: true, zero: false },
      { data: false, zero: true },
      { start: 48 * MIB - 8192, length: 4096, data: true, zero: false },
      { start: 48 * MIB - 4096, length: 4096, data: false, zero: true },
    ])
    const out = join(served.folder, 'out.qcow2')
    await run('qemu-img', 'convert', ...qemu.objects, ...qemu.image, '-O', 'qcow2', out)
    expect(await run('qemu-img', 'compare', out, path)).toContain('Images are identical')
  })

  it('qemu-io writes, zeroes and discards at any alignment, with FUA and flush', async () => {
    const { qemu, volume } = await reach(way)
    const commands = [
      'write -P 0x11 0 1M',
      'write -P 0x22 12345 6789',
      'write -f -P 0x33 1048575 2',
      'write -z 65536 65536',
      'write -z -u 200000 100000',
      'write -z -f 400001 3',
      'discard 524288 131072',
      'flush',
      'read -P 0x11 0 12345',
      'read -P 0x22 12345 6789',
      'read -P 0 65536 65536',
      'read -P 0 200000 100000',
      'read -P 0 524288 131072',
      'read -P 0x33 1048575 2',
      'aio_write -P 0x44 2M 4M',
      'aio_write -P 0x55 8M 1M',
      'aio_flush',
      'read -P 0x44 2M 4M',
    ]
    const output = await run(
      'qemu-io',
      ...qemu.objects,
      ...qemu.image,
      ...commands.flatMap((command) => ['-c', command]),
    )
    expect(output).not.toMatch(/fail|error/i)
    const content = volume.content()
    expect(content.subarray(8 * MIB, 9 * MIB).equals(Buffer.alloc(MIB, 0x55))).toBe(true)
    expect(content.subarray(400_000, 400_005)).toEqual(Buffer.from([0x11, 0, 0, 0, 0x11]))
    expect(volume.flushes).toBeGreaterThanOrEqual(3)
  })
})

// fio's libnbd takes no key file, so it can't do TLS.
describe.each(['Unix socket', 'TCP'] as const)('fio over %s', (way) => {
  it('verifies what several jobs wrote at once', async () => {
    const { uri, served, volume } = await reach(way)
    const report = join(served.folder, 'report')
    await run(
      'fio',
      '--output-format=json',
      `--output=${report}`,
      '--ioengine=nbd',
      `--uri=${uri}`,
      '--rw=randrw',
      '--bsrange=512-128k',
      '--blockalign=512',
      '--iodepth=16',
      '--numjobs=3',
      '--size=8m',
      '--offset_increment=16m',
      '--verify=crc32c',
      '--verify_fatal=1',
      '--verify_state_save=0',
      '--fsync=32',
      '--name=verify',
    )
    const written: unknown = JSON.parse(await readFile(report, 'utf8'))
    expect(written).toMatchObject({ jobs: [{ error: 0 }, { error: 0 }, { error: 0 }] })
    expect(volume.content().subarray(0, MIB).equals(Buffer.alloc(MIB))).toBe(false)
    expect(volume.flushes).toBeGreaterThan(0)
    expect(served.internalErrors).toEqual([])
  })
})

describe('clients that are refused', () => {
  it('are told why, in words', async () => {
    const { served } = await reach('TLS on any address')
    const keyFile = join(served.folder, 'keys.psk')
    const { host, port } = served.open
    await expect(run('nbdinfo', `nbd://${host}:${port}/alpha/0`)).rejects.toThrow()
    await expect(
      run('nbdinfo', `nbds://${key.identity}@${host}:${port}/beta/0?tls-psk-file=${keyFile}`),
    ).rejects.toThrow()
    await expect(run('qemu-img', 'info', `nbd://${host}:${port}/alpha/0`)).rejects.toThrow(
      'this address is served only with TLS and a pre-shared key',
    )
    await expect(run('qemu-img', 'info', `nbd://127.0.0.1:${served.loopback.port}/nobody/7`)).rejects.toThrow(
      'there is no export "nobody/7"',
    )
    await writeKeyFile(served.folder, key.identity, 'b2'.repeat(32))
    await expect(
      run('nbdinfo', `nbds://${key.identity}@${host}:${port}/alpha/0?tls-psk-file=${keyFile}`),
    ).rejects.toThrow()
    expect(served.refused.map(({ detail }) => detail)).toEqual([
      'the identity "alpha-key" may open only what is mapped to its own host, and "beta/0" is not',
    ])
  })

  it('may read but not write a disk that the array makes read-only to hosts', async () => {
    const { qemu, volume, uri } = await reach('TCP')
    volume.access = { read: true, write: false }
    expect(JSON.parse(await run('nbdinfo', '--json', uri))).toMatchObject({ exports: [{ is_read_only: true }] })
    await run('qemu-io', '-r', ...qemu.image, '-c', 'read -P 0 0 1M')
    await expect(run('qemu-io', ...qemu.image, '-c', 'write 0 512')).rejects.toThrow('Permission denied')
  })
})
