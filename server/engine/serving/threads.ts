import type { MessagePort, Worker } from 'node:worker_threads'
import type { Disk } from '../disks/disk'
import type { EngineState } from '../engine-state'
import { faultOf } from '../faults'
import { Placement } from './placement'
import type { ServingOptions } from './serve-hosts'
import { ServingThread } from './serving-thread'

/** Where serving threads come from. */
export interface ServingThreads {
  /** There may be so many. */
  readonly most: number
  /** Starts one; answers the engine's end of its port. */
  start(number: number, options: ServingOptions): Pick<MessagePort | Worker, 'postMessage' | 'on'>
}

/** Spreads connections over serving threads, which tell the engine what they meet. */
export function placementOver({ most, start }: ServingThreads, state: EngineState): Placement {
  const options = { activity: state.activity.memory, threads: most + 1 }
  const events = {
    diskFailed(diskId: string, operation: 'read' | 'write' | 'flush', error: Error) {
      const disk = state.findDisk(diskId)
      if (!disk) return
      disk.failed(operation, error)
      if (operation === 'flush') failHere(disk)
    },
    internalError: (error: Error) => state.emit({ type: 'internalError', fault: faultOf(error) }),
  }
  return new Placement(most, (number) => new ServingThread(number, start(number, options), events), (diskId) => state.findDisk(diskId))
}

/** Linux tells each who has a file open of a failed sync once: what this thread has of it fails by a sync of its own. */
function failHere({ blocks }: Disk): void {
  const sync = blocks.current?.sync
  sync?.changed()
  // The failure has been told.
  sync?.sync().catch(() => undefined)
}

