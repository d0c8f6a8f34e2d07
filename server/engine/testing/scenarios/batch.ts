/** Runs the steps of a batch at the same time, each on sectors of its own, until all of them end or the process dies. */
import type { VolatileFiles } from '../volatile-files'

/** Takes sectors of a disk for one step of a batch; false if another step has them. */
export type Free = (disk: string, first: number, last: number) => boolean

const STUCK_MILLIS = 10_000

/** Answers false if the process died meanwhile; rejects if the steps do not end, as two that wait for one another. */
export async function runBatch(files: VolatileFiles, steps: readonly object[], run: (free: Free) => Promise<void>): Promise<boolean> {
  const taken: { disk: string; first: number; last: number }[] = []
  const free: Free = (disk, first, last) => {
    if (taken.some((range) => range.disk === disk && range.first <= last && first <= range.last)) return false
    taken.push({ disk, first, last })
    return true
  }
  const work = run(free)
  let timer: NodeJS.Timeout | undefined
  const stuck = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`these steps don't end: ${JSON.stringify(steps)}`)), STUCK_MILLIS)
  })
  await Promise.race([work, files.died, stuck]).finally(() => clearTimeout(timer))
  if (files.crashed) {
    void work.catch(() => undefined) // The dead process's last words.
    return false
  }
  return true
}
