/** Images that the real tools make, and new identities for them; the tools themselves say what has become of them. */
import { execFile } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, readFileSync, readSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterAll, expect } from 'vitest'
import type { Region } from '../../contents/reader'
import { Random } from '../../testing/random'
import { applyIdentities, decodeJournal, encodeJournal, isAsPlanned, journalOf } from '../apply'
import { type IdentityPlan, planIdentities, type StructurePlan } from '../plan'

export const MiB = 1024 * 1024
export const UUID = '0f3c2b1a-1111-4222-8333-444455556666'

const directory = mkdtempSync(path.join(os.tmpdir(), 'lunette-identities-'))
afterAll(() => rmSync(directory, { recursive: true, force: true }))

const execute = promisify(execFile)

/** What a program says, standard output and errors together. Rejects when it fails. */
export async function run(command: string, ...args: string[]): Promise<string> {
  const { stdout, stderr } = await execute(command, args, { env: { ...process.env, PATH: `${process.env['PATH'] ?? ''}:/usr/sbin:/sbin` } })
  return stdout + stderr
}

/** The same by a shell, in which `$0` is the file. */
export const shell = (file: string, script: string) => run('sh', '-ec', script, file)

let files = 0
const newFile = () => path.join(directory, `${(files += 1)}.img`)

/** A file of a size that a tool made something on; `@` stands for the file. */
export async function make(mebibytes: number, ...command: [string, ...string[]]): Promise<string> {
  const file = newFile()
  writeFileSync(file, '')
  truncateSync(file, mebibytes * MiB)
  const [tool, ...args] = command
  await run(tool, ...args.map((arg) => (arg === '@' ? file : arg)))
  return file
}

/** The same where a shell makes it. */
export const makeBy = (mebibytes: number, script: string) => make(mebibytes, 'sh', '-ec', script, '@')

/** A file of bytes. */
export function fileOf(bytes: Buffer): string {
  const file = newFile()
  writeFileSync(file, bytes)
  return file
}

export const regionOf = (bytes: Buffer): Region => ({
  sizeBytes: bytes.length,
  read: (offset, length) =>
    Promise.resolve(Number.isSafeInteger(offset) && offset >= 0 && offset + length <= bytes.length ? Buffer.from(bytes.subarray(offset, offset + length)) : null),
})

/** A large file with holes, read piece by piece. */
export async function planFile(file: string): Promise<IdentityPlan> {
  const descriptor = openSync(file, 'r')
  const sizeBytes = statSync(file).size
  try {
    return await planIdentities(
      {
        sizeBytes,
        read(offset, length) {
          if (!Number.isSafeInteger(offset) || offset < 0 || offset + length > sizeBytes) return Promise.resolve(null)
          const into = Buffer.alloc(length)
          readSync(descriptor, into, 0, length, offset)
          return Promise.resolve(into)
        },
      },
      chance(),
    )
  } finally {
    closeSync(descriptor)
  }
}

let seeds = 0
/** Other bytes for each plan. */
function chance(): (length: number) => Buffer {
  const random = new Random((seeds += 1))
  return (length) => Buffer.from(Array.from({ length }, () => random.below(256)))
}

export const planBytes = (bytes: Buffer) => planIdentities(regionOf(bytes), chance())

/** Gives a file new identities, through a journal as it is kept, and proves that nothing else of it has changed. */
export async function renew(file: string): Promise<StructurePlan[]> {
  const before = readFileSync(file)
  const plan = await planBytes(before)
  expect(readFileSync(file).equals(before)).toBe(true)
  const journal = decodeJournal(encodeJournal(journalOf(plan))) ?? []
  expect(await isAsPlanned(regionOf(before).read, journal)).toBe(true)
  const after = Buffer.from(before)
  await applyIdentities(journal, writerOf(after))
  writeFileSync(file, after)
  const undone = Buffer.from(after)
  for (const { writes } of plan.structures) {
    for (const { offsetBytes, before: old, bytes } of writes) {
      expect(bytes.equals(old)).toBe(false)
      old.copy(undone, offsetBytes)
    }
  }
  expect(undone.equals(before)).toBe(true)
  return plan.structures
}

export const writerOf = (bytes: Buffer) => ({
  write(offset: number, piece: Buffer) {
    piece.copy(bytes, offset)
    return Promise.resolve()
  },
  flush: () => Promise.resolve(),
})

/** The new identifier of a file with one structure that has one. */
export async function renewOne(file: string): Promise<{ old: string; new: string; structure: StructurePlan }> {
  const [structure, ...others] = await renew(file)
  const [identity, ...more] = structure?.identities ?? []
  if (!structure || !identity || others.length > 0 || more.length > 0) throw new Error(`expected one identity of one structure: ${JSON.stringify(structure?.refusal)}`)
  expect(identity.new).not.toBe(identity.old)
  return { old: identity.old, new: identity.new, structure }
}

/** Why a file can't get new identities, after proving that nothing of the refused is written. */
export async function refusalOf(file: string): Promise<{ code: string; detail: string } | null> {
  const [structure] = (await planFile(file)).structures
  if (structure?.refusal) expect(structure).toMatchObject({ writes: [], identities: [] })
  return structure?.refusal ?? null
}

/** What blkid finds of a tag, by looking at the file alone. */
export const blkid = async (file: string, tag: string) => (await run('blkid', '-p', '-s', tag, '-o', 'value', file)).trim()
