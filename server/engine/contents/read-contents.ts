import type { Finding } from '../contract'
import { FILE_SYSTEMS } from './file-systems'
import { readTable, tableFinding } from './partition-tables'
import { finding, type Region, subRegion } from './reader'

/**
 * What is on a disk, as its first blocks say it: a file system or another structure over the whole of it, or a
 * partition table with what is on each partition. Null when nothing is recognised. Reads at most some hundred KiB, and
 * never follows what the disk says for longer than a fixed number of steps.
 */
export async function readContents(region: Region): Promise<Finding | null> {
  const whole = await readFileSystem(region)
  if (whole) return whole
  const table = await readTable(region)
  if (!table) return null
  const children: Finding[] = []
  for (const { label, startByte, sizeBytes } of table.partitions) {
    const found = await readFileSystem(subRegion(region, startByte, sizeBytes))
    children.push({ ...(found ?? finding('unknown')), label: found?.label ?? label, startByte, sizeBytes })
  }
  return { ...tableFinding(table, region.sizeBytes), children }
}

async function readFileSystem(region: Region): Promise<Finding | null> {
  for (const detect of FILE_SYSTEMS) {
    const found = await detect(region)
    if (found) return { ...found, sizeBytes: region.sizeBytes }
  }
  return null
}
