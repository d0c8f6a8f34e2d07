import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { rm } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { run } from '../support/commands'
import { freePort } from '../support/product'

export type Transport = 'Unix socket' | 'TCP loopback'

/** An NBD server beside Lunette, on a file of its own. */
export interface Peer {
  name: string
  uri: string
  pid: number
  stop(): Promise<void>
}

const READY_MS = 10_000

/** `nbdkit file` and `qemu-nbd`, both through the page cache, as Lunette is, and with what they do by default else. */
export async function startPeers(
  files: { nbdkit: string; qemu: string },
  transport: Transport,
  folder: string,
): Promise<Peer[]> {
  return [
    await start('nbdkit file', transport, path.join(folder, 'nbdkit.sock'), (where) => nbdkit(where, files.nbdkit)),
    await start('qemu-nbd', transport, path.join(folder, 'qemu.sock'), (where) => qemuNbd(where, 'raw', files.qemu)),
  ]
}

/** `qemu-nbd` on a qcow2 file, over a Unix socket. */
export function startQcow2(name: string, file: string, folder: string): Promise<Peer> {
  return start(name, 'Unix socket', path.join(folder, `${path.basename(file)}.sock`), (where) => qemuNbd(where, 'qcow2', file))
}

/** `nbdkit file` over a Unix socket. */
export function startNbdkit(file: string, folder: string): Promise<Peer> {
  return start('nbdkit file', 'Unix socket', path.join(folder, `${path.basename(file)}.sock`), (where) => nbdkit(where, file))
}

function nbdkit(where: Where, file: string): string[] {
  const at = where.kind === 'unix' ? ['-U', where.socket] : ['-i', '127.0.0.1', '-p', `${where.port}`]
  return ['nbdkit', '-f', ...at, 'file', file]
}

/** With as many connections as a bench makes, and a flush that reaches the disk. */
function qemuNbd(where: Where, format: 'raw' | 'qcow2', file: string): string[] {
  const at = where.kind === 'unix' ? ['-k', where.socket] : ['-b', '127.0.0.1', '-p', `${where.port}`]
  const caching = ['--cache=writeback', '--discard=unmap']
  return ['qemu-nbd', '-f', format, '-x', '', '-e', '8', '--persistent', ...caching, ...at, file]
}

type Where = { kind: 'unix'; socket: string } | { kind: 'tcp'; port: number }

async function start(
  name: string,
  transport: Transport,
  socket: string,
  command: (where: Where) => string[],
): Promise<Peer> {
  const where: Where = transport === 'Unix socket' ? { kind: 'unix', socket } : { kind: 'tcp', port: await freePort() }
  // nbdkit leaves its own behind.
  await rm(socket, { force: true })
  const [program = '', ...parameters] = command(where)
  const child = spawn(program, parameters, { stdio: ['ignore', 'ignore', 'inherit'] })
  await once(child, 'spawn')
  const end = (): void => {
    child.kill('SIGKILL')
  }
  process.once('exit', end)
  const uri = where.kind === 'unix' ? `nbd+unix:///?socket=${where.socket}` : `nbd://127.0.0.1:${where.port}/`
  await untilItAnswers(name, uri, child)
  return {
    name,
    uri,
    pid: child.pid ?? 0,
    async stop() {
      process.removeListener('exit', end)
      if (child.exitCode !== null) return
      child.kill('SIGTERM')
      await once(child, 'exit')
    },
  }
}

async function untilItAnswers(name: string, uri: string, child: ChildProcess): Promise<void> {
  for (const begun = performance.now(); ; await sleep(50)) {
    if (child.exitCode !== null) throw new Error(`${name} ended with ${child.exitCode} before it served anything.`)
    try {
      await run('nbdinfo', '--size', uri)
      return
    } catch (error) {
      if (performance.now() - begun > READY_MS) throw error
    }
  }
}
