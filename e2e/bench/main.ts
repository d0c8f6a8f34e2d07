/**
 * `npm run bench`: Lunette beside its peers, in one run on one machine, in turns. The figures of two runs or two
 * machines can't be compared; their ratios can.
 *
 *   npm run bench -- [--rounds 3] [--seconds 2] [--gib 1] [--directory <where the files go>] [--only <part>]
 *
 * Its parts: nbd, copies, images, instant-copies, neighbours, iscsi, growth, console. Copies are also measured on an XFS
 * with reflinks, and copy-on-write on an ext4, in files below the directory, where this process may mount them.
 */
import { rmSync } from 'node:fs'
import { mkdir, mkdtemp, statfs, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { run } from '../support/commands'
import { BenchArray } from './array'
import { measureConsole } from './console'
import { measureCopies } from './copies'
import { measureCopyOnWrite } from './copy-on-write'
import { measureGrowth } from './growth'
import { measureGrainMaps } from './grain-maps'
import { makeImage } from './images'
import { measureInstantCopies } from './instant-copies'
import { measureIscsi } from './iscsi'
import { onWrittenGround } from './loop-mount'
import { rowsOf, tableOf, type Measurement } from './measurements'
import { measureNbd } from './nbd'
import { measureNeighbours } from './neighbours'
import { measureNewImages } from './new-images'

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '3' },
    seconds: { type: 'string', default: '2' },
    gib: { type: 'string', default: '1' },
    directory: { type: 'string', default: os.tmpdir() },
    only: { type: 'string' },
  },
})
const rounds = positive('--rounds', values.rounds)
const seconds = positive('--seconds', values.seconds)
const bytes = positive('--gib', values.gib) * 2 ** 30
const PARTS = ['nbd', 'copies', 'images', 'instant-copies', 'neighbours', 'iscsi', 'growth', 'console'] as const
const parts = partsOf(values.only)
/** Of the size of a disk: content in files and in the array three times, a target, and the XFS with its own. */
const FILES_AT_A_TIME = 14
const XFS_FILES = 8
/**
 * Of the disk whose images are measured: what all contenders write fits where a machine's disk has it at hand. On new
 * room the disk decides who is first.
 */
const COW_BYTES = 2 ** 28
const COW_FILES = 16

function positive(name: string, value: string): number {
  const number = Number(value)
  if (Number.isInteger(number) && number > 0) return number
  throw new Error(`${name} must be a whole number above 0, not "${value}".`)
}

function partsOf(only: string | undefined): readonly (typeof PARTS)[number][] {
  if (only === undefined) return PARTS
  const part = PARTS.find((name) => name === only)
  if (part) return [part]
  throw new Error(`--only must be one of ${PARTS.join(', ')}, not "${only}".`)
}

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}

/** A machine that does other things beside gives figures that mean little. */
function sayHowBusy(): void {
  const [load = 0] = os.loadavg()
  if (load > os.availableParallelism() / 2) {
    const processors = os.availableParallelism()
    say(`The machine is busy (load ${load.toFixed(1)} on ${processors} processors): expect wide spreads.`)
  }
}

/** Debian's packages, by the programs that the bench runs. */
const PACKAGES = {
  fio: 'fio',
  nbdkit: 'nbdkit',
  'qemu-nbd': 'qemu-utils',
  'qemu-img': 'qemu-utils',
  nbdcopy: 'libnbd-bin',
  'iscsi-perf': 'libiscsi-bin',
  tgtd: 'tgt',
  'mkfs.xfs': 'xfsprogs',
  'mkfs.ext4': 'e2fsprogs',
}

async function checkTools(): Promise<void> {
  const missing = new Set<string>()
  for (const [tool, name] of Object.entries(PACKAGES)) await run('which', tool).catch(() => missing.add(name))
  if (missing.size === 0) return
  throw new Error(`The bench needs more of Debian's packages: apt-get install ${[...missing].join(' ')}`)
}

/** However this process ends, nothing of it stays; its children end by themselves. */
function removeAtTheEnd(...folders: string[]): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1))
  process.once('exit', () => {
    for (const folder of folders) rmSync(folder, { recursive: true, force: true })
  })
}

