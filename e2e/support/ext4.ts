/** A real ext4 image with thousands of files, made without mounting anything. */
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, truncate, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { run } from './commands'

/** Makes `image` of `bytes` with `files` files of many sizes in it. */
export async function makeExt4(directory: string, image: string, bytes: number, files: number): Promise<void> {
  const content = path.join(directory, 'content')
  for (let folder = 0; folder * 100 < files; folder += 1) {
    const at = path.join(content, `folder-${folder}`)
    await mkdir(at, { recursive: true })
    const count = Math.min(100, files - folder * 100)
    await Promise.all(
      Array.from({ length: count }, (_, index) =>
        writeFile(path.join(at, `file-${index}`), Buffer.alloc(200 + ((folder * 100 + index) * 977) % 60_000, `${folder}.${index} `)),
      ),
    )
  }
  await writeFile(image, '')
  await truncate(image, bytes)
  await run('mke2fs', '-q', '-t', 'ext4', '-d', content, image)
}

/** SHA-256 of a range of a file. */
export async function digest(file: string, start: number, bytes: number): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(file, { start, end: start + bytes - 1 })) hash.update(chunk as Buffer)
  return hash.digest('hex')
}
