import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** Debian packages that the tests with real clients need. */
const PACKAGE_OF = {
  nbdinfo: 'libnbd-bin',
  nbdcopy: 'libnbd-bin',
  'qemu-img': 'qemu-utils',
  'qemu-io': 'qemu-utils',
  fio: 'fio',
} as const

/** Runs a client and answers what it printed. Rejects with its complaint, or with what to install. */
export function run(tool: keyof typeof PACKAGE_OF, ...parameters: string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(tool, parameters, { maxBuffer: 16 * 1024 * 1024 }, (error, stdout, stderr) => {
      if (error === null) resolve(stdout)
      else if (error.code === 'ENOENT') {
        reject(new Error(`${tool} is missing: install the Debian package ${PACKAGE_OF[tool]}`))
      } else reject(new Error(`${tool} ${parameters.join(' ')}\n${stdout.slice(-2000)}${stderr}`))
    })
  })
}

/** A file of keys as libnbd and qemu read it (`identity:hexadecimal`), in a folder of its own as qemu wants it. */
export async function writeKeyFile(folder: string, identity: string, keyHex: string): Promise<string> {
  const path = join(folder, 'keys.psk')
  await writeFile(path, `${identity}:${keyHex}\n`, { mode: 0o600 })
  return path
}
