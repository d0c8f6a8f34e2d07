/** Programs of real hosts. */
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { promisify } from 'node:util'

const execute = promisify(execFile)

/** Runs a program to its end and answers what it printed. Throws with its complaint when it fails. */
export async function run(command: string, ...args: string[]): Promise<string> {
  const { stdout } = await execute(command, args, { env: environment(), maxBuffer: 64 * 1024 * 1024 })
  return stdout
}

/** Runs a program that has to fail and answers its complaint. */
export async function runRefused(command: string, ...args: string[]): Promise<string> {
  try {
    await run(command, ...args)
  } catch (error) {
    if (error instanceof Error && 'stderr' in error) return `${String(error.stderr)}${'stdout' in error ? String(error.stdout) : ''}`
    throw error
  }
  throw new Error(`${command} ${args.join(' ')} was not refused.`)
}

/** A program that goes on by itself until it is told to end. */
export function background(command: string, ...args: string[]): { stop: () => Promise<void>; running: () => boolean } {
  const child = spawn(command, args, { env: environment(), stdio: 'ignore' })
  const ended = once(child, 'exit')
  return {
    running: () => child.exitCode === null && child.signalCode === null,
    async stop() {
      child.kill('SIGINT')
      await ended
    },
  }
}

/** File system checkers are in directories that not everybody has on the path. */
function environment(): NodeJS.ProcessEnv {
  return { ...process.env, PATH: `${process.env['PATH'] ?? ''}:/usr/sbin:/sbin` }
}
