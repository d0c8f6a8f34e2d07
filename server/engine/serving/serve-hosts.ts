import type { MessagePort } from 'node:worker_threads'
import { HostActivity } from '../disks/host-activity'
import { type Extent, IoError } from '../disks/host-volume'
import { messageOf, systemCode } from '../faults'
import type { Files } from '../storage/files'
import { Transmission } from '../targets/nbd/transmission'
import { SharedCounters } from '../targets/session-counters'
import { adopt } from '../targets/transport/adopt'
import { BufferPool } from '../targets/transport/buffer-pool'
import { budgetOf } from '../targets/transport/memory-budget'
import type { MovedConnection } from '../targets/transport/receiving'
import { LentDisk } from './lent-disk'
import { LentVolume } from './lent-volume'
import type { Failure, ForwardedOutcome, ForwardedRequest, FromServingThread, ServedSession, ToServingThread } from './messages'

/** What a serving thread is given at its start. */
export interface ServingOptions {
  /** Of HostActivity. */
  readonly activity: SharedArrayBuffer
  /** The threads that share the memory for payloads. */
  readonly threads: number
}

/** Idle reply buffers that a thread keeps for the next requests. */
const KEPT_BUFFER_BYTES = 32 * 1024 * 1024

/** The serving thread's end of the port: serves the connections that are moved here, until they end or move back. */
export function serveHosts(port: Pick<MessagePort, 'postMessage' | 'on'>, files: Files, { activity, threads }: ServingOptions): void {
  const hosts = new HostActivity(activity)
  const pool = new BufferPool(KEPT_BUFFER_BYTES)
  const disks = new Map<string, LentDisk>()
  const sessions = new Map<string, Transmission>()
  const forwarded = new Map<number, (outcome: ForwardedOutcome) => void>()
  let lastId = 0
  const post = (message: FromServingThread): void => port.postMessage(message)

  const surroundings = {
    files,
    hostActive: () => hosts.note(),
    diskFailed: (diskId: string, operation: 'read' | 'write' | 'flush', error: unknown) =>
      post({ kind: 'diskFailed', diskId, operation, failure: failureOf(error) }),
  }

  function forward(sessionId: string, request: ForwardedRequest): Promise<Extent[]> {
    const id = (lastId += 1)
    return new Promise((resolve, reject) => {
      forwarded.set(id, (outcome) => {
        forwarded.delete(id)
        if (outcome.ok) resolve(outcome.extents)
        else reject(outcome.code === null ? new Error(outcome.message) : new IoError(outcome.code, outcome.message))
      })
      post({ kind: 'forward', id, sessionId, request })
    })
  }

  function disk(diskId: string): LentDisk {
    const found = disks.get(diskId)
    if (!found) throw new Error(`virtual disk ${diskId} is not lent to this thread`)
    return found
  }

  async function open(lent: Extract<ToServingThread, { kind: 'open' }>['disk']): Promise<void> {
    const { diskId } = lent
    try {
      disks.set(diskId, await LentDisk.open(lent, surroundings))
      post({ kind: 'opened', diskId, failure: null })
    } catch (error) {
      post({ kind: 'opened', diskId, failure: failureOf(error) })
    }
  }

  async function hold(diskId: string): Promise<void> {
    await disk(diskId).hold()
    post({ kind: 'held', diskId })
  }

  async function close(diskId: string): Promise<void> {
    const closing = disk(diskId)
    disks.delete(diskId)
    await closing.close()
    post({ kind: 'closed', diskId })
  }

  function serve({ sessionId, diskId, connection, counters, ...agreed }: ServedSession): void {
    const transmission = new Transmission({
      incoming: adopt(connection, pool),
      volume: new LentVolume(disk(diskId), (request) => forward(sessionId, request)),
      pool,
      ...agreed,
      counters: new SharedCounters(counters),
      budgetBytes: () => budgetOf(pool.usedBytes, threads),
      onInternalError: (error) => post({ kind: 'internalError', failure: failureOf(error) }),
    })
    sessions.set(sessionId, transmission)
    transmission.start()
    void transmission.left.then((moved: MovedConnection | null) => {
      sessions.delete(sessionId)
      post({ kind: 'left', sessionId, connection: moved })
    })
  }

  port.on('message', (message: ToServingThread) => {
    switch (message.kind) {
      case 'open':
        return void open(message.disk)
      case 'hold':
        return void hold(message.diskId)
      case 'state':
        return void disk(message.diskId).setState(message.state)
      case 'close':
        return void close(message.diskId)
      case 'serve':
        return serve(message.session)
      case 'drain':
        return sessions.get(message.sessionId)?.drain()
      case 'destroy':
        return sessions.get(message.sessionId)?.destroy()
      case 'moveBack':
        return sessions.get(message.sessionId)?.move()
      case 'outcome':
        return forwarded.get(message.id)?.(message.outcome)
    }
  })
}

function failureOf(error: unknown): Failure {
  return { code: systemCode(error), message: messageOf(error) }
}
