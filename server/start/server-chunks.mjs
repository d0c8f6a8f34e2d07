/**
 * Turbopack writes what several pages share once for each of them: files that differ by the name of their source map
 * alone. One process that serves all pages would hold each in memory, as text and as code.
 */
import { readFileSync, readdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'

/** Console's pages, and REST's routes with what runs at the start: each has a runtime, and so chunks, of its own. */
const DIRECTORIES = ['.next/server/chunks/ssr', '.next/server/chunks']
const SOURCE_MAP = /\n\/\/# sourceMappingURL=.*\s*$/

/**
 * Lets every chunk that says what another one says be that other one. What is not a list of modules is left alone.
 *
 * @param {string} root of the installation, built
 */
export function shareServerChunks(root) {
  for (const directory of DIRECTORIES.map((name) => path.join(root, name))) {
    /** @type {Map<string, string>} */
    const byCode = new Map()
    for (const name of readdirSync(directory).filter((file) => file.endsWith('.js')).sort()) {
      const file = path.join(directory, name)
      const code = readFileSync(file, 'utf8').replace(SOURCE_MAP, '')
      const same = byCode.get(code)
      if (same !== undefined) writeFileSync(file, `module.exports=require(${JSON.stringify(`./${same}`)})\n`)
      else if (code.startsWith('module.exports=[')) byCode.set(code, name)
    }
  }
}
