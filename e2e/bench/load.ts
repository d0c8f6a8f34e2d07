import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import { run } from '../support/commands'
import type { Measurement } from './measurements'

/** What fio is told to do over NBD. */
export interface Load {
  name: string
  pattern: 'randread' | 'randwrite' | 'randrw' | 'read' | 'write'
  blockBytes: number
  /** Of each connection: requests under way at a time. */
  queueDepth: number
  connections: number
  /** Writes after which a flush is sent. */
  flushEvery?: number
  unit: Measurement['unit']
}

const SMALL_BYTES = 4096
const LARGE_BYTES = 256 * 1024
const CONNECTIONS = [1, 4] as const
/** Of what is neither all reads nor all writes. */
const READS_PERCENT = 70
const FLUSH_EVERY = 32

const WORDS = { randread: 'random read', randwrite: 'random write', randrw: `random, ${READS_PERCENT} % reads`, read: 'sequential read', write: 'sequential write' }

function load(pattern: Load['pattern'], blockBytes: number, queueDepth: number, connections: number, flushEvery?: number): Load {
  const inFlight = connections === 1 ? `${queueDepth} in flight` : `${queueDepth} in flight on each of ${connections} connections`
  const flushes = flushEvery === undefined ? '' : `, a flush every ${flushEvery}`
  return {
    name: `${blockBytes / 1024}-KiB ${WORDS[pattern]}, ${inFlight}${flushes}`,
    pattern,
    blockBytes,
    queueDepth,
    connections,
    ...(flushEvery === undefined ? {} : { flushEvery }),
    unit: blockBytes === SMALL_BYTES ? 'operations per second' : 'bytes per second',
  }
}

export const LOADS: readonly Load[] = CONNECTIONS.flatMap((connections) => [
  ...(['randread', 'randwrite', 'randrw'] as const).flatMap((pattern) =>
    [1, 16, 64].map((queueDepth) => load(pattern, SMALL_BYTES, queueDepth, connections)),
  ),
  load('read', LARGE_BYTES, 16, connections),
  load('write', LARGE_BYTES, 16, connections),
  load('randwrite', SMALL_BYTES, 16, connections, FLUSH_EVERY),
])

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
    ...[`--iodepth=${load.queueDepth}`, '--norandommap', '--randrepeat=0', `--rwmixread=${READS_PERCENT}`],
    // Each connection has a part of the disk for itself.
    ...[`--numjobs=${load.connections}`, '--group_reporting', `--size=${bytes / load.connections}`],
    ...[`--offset_increment=${bytes / load.connections}`, `--fsync=${load.flushEvery ?? 0}`],
    ...['--time_based', `--runtime=${seconds}`, '--output-format=json', `--output=${output}`],
  )
  const { jobs } = report.parse(JSON.parse(await readFile(output, 'utf8')))
  const used = (await processorMicros(server.pid)) - before
  const { read, write } = jobs[0]
  const speed = load.unit === 'bytes per second' ? read.bw_bytes + write.bw_bytes : read.iops + write.iops
  return { speed, processorMicros: used / (read.total_ios + write.total_ios) }
}

/** Carries out the writes of one of fio's logs, once; answers how many a second. Everything dirty is on the disk before. */
export async function writesOfLog(log: string, uri: string, inFlight: number, scratch: string): Promise<number> {
  await run('sync')
  const output = path.join(scratch, 'fio.json')
  const what = ['--name=bench', '--ioengine=nbd', `--uri=${uri}`, `--read_iolog=${log}`, `--iodepth=${inFlight}`]
  await run('fio', ...what, '--output-format=json', `--output=${output}`)
  return report.parse(JSON.parse(await readFile(output, 'utf8'))).jobs[0].write.iops
}

const latencies = z.object({ read: z.object({ clat_ns: z.object({ percentile: z.record(z.string(), z.number()) }) }) })
const latencyReport = z.object({ jobs: z.tuple([latencies]) })

export const PERCENTILES = ['50.000000', '99.000000', '99.900000'] as const
export type Percentiles = Record<(typeof PERCENTILES)[number], number>

/** Small random reads, one at a time; answers how long they took, in microseconds. */
export async function readLatencies(uri: string, bytes: number, seconds: number, scratch: string): Promise<Percentiles> {
  const output = path.join(scratch, 'fio-latencies.json')
  await run(
    'fio',
    ...['--name=bench', '--ioengine=nbd', `--uri=${uri}`, '--rw=randread', `--bs=${SMALL_BYTES}`, '--iodepth=1'],
    ...[`--size=${bytes}`, '--norandommap', '--randrepeat=0', '--time_based', `--runtime=${seconds}`],
    ...['--output-format=json', `--output=${output}`],
  )
  const { percentile } = latencyReport.parse(JSON.parse(await readFile(output, 'utf8'))).jobs[0].read.clat_ns
  const micros = (name: (typeof PERCENTILES)[number]) => (percentile[name] ?? Number.NaN) / 1000
  return { '50.000000': micros('50.000000'), '99.000000': micros('99.000000'), '99.900000': micros('99.900000') }
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
