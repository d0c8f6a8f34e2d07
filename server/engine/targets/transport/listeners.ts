import { lstat, unlink } from 'node:fs/promises'
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { isDeepStrictEqual } from 'node:util'
import type { EngineFault, EngineFaultCode, ListenAddress } from '../../contract'

/** An address that cannot be listened on. */
export class ListenError extends Error {
  constructor(readonly fault: EngineFault) {
    super(fault.detail)
    this.name = 'ListenError'
  }
}

interface Listener {
  /** Where it really listens: the port that was chosen, if 0 was asked for. */
  readonly address: ListenAddress
  /** Whether it is what was opened for this address, or listens exactly there. */
  isAt(address: ListenAddress): boolean
  /** Accepts no more; connections that it accepted go on. */
  stop(): void
}

/** The listeners of one protocol. */
export class Listeners {
  private open: Listener[] = []

  constructor(
    private readonly use: ListenerUse,
    private readonly onConnection: (socket: Socket, local: boolean) => void,
    private readonly onError: (error: Error) => void,
  ) {}

  /** Where it really listens. */
  get addresses(): ListenAddress[] {
    return this.open.map(({ address }) => address)
  }

  /**
   * Listens on exactly these addresses: on new ones it begins, on those that are missing it stops (connections go
   * on), the others it keeps. Answers where it really listens (port 0: one that was free), in the order of `addresses`.
   * @throws ListenError naming the address; then nothing has changed.
   */
  async listen(addresses: readonly ListenAddress[]): Promise<ListenAddress[]> {
    const before = this.open
    const next: Listener[] = []
    try {
      for (const address of addresses) {
        const same = [...before, ...next].find((listener) => listener.isAt(address))
        next.push(same ?? (await listen(address, this.use, this.onConnection, this.onError)))
      }
    } catch (error) {
      for (const listener of next) if (!before.includes(listener)) listener.stop()
      throw error
    }
    for (const listener of before) if (!next.includes(listener)) listener.stop()
    this.open = next
    return this.addresses
  }

  stop(): void {
    for (const listener of new Set(this.open)) listener.stop()
    this.open = []
  }
}

/** TCP connections of hosts that vanished without a word are noticed by probes that begin after this. */
const KEEPALIVE_MILLISECONDS = 60_000

/** What Linux takes (`sun_path` with its final NUL); Node would cut a longer path silently. */
const LONGEST_SOCKET_PATH_BYTES = 107

/** Whose listener it is, as an administrator knows it, and the variable that names its address. */
export interface ListenerUse {
  protocol: string
  variable: string
}

/**
 * @param onConnection gets each connection with whether its listener is local: only processes of this machine can
 *   reach it, by loopback or a Unix socket.
 * @param onError is told when a connection could not be accepted (the process has no file descriptor left).
 */
async function listen(
  address: ListenAddress,
  use: ListenerUse,
  onConnection: (socket: Socket, local: boolean) => void,
  onError: (error: Error) => void,
): Promise<Listener> {
  const server = createServer({
    allowHalfOpen: true,
    noDelay: true,
    keepAlive: true,
    keepAliveInitialDelay: KEEPALIVE_MILLISECONDS,
  })
  await bind(server, address, use)
  const bound = server.address()
  const local = bound === null || typeof bound === 'string' || isLoopback(bound)
  server.on('connection', (socket) => onConnection(socket, local))
  server.on('error', onError)
  const where: ListenAddress =
    bound === null || typeof bound === 'string' ? address : { kind: 'tcp', host: bound.address, port: bound.port }
  return {
    address: where,
    isAt: (other) => isDeepStrictEqual(other, address) || isDeepStrictEqual(other, where),
    stop: () => {
      server.close()
    },
  }
}

function isLoopback({ address }: AddressInfo): boolean {
  return address === '::1' || /^(::ffff:)?127\./.test(address)
}

async function bind(server: Server, address: ListenAddress, use: ListenerUse): Promise<void> {
  if (address.kind === 'unix' && Buffer.byteLength(address.path) > LONGEST_SOCKET_PATH_BYTES) {
    throw new ListenError(refusal('io', address, use, `its path is longer than ${LONGEST_SOCKET_PATH_BYTES} bytes.`))
  }
  try {
    await tryToListen(server, address)
  } catch (error) {
    if (address.kind === 'tcp' || codeOf(error) !== 'EADDRINUSE' || !(await isLeftSocket(address.path))) {
      throw new ListenError(explain(address, use, error))
    }
    await unlink(address.path)
    await bind(server, address, use)
  }
}

/** A server that was killed leaves its socket behind, where nobody answers. Nothing else may be removed. */
async function isLeftSocket(path: string): Promise<boolean> {
  return (await lstat(path)).isSocket() && !(await answers(path))
}

function tryToListen(server: Server, address: ListenAddress): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(address.kind === 'unix' ? { path: address.path } : { host: address.host, port: address.port }, () => {
      server.off('error', reject)
      resolve()
    })
  })
}

function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = connect({ path })
    probe.once('connect', () => {
      probe.destroy()
      resolve(true)
    })
    probe.once('error', (error) => resolve(codeOf(error) !== 'ECONNREFUSED'))
  })
}

function explain(address: ListenAddress, use: ListenerUse, error: unknown): EngineFault {
  switch (codeOf(error)) {
    case 'EADDRINUSE':
      return refusal(
        'addressInUse',
        address,
        use,
        `another program does already. Stop it, or set ${use.variable} to another address.`,
      )
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return refusal('io', address, use, 'this machine has no such address.')
    case 'EACCES':
    case 'EPERM':
      // libuv says EACCES of a Unix socket whose folder is missing, too.
      return refusal(
        'io',
        address,
        use,
        address.kind === 'unix'
          ? 'its folder does not exist, or this user may not write there.'
          : 'this user may not. Ports below 1024 need privileges.',
      )
    default:
      return refusal('io', address, use, error instanceof Error ? error.message : String(error))
  }
}

function refusal(code: EngineFaultCode, address: ListenAddress, { protocol }: ListenerUse, why: string): EngineFault {
  const name = address.kind === 'unix' ? `the Unix socket ${address.path}` : `${address.host}:${address.port}`
  return { code, detail: `${protocol} cannot listen on ${name}: ${why}` }
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined
}
