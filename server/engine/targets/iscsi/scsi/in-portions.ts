import type { Abortable } from './context'

/**
 * Does long work of a command portion by portion, from byte 0 to `length`. Others have their turn in between, whether
 * the disk was waited for or not; and once the command is aborted nothing more is begun, however much is left, for a
 * reset and the next login of the initiator wait until the command has done all that it will do.
 */
export async function inPortions(
  { length, portionBytes, task }: { length: number; portionBytes: number; task: Abortable },
  work: (at: number, bytes: number) => Promise<void> | null,
): Promise<void> {
  for (let at = 0; at < length && !task.aborted; at += portionBytes) {
    await work(at, Math.min(portionBytes, length - at))
    await new Promise((resolve) => setImmediate(resolve))
  }
}
