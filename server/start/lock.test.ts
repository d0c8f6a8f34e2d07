import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { tryLock } from './lock.mjs'

let directory: string
let file: string
beforeEach(() => {
  directory = mkdtempSync(path.join(os.tmpdir(), 'lunette-lock-'))
  file = path.join(directory, 'made/too/x.lock')
})
afterEach(() => rmSync(directory, { recursive: true }))

async function holder(): Promise<ChildProcess> {
  const lockModule = JSON.stringify(path.join(import.meta.dirname, 'lock.mjs'))
  const script = `const { tryLock } = await import(${lockModule}); console.log(tryLock(${JSON.stringify(file)}).taken); setInterval(() => {}, 1000)`
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [answer] = (await once(child.stdout, 'data')) as [Buffer]
  expect(answer.toString()).toBe('true\n')
  return child
}

it('is held by one, who is named to the other, until it is let go', () => {
  const first = tryLock(file)
  expect(first.taken).toBe(true)
  expect(tryLock(file)).toEqual({ taken: false, holder: String(process.pid) })
  if (first.taken) first.release()
  const again = tryLock(file)
  expect(again.taken).toBe(true)
  if (again.taken) again.release()
})

it('dies with its process', async () => {
  const child = await holder()
  expect(tryLock(file)).toEqual({ taken: false, holder: String(child.pid) })
  child.kill('SIGKILL')
  await once(child, 'exit')
  const mine = tryLock(file)
  expect(mine.taken).toBe(true)
  expect(readFileSync(file, 'utf8')).toBe(`${process.pid}\n`)
  if (mine.taken) mine.release()
})
