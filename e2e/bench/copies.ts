import { rm } from 'node:fs/promises'
import path from 'node:path'
import { run } from '../support/commands'
import type { BenchArray } from './array'
import { LUNETTE, type Measurement } from './measurements'

/**
 * Copies a whole disk: Lunette's offline copy at its highest priority, `cp` and `qemu-img convert`. Each copies onto
 * something new, from the page cache, and counts until the copy is on the disk: Lunette calls a copy completed only
 * then, the others are followed by a sync of their file.
 */
export async function measureCopies(
  name: string,
  image: string,
  bytes: number,
  rounds: number,
  array: BenchArray,
  say: (line: string) => void,
): Promise<Measurement[]> {
  const sourceId = await array.createDisk(`source of ${name}`, bytes)
  const source = await array.map(sourceId)
  await run('nbdcopy', '--destination-is-zero', '--flush', image, source.uri('Unix socket'))
  await source.unmap()
  const target = path.join(path.dirname(image), 'copied.img')
  const contenders: { contender: string; copy: (round: number) => Promise<number> }[] = [
    { contender: LUNETTE, copy: (round) => copyInArray(array, sourceId, bytes, image, round === 0) },
    { contender: 'cp', copy: () => copyFile(target, ['cp', '--sparse=always', image, target]) },
    {
      contender: 'qemu-img',
      copy: () => copyFile(target, ['qemu-img', 'convert', '-f', 'raw', '-O', 'raw', image, target]),
    },
  ]
  const measurements = contenders.map(
    ({ contender }): Measurement => ({ case: name, unit: 'seconds', contender, samples: [] }),
  )
  for (let round = 0; round < rounds; round += 1) {
    // Nobody is always first.
    for (let turn = 0; turn < contenders.length; turn += 1) {
      const index = (round + turn) % contenders.length
      await run('sync')
      const seconds = (await contenders[index]?.copy(round)) ?? 0
      measurements[index]?.samples.push(seconds)
      say(`${name}: ${contenders[index]?.contender} ${seconds.toFixed(2)} s`)
    }
  }
  await array.deleteDisk(sourceId)
  return measurements
}

async function copyInArray(
  array: BenchArray,
  sourceId: string,
  bytes: number,
  image: string,
  check: boolean,
): Promise<number> {
  const targetId = await array.createDisk('copied', bytes)
  await run('sync')
  const seconds = await array.copy(sourceId, targetId)
  if (check) {
    const target = await array.map(targetId)
    await run('qemu-img', 'compare', '-f', 'raw', '-F', 'raw', image, target.uri('Unix socket'))
    await target.unmap()
  }
  await array.deleteDisk(targetId)
  return seconds
}

async function copyFile(target: string, [program = '', ...parameters]: string[]): Promise<number> {
  const begun = performance.now()
  await run(program, ...parameters)
  await run('sync', target)
  const seconds = (performance.now() - begun) / 1000
  await rm(target)
  return seconds
}
