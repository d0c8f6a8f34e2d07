/**
 * A whole Linux machine as a host: Debian's kernel in QEMU, with the kernel's own iSCSI initiator. What listens on this
 * machine's loopback the guest finds at {@link GATEWAY}. It does one command at a time.
 */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import { findKernel, makeInitramfs } from './initramfs'
import { killWithThisProcess, within } from './processes'

export const GATEWAY = '10.0.2.2'

/** Enough for an emulated machine on a busy one. */
const ANSWER_MS = 180_000
/** In some virtual machines /dev/kvm is there, but no guest comes up with it; it is emulated then. */
const ACCELERATED_START_MS = 20_000

interface Machine {
  kernel: string
  initramfs: string
  /** Where the kernel's words go. */
  log: string
}

export class LinuxGuest {
  /** What it answered, and nobody took yet. */
  #heard = ''
  #qemuSaid = ''
  #listeners = new Set<() => void>()
  #ended = false

  private constructor(
    private readonly qemu: ChildProcessWithoutNullStreams,
    private readonly log: string,
  ) {
    const wake = () => this.#listeners.forEach((listener) => listener())
    qemu.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      this.#heard += chunk
      wake()
    })
    qemu.stderr.setEncoding('utf8').on('data', (chunk: string) => {
      this.#qemuSaid += chunk
    })
    // A line to a machine that died is met by whoever waits for the answer.
    qemu.stdin.on('error', () => undefined)
    const ended = (error?: Error) => {
      if (error) this.#qemuSaid += error.message
      this.#ended = true
      wake()
    }
    qemu.once('error', ended)
    qemu.once('close', () => ended())
  }

  /**
   * Starts it and waits until it takes commands. It has nothing but its memory: what it should keep is on LUNs.
   * @param directory where it may leave files, removed by whoever made it
   * @param files texts that it finds and may run, by absolute path
   */
  static async boot(directory: string, files: Record<string, string>): Promise<LinuxGuest> {
    const folder = path.join(directory, 'guest')
    await mkdir(folder)
    const kernel = await findKernel()
    const initramfs = await makeInitramfs(folder, kernel.version, files)
    const machine = { kernel: kernel.image, initramfs, log: path.join(folder, 'kernel.log') }
    try {
      return await LinuxGuest.#boot('kvm', machine, ACCELERATED_START_MS)
    } catch {
      return LinuxGuest.#boot('tcg', machine, ANSWER_MS)
    }
  }

  static async #boot(accelerator: 'kvm' | 'tcg', machine: Machine, limit: number): Promise<LinuxGuest> {
    const qemu = spawn(
      'qemu-system-x86_64',
      [
        ...['-accel', accelerator, '-cpu', 'max', '-m', '512', '-nodefaults', '-no-reboot', '-display', 'none'],
        ...['-kernel', machine.kernel, '-initrd', machine.initramfs, '-append', 'console=ttyS0 panic=-1'],
        ...['-serial', `file:${machine.log}`, '-serial', 'stdio', '-nic', 'user,model=virtio-net-pci'],
      ],
      { stdio: ['pipe', 'pipe', 'pipe'] },
    )
    killWithThisProcess(qemu)
    const guest = new LinuxGuest(qemu, machine.log)
    try {
      await guest.#hear(/^[^]*ready\n/, 'the start', limit)
      return guest
    } catch (error) {
      await guest.dispose()
      throw error
    }
  }

  /** Runs a command of its shell, one line, and answers what it printed. Throws with its complaint when it fails. */
  async run(command: string): Promise<string> {
    const { status, printed } = await this.#ask(command)
    if (status !== 0) throw new Error(`In the guest, ${command} ended with ${status}:\n${printed}${this.#kernelLog()}`)
    return printed
  }

  /** Runs a command that has to fail and answers its complaint. */
  async runRefused(command: string): Promise<string> {
    const { status, printed } = await this.#ask(command)
    if (status === 0) throw new Error(`In the guest, ${command} was not refused.`)
    return printed
  }

  /** Ends it as a power failure does. */
  async dispose(): Promise<void> {
    if (this.#ended) return
    this.qemu.kill('SIGKILL')
    await once(this.qemu, 'close')
  }

  async #ask(command: string): Promise<{ status: number; printed: string }> {
    this.qemu.stdin.write(`${command}\n`)
    const [, printed = '', status] = await this.#hear(/^([^]*)answered with (\d+)\n/, command)
    return { status: Number(status), printed }
  }

  /** Waits until it has said what matches, and takes it. */
  async #hear(pattern: RegExp, reason: string, limit = ANSWER_MS): Promise<RegExpExecArray> {
    let listener: () => void = () => undefined
    const found = new Promise<RegExpExecArray>((resolve, reject) => {
      listener = () => {
        const match = pattern.exec(this.#heard)
        if (match) resolve(match)
        else if (this.#ended) reject(new Error(this.#complaint(reason)))
      }
      this.#listeners.add(listener)
      listener()
    })
    try {
      const match = await within(limit, found, () => this.#complaint(reason))
      this.#heard = this.#heard.slice(match[0].length)
      return match
    } finally {
      this.#listeners.delete(listener)
    }
  }

  #complaint(reason: string): string {
    return `The guest did not answer to ${reason}:\n${this.#heard}${this.#kernelLog()}`
  }

  #kernelLog(): string {
    return `\n${this.#qemuSaid}The end of its kernel's log:\n${readFileSync(this.log, 'utf8').slice(-4000)}`
  }
}
