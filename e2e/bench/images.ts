import { randomFillSync } from 'node:crypto'
import { open } from 'node:fs/promises'

const STEP_BYTES = 4 * 1024 * 1024

/**
 * Makes a file of random data and holes.
 *
 * @param every 1: all of it is data; else one 4 MiB of so many
 */
export async function makeImage(path: string, bytes: number, every: number): Promise<void> {
  const file = await open(path, 'w')
  const data = Buffer.alloc(STEP_BYTES)
  for (let offset = 0; offset < bytes; offset += STEP_BYTES * every) {
    await file.write(randomFillSync(data), 0, STEP_BYTES, offset)
  }
  await file.truncate(bytes)
  await file.sync()
  await file.close()
}
