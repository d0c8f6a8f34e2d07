/** Programs that run beside a test, and waits for them that come to an end. */
import { type ChildProcess } from 'node:child_process'

/** Ends a wait that nothing else would end, with what is known of why. */
export async function within<T>(milliseconds: number, work: Promise<T>, complaint: () => string): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(complaint())), milliseconds)
  })
  return Promise.race([work, late]).finally(() => clearTimeout(timer))
}

/** A test run that ends early leaves nothing running. */
export function killWithThisProcess(child: ChildProcess): void {
  const kill = () => child.kill('SIGKILL')
  process.once('exit', kill)
  child.once('exit', () => process.removeListener('exit', kill))
}
