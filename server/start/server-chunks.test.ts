import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { shareServerChunks } from './server-chunks.mjs'

let root: string

const file = (name: string) => path.join(root, '.next/server/chunks', name)
const load = createRequire(import.meta.url)

beforeEach(() => {
  root = mkdtempSync(path.join(os.tmpdir(), 'lunette-chunks-'))
  mkdirSync(file('ssr'), { recursive: true })
})

afterEach(() => rmSync(root, { recursive: true }))

it('makes one of the chunks that differ by the name of their source map alone', () => {
  writeFileSync(file('one.js'), 'module.exports=[1,()=>"same"];\n\n//# sourceMappingURL=one.js.map\n')
  writeFileSync(file('two [a].js'), 'module.exports=[1,()=>"same"];\n\n//# sourceMappingURL=two.js.map')
  writeFileSync(file('three.js'), 'module.exports=[1,()=>"other"];\n\n//# sourceMappingURL=three.js.map')
  writeFileSync(file('ssr/four.js'), 'module.exports=[1,()=>"same"];\n\n//# sourceMappingURL=four.js.map')
  shareServerChunks(root)
  expect(load(file('one.js'))).toBe(load(file('two [a].js')))
  expect(load(file('three.js'))).not.toBe(load(file('one.js')))
  expect(load(file('ssr/four.js')), 'of another runtime').not.toBe(load(file('one.js')))
})

it('leaves alone what is no list of modules', () => {
  const runtime = 'const modules = new Map()\n//# sourceMappingURL=a.js.map'
  writeFileSync(file('a.js'), runtime)
  writeFileSync(file('b.js'), runtime)
  shareServerChunks(root)
  expect(readFileSync(file('a.js'), 'utf8')).toBe(runtime)
  expect(readFileSync(file('b.js'), 'utf8')).toBe(runtime)
})
