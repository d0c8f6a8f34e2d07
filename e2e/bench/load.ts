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

const direction = z.object({ iops: z.number(), bw_bytes: z.number() })
const report = z.object({ jobs: z.tuple([z.object({ error: z.literal(0), read: direction, write: direction })]) })

/** Runs a load for so many seconds. Everything dirty is on the disk before it begins. Answers it in the load's unit. */
export async function runLoad(
  load: Load,
  uri: string,
  bytes: number,
  seconds: number,
  scratch: string,
): Promise<number> {
  await run('sync')
  const output = path.join(scratch, 'fio.json')
  await run(
    'fio',
    ...['--name=bench', '--ioengine=nbd', `--uri=${uri}`, `--rw=${load.pattern}`, `--bs=${load.blockBytes}`],
    ...[`--iodepth=${load.queueDepth}`, `--size=${bytes}`, '--norandommap', '--randrepeat=0'],
    ...['--time_based', `--runtime=${seconds}`, '--output-format=json', `--output=${output}`],
  )
  const { jobs } = report.parse(JSON.parse(await readFile(output, 'utf8')))
  const { iops, bw_bytes } = load.pattern.endsWith('read') ? jobs[0].read : jobs[0].write
  return load.unit === 'bytes per second' ? bw_bytes : iops
}
