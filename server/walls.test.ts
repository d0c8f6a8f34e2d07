/**
 * The walls between the parts of the house, and what no file may hold. A wall that is in the way is moved here, by
 * decision, or not at all.
 */
import { readdirSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'

const root = path.resolve(import.meta.dirname, '..')

/** All files but those that .gitignore names. */
const ignored = new Set(['.git', ...readFileSync(path.join(root, '.gitignore'), 'utf8').split(/\/?\n/)])
const files = filesIn('')

function filesIn(folder: string): string[] {
  return readdirSync(path.join(root, folder), { withFileTypes: true })
    .filter((entry) => !ignored.has(entry.name) && !entry.name.endsWith('.tsbuildinfo'))
    .flatMap((entry) => {
      const name = path.join(folder, entry.name)
      return entry.isDirectory() ? filesIn(name) : entry.isFile() ? [name] : []
    })
}

const sources = files.filter((file) => /\.(ts|tsx|mjs)$/.test(file))

interface Import {
  /** A file of this tree, relative to the root and without extension, or a package. */
  target: string
  inTree: boolean
  typeOnly: boolean
}

const read = (file: string) => readFileSync(path.join(root, file), 'utf8')

/** Static, dynamic and re-exporting imports, and the workers that are started by URL. */
function importsOf(file: string): Import[] {
  const text = read(file)
  const statements = [
    ...text.matchAll(/^(?:import|export)\s+(type\s)?[^'"`;]*?\sfrom\s+['"]([^'"]+)['"]/gm),
    ...text.matchAll(/^(import)\s+['"]([^'"]+)['"]/gm),
    ...text.matchAll(/()\bimport\(\s*['"]([^'"]+)['"]\s*\)/g),
    ...text.matchAll(/()new URL\(\s*['"](\.[^'"]+)['"],\s*import\.meta\.url\)/g),
  ]
  return statements.map(([, type, specifier = '']) => {
    const typeOnly = type?.trim() === 'type'
    if (specifier.startsWith('.')) {
      return { target: plain(path.join(path.dirname(file), specifier)), inTree: true, typeOnly }
    }
    if (specifier.startsWith('@/')) return { target: plain(specifier.slice(2)), inTree: true, typeOnly }
    return { target: specifier, inTree: false, typeOnly }
  })
}

function plain(file: string): string {
  return file.replace(/\.(ts|tsx|mjs|js|json|css)$/, '')
}

function within(target: string, folder: string): boolean {
  return target === folder || target.startsWith(`${folder}/`)
}

/** `file → target` for every import that the wall forbids. */
function breaches(from: (file: string) => boolean, forbidden: (found: Import, file: string) => boolean): string[] {
  return sources
    .filter(from)
    .flatMap((file) => importsOf(file).map((found) => ({ file, found })))
    .filter(({ file, found }) => forbidden(found, file))
    .map(({ file, found }) => `${file} → ${found.target}`)
}

const isTest = (file: string) => /\.test\.tsx?$|\/(testing|test-support)\/|\/testing\.ts$/.test(file)
const isPrisma = ({ target }: Import) => target.startsWith('@prisma/') || within(target, 'server/database')

describe('walls', () => {
  it('finds imports at all', () => {
    expect(importsOf('server/engine/client.ts')).toEqual(
      expect.arrayContaining([
        { target: 'node:worker_threads', inTree: false, typeOnly: false },
        { target: 'server/engine/thread', inTree: true, typeOnly: false },
      ]),
    )
    expect(sources.length).toBeGreaterThan(100)
  })

  it('the engine imports only what is its own, Node, koffi and zod', () => {
    const allowed = (file: string, { target }: Import) =>
      target.startsWith('node:') || /^(koffi|zod)$/.test(target) || (isTest(file) && /^(vitest|fast-check)$/.test(target))
    expect(
      breaches(
        (file) => within(file, 'server/engine'),
        (found, file) => (found.inTree ? !within(found.target, 'server/engine') : !allowed(file, found)),
      ),
    ).toEqual([])
  })

  it('rules and state tables reach neither the engine, the database nor Node, by whatever way', () => {
    const pure = sources.filter((file) => within(file, 'server/array') && /\/(rules|states)\.ts$/.test(file))
    expect(pure.length).toBeGreaterThan(3)
    const impure = ({ target, inTree }: Import) =>
      within(target, 'server/engine') || within(target, 'server/database') || (!inTree && target !== 'zod')
    const reached = pure.flatMap((file) => reach(file).filter(({ found }) => impure(found)))
    expect(reached.map(({ file, found }) => `${file} → ${found.target}`)).toEqual([])
  })

  it('rules and state tables read no clock', () => {
    const pure = sources.filter((file) => within(file, 'server/array') && /\/(rules|states)\.ts$/.test(file))
    expect(pure.filter((file) => /\bDate\.now\(|new Date\(\)|performance\.now\(/.test(read(file)))).toEqual([])
  })

  it('pages and components know neither the engine nor Prisma', () => {
    expect(
      breaches(
        (file) => within(file, 'app') || within(file, 'components'),
        (found) => within(found.target, 'server/engine') || isPrisma(found),
      ),
    ).toEqual([])
  })

  it('components and the server do not know pages', () => {
    expect(
      breaches(
        (file) => within(file, 'components') || within(file, 'server'),
        (found) => found.inTree && within(found.target, 'app'),
      ),
    ).toEqual([])
  })

  it('the server does not know the console', () => {
    expect(
      breaches(
        (file) => within(file, 'server'),
        (found) => (found.inTree && within(found.target, 'components')) || /^(react|react-dom)$/.test(found.target),
      ),
    ).toEqual([])
  })

  it('no imports run in a circle, neither those of types nor those that come later', () => {
    expect(circles()).toEqual([])
  })
})

function sourceOf({ inTree, target }: Import): string | undefined {
  return inTree ? ['.ts', '.tsx', '.mjs'].map((end) => target + end).find((name) => sources.includes(name)) : undefined
}

/** `file → … → file` for every import that leads back to a file from which it was come by. */
function circles(): string[] {
  const found: string[] = []
  const done = new Set<string>()
  const visit = (file: string, way: readonly string[]) => {
    if (way.includes(file)) found.push([...way.slice(way.indexOf(file)), file].join(' → '))
    if (done.has(file)) return
    done.add(file)
    for (const imported of importsOf(file)) {
      const source = sourceOf(imported)
      if (source) visit(source, [...way, file])
    }
  }
  for (const file of sources) visit(file, [])
  return found
}

/** Everything that runs when the file is imported; types do not run. */
function reach(start: string): { file: string; found: Import }[] {
  const seen = new Set<string>()
  const found: { file: string; found: Import }[] = []
  const visit = (file: string) => {
    if (seen.has(file)) return
    seen.add(file)
    for (const imported of importsOf(file).filter(({ typeOnly }) => !typeOnly)) {
      found.push({ file, found: imported })
      const source = sourceOf(imported)
      if (source) visit(source)
    }
  }
  visit(start)
  return found
}

describe('tests', () => {
  it('tell the same random cases every time, unless a hunt asks for others', () => {
    const asserting = sources.filter((file) => isTest(file) && importsOf(file).some(({ target }) => target === 'fast-check'))
    const count = (text: string, called: RegExp) => [...text.matchAll(called)].length
    const loose = asserting.filter((file) => count(read(file), /\bfc\.assert\(/g) !== count(read(file), /\brepeatable\(\w/g))
    expect(asserting.length).toBeGreaterThan(5)
    expect(loose.filter((file) => !within(file, 'server/engine/testing'))).toEqual([])
  })
})

describe('what is committed', () => {
  const texts = files.filter((file) => statSync(path.join(root, file)).size < 2_000_000 && !/\.(png|woff2|ico)$/.test(file))

  it('names no path of a machine', () => {
    const machinePath = /(?:^|[\s"'`(=:])\/(?:root|work|Users|home\/\w+)\//m
    expect(texts.filter((file) => machinePath.test(read(file)))).toEqual([])
  })

  it('installs from whatever registry the machine uses', () => {
    expect(read('package-lock.json')).not.toMatch(/"resolved": "https?:/)
  })

  it('locks the packages of every platform, so that npm ci accepts the lock on each', () => {
    const { packages } = JSON.parse(read('package-lock.json')) as {
      packages: Record<string, { optionalDependencies?: Record<string, string> }>
    }
    const missing = Object.values(packages)
      .flatMap(({ optionalDependencies }) => Object.keys(optionalDependencies ?? {}))
      .filter((name) => !Object.keys(packages).some((place) => place.endsWith(`node_modules/${name}`)))
    expect(missing).toEqual([])
  })

  it('pins what it depends on', () => {
    const manifest = JSON.parse(read('package.json')) as Record<string, Record<string, string>>
    const loose = Object.entries({ ...manifest['dependencies'], ...manifest['devDependencies'] }).filter(
      ([name, range]) => !/^\d/.test(range) && !name.startsWith('@types/'),
    )
    expect(loose).toEqual([])
  })
})
