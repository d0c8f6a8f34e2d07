import type { HostVolume } from '../disks/host-volume'
import type { EngineState, Handlers } from '../engine-state'
import { EngineError, faultOf } from '../faults'
import { ListenError } from './transport/listeners'
import { NbdServer } from './nbd/server'

export interface Targets {
  handlers: Handlers<'targets.setExports' | 'targets.listen' | 'targets.sessions' | 'targets.disconnect'>
  /** Stops listening and closes every host's connection, with what is in flight done. */
  close(): Promise<void>
}

export function targetCalls(state: EngineState): Targets {
  const releases = new WeakMap<HostVolume, () => Promise<void>>()
  /** Disks that hosts let go of and that are still closing. */
  const closing = new Set<Promise<void>>()

  const nbd = new NbdServer({
    async openVolume(diskId) {
      const { volume, release } = await state.openVolume(diskId)
      releases.set(volume, release)
      return volume
    },
    releaseVolume(volume) {
      const released = releases.get(volume)?.().catch((error: unknown) => {
        state.emit({ type: 'diskError', diskId: volume.diskId, operation: 'flush', fault: faultOf(error) })
      })
      if (!released) return
      closing.add(released)
      void released.finally(() => closing.delete(released))
    },
    onSessionOpened: (session) => state.emit({ type: 'sessionOpened', session }),
    onSessionClosed: (session) => state.emit({ type: 'sessionClosed', session }),
    onRefused: (remoteAddress, detail) => state.emit({ type: 'hostRefused', remoteAddress, detail }),
    onInternalError: (error) => state.emit({ type: 'internalError', fault: faultOf(error) }),
  })

  return {
    handlers: {
      async 'targets.setExports'({ exports, keys }) {
        await nbd.setExports(exports, keys)
        return null
      },
      async 'targets.listen'({ nbd: addresses }) {
        try {
          return { nbd: await nbd.listen(addresses) }
        } catch (error) {
          throw error instanceof ListenError ? new EngineError(error.fault.code, error.fault.detail) : error
        }
      },
      'targets.sessions': async () => nbd.sessions(),
      async 'targets.disconnect'({ sessionId }) {
        await nbd.disconnect(sessionId)
        return null
      },
    },
    async close() {
      await nbd.close()
      await Promise.all(closing)
    },
  }
}
