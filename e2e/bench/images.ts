import { randomFillSync } from 'node:crypto'
import { open } from 'node:fs/promises'

const STEP_BYTES = 4 * 1024 * 1024

/** Makes a file of random data, all of it or every fourth 4 MiB, the rest holes. */
export async function makeImage(path: string, bytes: number, content: 'full' | 'quarter'): Promise<void> {
  const file = await open(path, 'w')
  const data = Buffer.alloc(STEP_BYTES)
  for (let offset = 0; offset < bytes; offset += STEP_BYTES * (content === 'full' ? 1 : 4)) {
    await file.write(randomFillSync(data), 0, STEP_BYTES, offset)
  }
  await file.truncate(bytes)
  await file.sync()
  await file.close()
}
