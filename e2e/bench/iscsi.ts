import { spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { run } from '../support/commands'
import { killWithThisProcess } from '../support/processes'
import { freePort } from '../support/product'
import { type BenchArray, INITIATOR } from './array'
import { inTurns, LUNETTE, type Measurement } from './measurements'

const BLOCK_BYTES = 512
const KIB = 1024
const TGTD = 'tgtd'
const READY_MS = 10_000

interface IscsiLoad {
  pattern: 'random' | 'sequential'
  readBytes: number
  inFlight: number
}

const LOADS: readonly IscsiLoad[] = [
  ...(['sequential', 'random'] as const).flatMap((pattern) =>
    [1, 16, 32].map((inFlight) => ({ pattern, readBytes: 4 * KIB, inFlight })),
  ),
  { pattern: 'sequential', readBytes: 256 * KIB, inFlight: 8 },
]

/**
 * Reads by `iscsi-perf`, from the page cache, of Lunette and of `tgtd` with its store of files (rdwr, which goes through
 * the page cache as Lunette does), over disks with the same content.
 */
export async function measureIscsi(
  image: string,
  bench: { array: BenchArray; folder: string; bytes: number; rounds: number; seconds: number; say: (line: string) => void },
): Promise<Measurement[]> {
  const { array, folder, bytes, rounds, seconds, say } = bench
  const diskId = await array.createDisk('iscsi', bytes)
  const mapping = await array.map(diskId)
  await run('nbdcopy', '--flush', image, mapping.uri('Unix socket'))
  const peer = await startTgtd(image, folder)
  const measurements: Measurement[] = []
  for (const load of LOADS) {
    const name = `${load.readBytes / KIB}-KiB ${load.pattern} read, ${load.inFlight} in flight`
    const contenders = [
      { contender: LUNETTE, url: mapping.iscsiUrl },
      { contender: TGTD, url: peer.url },
    ].map(({ contender, url }) => {
      const measurement: Measurement = { case: name, unit: 'operations per second', contender, samples: [] }
      const turn = async () => {
        const speed = await readsPerSecond(url, load, seconds)
        measurement.samples.push(speed)
        say(`${name}: ${contender} ${Math.round(speed)}/s`)
      }
      return { measurement, turn }
    })
    await inTurns(rounds, contenders.map(({ turn }) => turn))
    measurements.push(...contenders.map(({ measurement }) => measurement))
  }
  await peer.stop()
  await mapping.unmap()
  await array.deleteDisk(diskId)
  return measurements
}

async function readsPerSecond(url: string, { pattern, readBytes, inFlight }: IscsiLoad, seconds: number): Promise<number> {
  const output = await run(
    'iscsi-perf',
    ...['-i', INITIATOR, '-m', `${inFlight}`, '-b', `${readBytes / BLOCK_BYTES}`, '-t', `${seconds}`],
    ...(pattern === 'random' ? ['-r'] : []),
    url,
  )
  const average = /iops average (\d+)/.exec(output)?.[1]
  if (average === undefined) throw new Error(`iscsi-perf said nothing of its average:\n${output}`)
  return Number(average)
}

async function startTgtd(file: string, folder: string): Promise<{ url: string; stop: () => Promise<void> }> {
  const port = await freePort()
  const target = 'iqn.2026-01.test:tgtd'
  const environment = { ...process.env, TGT_IPC_SOCKET: path.join(folder, 'tgtd.ipc') }
  const child = spawn('tgtd', ['-f', '--iscsi', `portal=127.0.0.1:${port}`], { env: environment, stdio: 'ignore' })
  killWithThisProcess(child)
  await once(child, 'spawn')
  const control = (...words: string[]) =>
    run('env', `TGT_IPC_SOCKET=${environment.TGT_IPC_SOCKET}`, 'tgtadm', '--lld', 'iscsi', ...words)
  for (const begun = performance.now(); ; await sleep(50)) {
    try {
      await control('--op', 'show', '--mode', 'target')
      break
    } catch (error) {
      if (child.exitCode !== null || performance.now() - begun > READY_MS) throw error
    }
  }
  await control('--op', 'new', '--mode', 'target', '--tid', '1', '--targetname', target)
  await control('--op', 'new', '--mode', 'logicalunit', '--tid', '1', '--lun', '1', '--bstype', 'rdwr', '--backing-store', file)
  await control('--op', 'bind', '--mode', 'target', '--tid', '1', '--initiator-address', 'ALL')
  return {
    url: `iscsi://127.0.0.1:${port}/${target}/1`,
    async stop() {
      // It ends only when nobody uses its targets, and not by SIGTERM alone.
      child.kill('SIGKILL')
      await once(child, 'exit')
    },
  }
}
