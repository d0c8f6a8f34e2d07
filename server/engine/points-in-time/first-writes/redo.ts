import type { Disk, OwnBlocks } from '../../disks/disk'
import { EngineError } from '../../faults'
import type { Files } from '../../storage/files'
import { FirstWrites } from './first-writes'
import type { RedoWrite } from './redo-frame'
import { type LoadedLog, RedoLog } from './redo-log'
import { type FirstWriteBudget, runsOf } from './waiting-writes'

/** What a disk answers early, as long as its own blocks are all of its content and nobody but its images notes what changes. */
export function firstWritesOf(files: Files, disk: Disk, blocks: OwnBlocks, budget: FirstWriteBudget): FirstWrites {
  return new FirstWrites({
    file: blocks.file,
    budget,
    chain: () => disk.chain,
    mayTake: () => disk.gate.mayAnswerEarly && !disk.chain?.rollback && !disk.target && disk.incremental.length === 0,
    openLog: async () => new RedoLog(await files.openBlocks(disk.file('redo'))),
    apply: (write) => apply(blocks, write),
    failed: (error) => disk.failed('write', error),
  })
}

/** A flush covers what was written when it is asked for: a write still under way marks the file once more. */
function apply({ file, sync }: OwnBlocks, { offset, bytes }: RedoWrite): Promise<void> | null {
  const written = file.write([bytes], offset)
  sync.changed()
  return written && written.finally(() => sync.changed())
}

/** Grains that are preserved as one. */
const PORTION_GRAINS = 1024

/**
 * Finishes what hosts had been answered when the engine last ended: afterwards it is durable, and the log empty, also on
 * the disk under the page cache. To be called when a disk's images are loaded and before anybody uses it; if it is cut
 * off, it is done again from its beginning. Rejects if a write can't be written; the log stays then.
 */
export async function redoFirstWrites(files: Files, disk: Disk, blocks: OwnBlocks): Promise<void> {
  const names = await files.list(disk.folder)
  if (!names.includes('redo')) return
  const log = new RedoLog(await files.openBlocks(disk.file('redo')))
  try {
    const loaded = await log.load()
    if (loaded.damagedAt !== null) disk.failed('read', damage(disk.diskId, loaded.damagedAt))
    await redo(loaded, disk, blocks)
    await log.clear()
    await log.syncCleared()
  } finally {
    await log.close()
  }
}

async function redo({ writes, grainBytes }: LoadedLog, disk: Disk, blocks: OwnBlocks): Promise<void> {
  if (writes.size === 0) return
  const grains = [...writes.keys()].sort((one, other) => one - other)
  for (let at = 0; at < grains.length; at += PORTION_GRAINS) {
    const portion = grains.slice(at, at + PORTION_GRAINS)
    const preserved = runsOf(portion).map(async ([first, last]) => {
      const offset = first * grainBytes
      await disk.chain?.beforeWrite(offset, Math.min((last + 1) * grainBytes, disk.capacityBytes) - offset)
    })
    for (const outcome of await Promise.allSettled(preserved)) if (outcome.status === 'rejected') throw outcome.reason
    for (const grain of portion) for (const write of writes.get(grain) ?? []) await apply(blocks, write)
  }
  await blocks.file.sync()
}

function damage(diskId: string, at: number): EngineError {
  const lost = 'writes that hosts were answered, and had not flushed, may be missing'
  return new EngineError('io', `the redo log of virtual disk ${diskId} is damaged at byte ${at}: ${lost}; after a power loss that is to be expected`)
}
