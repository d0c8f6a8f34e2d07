/** Run by grain-maps.ts, once for each look: opens what an image keeps, and says what that took. */
import { GrainBitmap } from '../../server/engine/points-in-time/grain-bitmap'
import { GrainLog } from '../../server/engine/points-in-time/grain-log'
import { linuxFiles } from '../../server/engine/storage/linux-files'

export interface ToOpen {
  kind: 'snapshot' | 'instant copy'
  file: string
  sequence: number
}

export interface Opened {
  held: number
  seconds: number
  /** By which the process became larger. */
  bytes: number
}

async function open({ kind, file, sequence }: ToOpen): Promise<Opened> {
  const blocks = await linuxFiles.openBlocks(file)
  const before = process.memoryUsage.rss()
  const begun = performance.now()
  const found = kind === 'snapshot' ? (await GrainLog.load(blocks, sequence)).map : (await GrainBitmap.load(blocks, sequence, false)).split
  const seconds = (performance.now() - begun) / 1000
  const bytes = process.memoryUsage.rss() - before
  return { held: 'held' in found ? found.held : found.count, seconds, bytes }
}

process.send?.(await open(JSON.parse(process.argv[2] ?? '') as ToOpen))