async function main(): Promise<void> {
  await checkTools()
  await mkdir(values.directory, { recursive: true })
  // The product's directory goes where the peers' files are: what is compared lies on one file system.
  process.env['TMPDIR'] = values.directory
  const { bavail, bsize } = await statfs(values.directory)
  if (bavail * bsize < FILES_AT_A_TIME * bytes) {
    throw new Error(
      `${values.directory} has ${Math.floor((bavail * bsize) / 2 ** 30)} GiB free; this run needs up to ` +
        `${(FILES_AT_A_TIME * bytes) / 2 ** 30}. Give --directory another place, or --gib a smaller size.`,
    )
  }
  const folder = await mkdtemp(path.join(values.directory, 'lunette-bench-'))
  const begun = new Date()
  sayHowBusy()
  say('Starting Lunette …')
  const array = await BenchArray.start(folder)
  removeAtTheEnd(folder, array.product.directory)
  const tables: { title: string; measurements: Measurement[] }[] = []
  try {
    const full = path.join(folder, 'image.img')
    await makeImage(full, bytes, 1)
    const bench = { array, folder, bytes, rounds, seconds, say }
    for (const transport of parts.includes('nbd') ? (['Unix socket', 'TCP loopback'] as const) : []) {
      say(`\nNBD over ${transport}, ${rounds} rounds of ${seconds} s`)
      const { speeds, processorTimes } = await measureNbd(transport, full, bench)
      tables.push(
        { title: `NBD over ${transport}`, measurements: speeds },
        { title: `NBD over ${transport}, processor time of the server`, measurements: processorTimes },
      )
    }
    if (parts.includes('copies')) {
      const title = 'Copies of a whole disk'
      say(`\n${title}`)
      tables.push({ title, measurements: await measureCopies(bench) })
      say(`\n${title}, on an XFS with reflinks`)
      const onXfs = await onWrittenGround('XFS with reflinks', folder, XFS_FILES * bytes, (mounted) =>
        array.withPool(path.join(mounted, 'pool'), (lent) => measureCopies({ ...bench, array: lent, folder: mounted })),
      )
      if (onXfs === null) say('Not measured: this process may not mount. Give --directory a folder on such a file system.')
      else tables.push({ title: `${title}, on an XFS with reflinks`, measurements: onXfs })
    }
    if (parts.includes('images')) {
      say('\nCopy-on-write, over a Unix socket')
      const onGround = await onWrittenGround('ext4', folder, COW_FILES * COW_BYTES, (mounted) =>
        array.withPool(path.join(mounted, 'pool'), (lent) =>
          measureCopyOnWrite({ ...bench, array: lent, folder: mounted, bytes: COW_BYTES }),
        ),
      )
      if (onGround === null) say('Not measured: this process may not mount a file system.')
      else tables.push({ title: 'Copy-on-write', measurements: onGround })
      tables.push({ title: 'New images, inside the engine', measurements: await measureNewImages(folder, rounds) })
    }
    if (parts.includes('instant-copies')) {
      say('\nInstant copies, inside the engine')
      tables.push({ title: 'Instant copies, inside the engine', measurements: await measureInstantCopies(folder, rounds, say) })
    }
    if (parts.includes('neighbours')) {
      say('\nA host beside others')
      tables.push({ title: 'Small reads of a host beside others', measurements: await measureNeighbours(full, bench) })
    }
    if (parts.includes('iscsi')) {
      say('\niSCSI over TCP loopback')
      tables.push({ title: 'iSCSI over TCP loopback', measurements: await measureIscsi(full, bench) })
    }
    if (parts.includes('growth')) {
      say('\nGrowth')
      tables.push({ title: 'Growth: ten thousand virtual disks', measurements: await measureGrowth(rounds, say) })
      tables.push({ title: 'Growth: what an image keeps', measurements: await measureGrainMaps(folder, rounds, say) })
    }
    if (parts.includes('console')) {
      say('\nConsole')
      tables.push(...(await measureConsole(rounds, say)))
    }
  } finally {
    await array.product.dispose()
  }
  for (const { title, measurements } of tables) {
    say(`\n${title}: medians of ${rounds}; a ratio above 1 is in Lunette's favour`)
    say(tableOf(rowsOf(measurements)))
  }
  sayHowBusy()
  say(`\nWritten to ${await writeResults(begun, tables)}`)
}

async function writeResults(begun: Date, tables: { title: string; measurements: Measurement[] }[]): Promise<string> {
  const folder = path.resolve(import.meta.dirname, '../../bench-results')
  await mkdir(folder, { recursive: true })
  const file = path.join(folder, `${begun.toISOString().replaceAll(':', '-')}.json`)
  const result = {
    begunAt: begun,
    endedAt: new Date(),
    machine: {
      processors: os.cpus().map(({ model }) => model),
      memoryBytes: os.totalmem(),
      kernel: os.release(),
      fileSystem: (await run('stat', '--file-system', '--format=%T', values.directory)).trim(),
      loadAtTheEnd: os.loadavg(),
    },
    versions: {
      node: process.version,
      fio: (await run('fio', '--version')).trim(),
      nbdkit: (await run('nbdkit', '--version')).trim(),
      qemu: (await run('qemu-nbd', '--version')).split('\n')[0],
      tgt: (await run('tgtd', '--version')).trim(),
    },
    settings: { rounds, seconds, bytes },
    tables: tables.map(({ title, measurements }) => ({ title, rows: rowsOf(measurements), measurements })),
  }
  await writeFile(file, `${JSON.stringify(result, null, 2)}\n`)
  return file
}

await main()
