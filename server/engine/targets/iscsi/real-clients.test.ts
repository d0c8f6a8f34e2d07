import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { MemoryVolume } from '../test-support/memory-volume'
import { TARGET } from './test-support/raw-initiator'
import { initiator, MIB, serve, type Served, tableOf } from './test-support/serve'

const TESTER = 'iqn.2007-10.com.github:sahlberg:libiscsi:iscsi-test'
const NAMES = [TESTER, `${TESTER}-2`, 'iqn.2026-01.test:tool', 'iqn.2008-11.org.linux-kvm']
const CHAP = { user: 'tester', secret: 'twelve-characters', mutual: null }

/** Debian packages of the tools. */
const PACKAGE_OF = {
  'iscsi-test-cu': 'libiscsi-bin',
  'iscsi-ls': 'libiscsi-bin',
  'iscsi-inq': 'libiscsi-bin',
  'iscsi-readcapacity16': 'libiscsi-bin',
  'qemu-img': 'qemu-utils, qemu-block-extra',
  'qemu-io': 'qemu-utils, qemu-block-extra',
} as const

function run(tool: keyof typeof PACKAGE_OF, ...parameters: string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(tool, parameters, { maxBuffer: 64 * MIB }, (error, stdout, stderr) => {
      if (error === null) resolve(stdout)
      else if (error.code === 'ENOENT') reject(new Error(`${tool} is missing: install the Debian package ${PACKAGE_OF[tool]}`))
      else reject(new Error(`${tool} ${parameters.join(' ')}\n${stdout.slice(-4000)}${stderr.slice(-2000)}`))
    })
  })
}

async function reach(chap: typeof CHAP | null = null): Promise<Served & { volume: MemoryVolume; url: (lun: number) => string }> {
  const volume = new MemoryVolume('disk', 128 * MIB, 'mixed')
  const volumes = [volume, new MemoryVolume('other', MIB)]
  const served = await serve(volumes, tableOf(volumes, NAMES.map((name) => initiator(name, 'alpha', chap))))
  const user = chap === null ? '' : `${chap.user}%${chap.secret}@`
  return { ...served, volume, url: (lun) => `iscsi://${user}127.0.0.1:${served.port}/${TARGET}/${lun}` }
}

/** All suites of libiscsi 1.19. One process each: a test of CompareAndWrite spoils what comes after it. */
const SUITES = (
  'CompareAndWrite ExtendedCopy GetLBAStatus Inquiry Mandatory ModeSense6 NoMedia OrWrite Prefetch10 Prefetch16 ' +
  'PreventAllow PrinReadKeys PrinServiceactionRange PrinReportCapabilities ProutRegister ProutReserve ProutClear ' +
  'ProutPreempt Read6 Read10 Read12 Read16 ReadCapacity10 ReadCapacity16 ReadDefectData10 ReadDefectData12 ReadOnly ' +
  'ReceiveCopyResults ReportSupportedOpcodes Reserve6 Sanitize StartStopUnit TestUnitReady Unmap Verify10 Verify12 ' +
  'Verify16 Write10 Write12 Write16 WriteAtomic16 WriteSame10 WriteSame16 WriteVerify10 WriteVerify12 WriteVerify16 ' +
  'iSCSIcmdsn iSCSIdatasn iSCSIResiduals iSCSITMF'
).split(' ')

describe('iscsi-test-cu finds nothing wrong', () => {
  it.each(SUITES)('in %s', async (suite) => {
    const { url, internalErrors } = await reach()
    const output = await run('iscsi-test-cu', '-d', '-t', `ALL.${suite}`, url(0))
    expect(output).toMatch(/^\s*tests\s+\d+\s+[1-9]\d*\s+\d+\s+0\s/m)
    expect(internalErrors).toEqual([])
  })

  // It offers digests, but asks for none first, and then has none (RFC 7143 6.2.1): other clients prove those.
  it.each(SUITES)('in %s with CHAP', async (suite) => {
    const { url } = await reach(CHAP)
    const output = await run('iscsi-test-cu', '-d', '-t', `ALL.${suite}`, url(0))
    expect(output).toMatch(/^\s*tests\s+\d+\s+[1-9]\d*\s+\d+\s+0\s/m)
  })

  it('in MultipathIO, by two paths', async () => {
    const { url } = await reach()
    const output = await run('iscsi-test-cu', '-d', '-t', 'ALL.MultipathIO', url(0), url(0))
    expect(output).toMatch(/^\s*tests\s+4\s+4\s+4\s+0\s/m)
    expect(output).not.toContain('SKIPPED')
  })
})

describe('open clients', () => {
  it('find the LUNs and what they are', async () => {
    const { url, port } = await reach()
    const name = ['-i', 'iqn.2026-01.test:tool']
    const list = await run('iscsi-ls', '-s', ...name, `iscsi://127.0.0.1:${port}`)
    expect(list).toContain(`Target:${TARGET} Portal:127.0.0.1:${port},1`)
    expect(list).toMatch(/Lun:0 +Type:DIRECT_ACCESS[^]*Lun:1 +Type:DIRECT_ACCESS/)
    expect(await run('iscsi-inq', ...name, url(0))).toContain('Vendor:LUNETTE')
    expect(await run('iscsi-readcapacity16', ...name, url(0))).toMatch(/ADDRESS:262143[^]*LBPME:1 LBPRZ:1[^]*Total size:134217728/)
  })

  it('of libiscsi in QEMU agree on header digests that both find right', async () => {
    const { port, opened, volume } = await reach()
    const where = { driver: 'iscsi', transport: 'tcp', portal: `127.0.0.1:${port}`, target: TARGET, lun: 0, 'header-digest': 'crc32c' }
    const io = ['-c', 'write -P 7 4k 3M', '-c', 'read -P 7 4k 3M', '-c', 'flush']
    expect(await run('qemu-io', ...io, `json:${JSON.stringify({ driver: 'raw', file: where })}`)).not.toMatch(/error|failed/i)
    expect(opened.map(({ iscsi }) => iscsi?.headerDigest)).toContain(true)
    expect(volume.content().subarray(4096, 4096 + 3 * MIB).every((byte) => byte === 7)).toBe(true)
  })

  it('of QEMU write an image and find it there, and discard', async () => {
    const { url, volume } = await reach()
    const folder = await mkdtemp(path.join(tmpdir(), 'lunette-iscsi-'))
    onTestFinished(() => rm(folder, { recursive: true }))
    const content = Buffer.alloc(128 * MIB)
    randomBytes(5 * MIB).copy(content, 0)
    randomBytes(3 * MIB).copy(content, 70 * MIB)
    const image = path.join(folder, 'image')
    await writeFile(image, content)
    await run('qemu-img', 'convert', '-n', '-f', 'raw', '-O', 'raw', image, url(0))
    expect(volume.content().equals(content)).toBe(true)
    await run('qemu-img', 'compare', '-f', 'raw', '-F', 'raw', image, url(0))
    const io = ['-c', 'discard 1M 1M', '-c', 'read -P 0 1M 1M', '-c', 'write -z 70M 64k', '-c', 'read -P 0 70M 64k', '-c', 'flush']
    expect(await run('qemu-io', '-f', 'raw', ...io, url(0))).not.toMatch(/error|failed/i)
    expect(volume.content().subarray(MIB, 2 * MIB).every((byte) => byte === 0)).toBe(true)
    expect(volume.flushes).toBeGreaterThan(0)
  })
})
