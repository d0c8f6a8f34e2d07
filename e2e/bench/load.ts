import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import { run } from '../support/commands'
import type { Measurement } from './measurements'

/** What fio is told to do over NBD. */
export interface Load {
  name: string
  pattern: 'randread' | 'randwrite' | 'read' | 'write'
  blockBytes: number
  queueDepth: number
  unit: Measurement['unit']
}

export const LOADS: readonly Load[] = [
  ...(['randread', 'randwrite'] as const).flatMap((pattern) =>
    [1, 16, 64].map((queueDepth) => ({
      name: `4-KiB random ${pattern === 'randread' ? 'read' : 'write'}, queue depth ${queueDepth}`,
      pattern,
      blockBytes: 4096,
      queueDepth,
      unit: 'operations per second' as const,
    })),
  ),
  ...(['read', 'write'] as const).map((pattern) => ({
    name: `256-KiB sequential ${pattern}, queue depth 16`,
    pattern,
    blockBytes: 256 * 1024,
    queueDepth: 16,
    unit: 'bytes per second' as const,
  })),
]

const direction = z.object({ iops: z.number(), bw_bytes: z.number(), total_ios: z.number() })
const report = z.object({ jobs: z.tuple([z.object({ error: z.literal(0), read: direction, write: direction })]) })

export interface Sample {
  /** In the load's unit. */
  speed: number
  /** What the server's process used, all its threads, in microseconds per operation. */
  processorMicros: number
}

/** Runs a load for so many seconds. Everything dirty is on the disk before it begins. */
export async function runLoad(
  load: Load,
  server: { uri: string; pid: number },
  bytes: number,
  seconds: number,
  scratch: string,
): Promise<Sample> {
  await run('sync')
  const before = await processorMicros(server.pid)
  const output = path.join(scratch, 'fio.json')
  await run(
    'fio',
    ...['--name=bench', '--ioengine=nbd', `--uri=${server.uri}`, `--rw=${load.pattern}`, `--bs=${load.blockBytes}`],
    ...[`--iodepth=${load.queueDepth}`, `--size=${bytes}`, '--norandommap', '--randrepeat=0'],
    ...['--time_based', `--runtime=${seconds}`, '--output-format=json', `--output=${output}`],
  )
  const { jobs } = report.parse(JSON.parse(await readFile(output, 'utf8')))
  const used = (await processorMicros(server.pid)) - before
  const { iops, bw_bytes, total_ios } = load.pattern.endsWith('read') ? jobs[0].read : jobs[0].write
  return { speed: load.unit === 'bytes per second' ? bw_bytes : iops, processorMicros: used / total_ios }
}

/** Linux counts hundredths of a second. */
const MICROS_PER_TICK = 10_000

/** User and system time that a process has used so far (proc_pid_stat(5), fields 14 and 15). */
async function processorMicros(pid: number): Promise<number> {
  const line = await readFile(`/proc/${pid}/stat`, 'utf8')
  // The second field is the name in brackets and may hold anything.
  const fields = line.slice(line.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) * MICROS_PER_TICK
}
