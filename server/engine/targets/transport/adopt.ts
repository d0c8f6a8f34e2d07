import { Socket } from 'node:net'
import type { BufferPool } from './buffer-pool'
import { incomingOf, type Incoming, type MovedConnection } from './receiving'

/** Takes a connection over that another thread has let go of. */
export function adopt({ fd, received }: MovedConnection, pool: BufferPool): Incoming {
  const socket = new Socket(optionsOf(fd))
  // A connection's errors are its end, which 'close' tells as well.
  socket.on('error', () => undefined)
  return incomingOf(socket, pool, Buffer.from(received))
}

/** It is not to receive before it is told to, which Node's types don't know. */
function optionsOf(fd: number) {
  return { fd, allowHalfOpen: true, manualStart: true }
}
