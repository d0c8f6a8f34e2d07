/**
 * `npm test`: everything, from types to a real browser and real hosts. What a check needs and is not there makes the
 * run fail; nothing is skipped.
 */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..')

/** Debian's packages, by a command of each; by a path where a package has no command. */
const PACKAGES = {
  chromium: 'chromium',
  'qemu-utils': 'qemu-img',
  nbdkit: 'nbdkit',
  'libnbd-bin': 'nbdinfo',
  'libiscsi-bin': 'iscsi-test-cu',
  'qemu-block-extra': '/usr/share/doc/qemu-block-extra',
  fio: 'fio',
  e2fsprogs: 'mke2fs',
  xfsprogs: 'mkfs.xfs',
  'btrfs-progs': 'mkfs.btrfs',
  'ntfs-3g': 'mkfs.ntfs',
  dosfstools: 'mkfs.vfat',
  exfatprogs: 'mkfs.exfat',
  gdisk: 'sgdisk',
  fdisk: 'sfdisk',
  'cryptsetup-bin': 'cryptsetup',
  'gnutls-bin': 'psktool',
  'qemu-system-x86': 'qemu-system-x86_64',
  'linux-image-cloud-amd64': '/usr/share/doc/linux-image-cloud-amd64',
  'open-iscsi': 'iscsid',
  'busybox-static': '/usr/share/doc/busybox-static',
  cpio: 'cpio',
  kmod: 'modprobe',
}

/** Taken where they are to be had; without them the same is tested, only slower (playwright.config.ts). */
const QUICKER = { 'chromium-headless-shell': 'chromium-headless-shell' }

/** Each needs what stands before it. */
const STEPS = [
  ['Build', 'node', ['server/start/build.mjs']],
  ['Types', 'node_modules/.bin/tsc', ['--noEmit', '-p', '.']],
  ['Lint', 'node_modules/.bin/oxlint', ['--deny-warnings']],
  ['Units, engine and protocols', 'node_modules/.bin/vitest', ['run', '--project', 'unit']],
  ['The product and real hosts', 'node_modules/.bin/vitest', ['run', '--project', 'product']],
  ['Browser', 'node_modules/.bin/playwright', ['test']],
]

/** @param {string} command */
function isInstalled(command) {
  if (path.isAbsolute(command)) return existsSync(command)
  const directories = [...(process.env['PATH'] ?? '').split(':'), '/usr/sbin', '/sbin']
  return directories.some((directory) => directory !== '' && existsSync(path.join(directory, command)))
}

/**
 * @param {string} command
 * @param {string[]} args
 */
function run(command, args) {
  process.stdout.write(`$ ${command} ${args.join(' ')}\n`)
  const { status, error } = spawnSync(command, args, {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    // The superuser's tools hold file system checkers, which not everybody has on the path.
    env: { ...process.env, PATH: `${process.env['PATH']}:/usr/sbin:/sbin`, NEXT_TELEMETRY_DISABLED: '1' },
  })
  if (error) process.stdout.write(`${error.message}\n`)
  return status === 0
}

/** @param {Record<string, string>} packages */
const missingOf = (packages) =>
  Object.entries(packages)
    .filter(([, command]) => !isInstalled(command))
    .map(([name]) => name)

function installPackages() {
  const missing = missingOf(PACKAGES)
  const quicker = missingOf(QUICKER)
  if (missing.length + quicker.length === 0) return true
  const install = ['install', '-y', '--no-install-recommends']
  if (process.getuid?.() === 0 && isInstalled('apt-get')) {
    process.env['DEBIAN_FRONTEND'] = 'noninteractive'
    const knows = run('apt-get', ['update', '-q'])
    for (const name of knows ? quicker : []) run('apt-get', ['-q', ...install, name])
    if (knows && missing.length > 0) run('apt-get', ['-q', ...install, ...missing])
  }
  if (missingOf(PACKAGES).length === 0) return true
  process.stdout.write(
    `The tests need programs that are not here. On Debian and Ubuntu:\n  sudo apt-get ${[...install, ...missing].join(' ')}\n`,
  )
  return false
}

if (!installPackages()) process.exit(1)

/** @type {string[]} */
const report = []
let failed = false
for (const [title, command, args] of /** @type {[string, string, string[]][]} */ (STEPS)) {
  process.stdout.write(`\n== ${title}\n`)
  const since = performance.now()
  const passed = run(command, args)
  report.push(`${passed ? 'passed' : 'FAILED'}  ${title} (${Math.round((performance.now() - since) / 1000)} s)`)
  failed ||= !passed
  // Nothing of the rest would mean anything without a build.
  if (!passed && title === 'Build') break
}
process.stdout.write(`\n${report.join('\n')}\n`)
process.exit(failed ? 1 : 0)
