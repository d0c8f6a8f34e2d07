/** The file system in memory from which a Linux guest lives: Debian's programs and modules, as this machine has them. */
import { chmod, copyFile, mkdir, readdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { run } from './commands'

/** With what they need besides; what a kernel has built in is skipped. */
const MODULES = ['virtio_pci', 'virtio_net', 'crc32c', 'sd_mod', 'iscsi_tcp', 'ext4', 'xfs']
const PROGRAMS = ['busybox', 'iscsid', 'iscsiadm', 'mkfs.ext4', 'e2fsck', 'mkfs.xfs', 'xfs_repair']

/** Of QEMU's network for users, in which 10.0.2.2 is this machine's loopback. */
const ADDRESS = '10.0.2.15/24'

/**
 * Commands come and go by the second serial line, so that what the kernel says on the first never gets between them.
 * When this ends, the machine ends.
 */
const INIT = `#!/sbin/busybox sh
export PATH=/sbin:/bin
/sbin/busybox mkdir -p /bin /dev /proc /sys /run/lock /tmp /mnt
/sbin/busybox --install -s /bin
mount -t proc proc /proc
mount -t sysfs sysfs /sys
mount -t devtmpfs devtmpfs /dev
while read -r module; do insmod "$module"; done </modules
ip link set lo up
ip address add ${ADDRESS} dev eth0
ip link set eth0 up
exec </dev/ttyS1 >/dev/ttyS1 2>&1
stty -echo -onlcr
echo ready
while read -r command; do
  eval "$command" </dev/null 2>&1
  echo "answered with $?"
done
`

/** The newest of Debian's kernels for guests: whatever else is in /boot may keep its modules in other ways. */
export async function findKernel(): Promise<{ image: string; version: string }> {
  const versions = (await readdir('/boot')).flatMap((name) => /^vmlinuz-(.+-cloud-amd64)$/.exec(name)?.[1] ?? [])
  const newest = versions.toSorted((a, b) => a.localeCompare(b, 'en', { numeric: true })).at(-1)
  if (newest === undefined) throw new Error("There is no kernel for a guest in /boot: Debian's package linux-image-cloud-amd64 has one.")
  return { image: `/boot/vmlinuz-${newest}`, version: newest }
}

/**
 * Makes the image in `directory` and answers its path.
 * @param files what else it holds, by absolute path
 */
export async function makeInitramfs(directory: string, kernelVersion: string, files: Record<string, string>): Promise<string> {
  const root = path.join(directory, 'initramfs')
  const modules = await modulesOf(kernelVersion)
  const programs = (await run('which', ...PROGRAMS)).trim().split('\n')
  for (const program of programs) await bring(program, path.join(root, 'sbin', path.basename(program)))
  for (const file of [...modules, ...(await librariesOf(programs))]) await bring(file, path.join(root, file))
  const written: Record<string, string> = {
    '/init': INIT,
    '/modules': modules.map((file) => `${file}\n`).join(''),
    // The initiator's daemon takes orders from root only, by name.
    '/etc/passwd': 'root:x:0:0::/:/bin/sh\n',
    ...files,
  }
  for (const [name, content] of Object.entries(written)) {
    await mkdir(path.dirname(path.join(root, name)), { recursive: true })
    await writeFile(path.join(root, name), content)
  }
  for (const name of Object.keys(written)) await chmod(path.join(root, name), 0o755)
  const image = path.join(directory, 'initramfs.cpio')
  await run('sh', '-c', 'cd "$0" && find . | cpio --quiet -o -H newc -R 0:0 >"$1"', root, image)
  return image
}

async function bring(from: string, to: string): Promise<void> {
  await mkdir(path.dirname(to), { recursive: true })
  await copyFile(from, to)
}

/** In the order in which they can be loaded. */
async function modulesOf(kernelVersion: string): Promise<string[]> {
  const listed = await run('modprobe', '--set-version', kernelVersion, '--show-depends', '--all', ...MODULES)
  return [...new Set([...listed.matchAll(/^insmod (\S+)/gm)].flatMap(([, file]) => file ?? []))]
}

async function librariesOf(programs: string[]): Promise<string[]> {
  const found = new Set<string>()
  for (const program of programs) {
    // A static program has none, which ldd calls a failure.
    // It fails for a program that is linked statically, and says so, which names no library.
    const listed = await run('sh', '-c', 'ldd "$0" 2>&1 || true', program)
    for (const [, file] of listed.matchAll(/(\/\S+) \(0x/g)) if (file !== undefined) found.add(file)
  }
  return [...found]
}
