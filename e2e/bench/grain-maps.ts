import { fork } from 'node:child_process'
import { once } from 'node:events'
import { stat } from 'node:fs/promises'
import path from 'node:path'
import { GrainBitmap } from '../../server/engine/points-in-time/grain-bitmap'
import { PAGE_GRAINS } from '../../server/engine/points-in-time/grain-bits'
import { GrainLog, type GrainRecord, MAX_FRAME_RECORDS } from '../../server/engine/points-in-time/grain-log'
import { slotLocation } from '../../server/engine/points-in-time/grain-map'
import { linuxFiles } from '../../server/engine/storage/linux-files'
import { GRAIN_BYTES } from './engine-array'
import { LUNETTE, type Measurement } from './measurements'
import type { Opened, ToOpen } from './open-grains'

const TIB = 2 ** 40
const SIZES = [1, 16] as const
/** Of every so many grains one is kept: of every hundred one is the hardest case, for hardly any lie together. */
const KEPT = [
  { name: '1 %, spread evenly', every: 100 },
  { name: '100 %', every: 1 },
] as const
/** The image of a snapshot, whose grains are in a repository; and that of an instant copy, whose grains are in its target. */
const KINDS = ['snapshot', 'instant copy'] as const
const SEQUENCE = 1

/**
 * What it takes to know, after a start, which grains an image keeps and where: the files are written by the engine's own
 * code, and opened by it in a process that does nothing else.
 */
export async function measureGrainMaps(folder: string, rounds: number, say: (line: string) => void): Promise<Measurement[]> {
  const measurements: Measurement[] = []
  for (const kind of KINDS)
    for (const tib of SIZES)
      for (const { name, every } of KEPT) {
        const title = `${kind}, ${tib} TiB, ${name}`
        say(`  ${title}`)
        const file = path.join(folder, `${title.replaceAll(/\W+/g, '-')}.grains`)
        const grains = (tib * TIB) / GRAIN_BYTES
        await (kind === 'snapshot' ? writeLog(file, grains, every) : writeBitmap(file, grains, every))
        const seconds: number[] = []
        const bytes: number[] = []
        for (let round = 1; round <= rounds; round += 1) {
          const opened = await openApart({ kind, file, sequence: SEQUENCE })
          if (opened.held !== Math.ceil(grains / every)) throw new Error(`${opened.held} grains were found of ${title}.`)
          seconds.push(opened.seconds)
          bytes.push(opened.bytes)
        }
        const onDisk = (await stat(file)).blocks * 512
        await linuxFiles.removeFile(file)
        measurements.push(
          { case: `${title}, open`, unit: 'seconds', contender: LUNETTE, samples: seconds },
          { case: `${title}, memory`, unit: 'bytes', contender: LUNETTE, samples: bytes },
          { case: `${title}, on disk`, unit: 'bytes', contender: LUNETTE, samples: [onDisk] },
        )
      }
  return measurements
}

/** As copy-on-write fills it, in frames as long as they get. */
async function writeLog(at: string, grains: number, every: number): Promise<void> {
  const file = await linuxFiles.openBlocks(at)
  const log = await GrainLog.begin(file, SEQUENCE)
  let slot = 0
  let records: GrainRecord[] = []
  for (let grain = 0; grain < grains; grain += every) {
    records.push({ grain, location: slotLocation(slot) })
    slot += 1
    if (records.length < MAX_FRAME_RECORDS) continue
    await log.append(records)
    records = []
  }
  if (records.length > 0) await log.append(records)
  await log.close()
}

async function writeBitmap(at: string, grains: number, every: number): Promise<void> {
  const file = await linuxFiles.openBlocks(at)
  const bitmap = await GrainBitmap.load(file, SEQUENCE, false)
  for (let first = 0; first < grains; ) {
    const changes = []
    const end = Math.min(grains, (Math.floor(first / PAGE_GRAINS) + 1) * PAGE_GRAINS)
    if (every === 1) changes.push({ first, count: end - first, split: true, same: null } as const)
    else for (let grain = first; grain < end; grain += every) changes.push({ first: grain, count: 1, split: true, same: null } as const)
    first = every === 1 ? end : first + changes.length * every
    await bitmap.change(changes)
  }
  await bitmap.close()
}

async function openApart(what: ToOpen): Promise<Opened> {
  const child = fork(path.join(import.meta.dirname, 'open-grains.ts'), [JSON.stringify(what)])
  const ended = once(child, 'exit')
  const [opened] = (await Promise.race([once(child, 'message'), ended.then(() => [null])])) as [Opened | null]
  const [code] = await ended
  if (opened === null) throw new Error(`The process that opens ${what.file} ended with ${String(code)}.`)
  return opened
}
