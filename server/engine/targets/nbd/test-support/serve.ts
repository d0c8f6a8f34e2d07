import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { ListenAddress, NbdExport, NbdKey, SessionFacts } from '../../../contract'
import type { HostVolume } from '../../../disks/host-volume'
import { NbdServer } from '../server'
import { MemoryVolume } from '../../test-support/memory-volume'
import { RawClient } from './raw-client'

export const MIB = 1024 * 1024

export interface Served {
  server: NbdServer
  /** A Unix socket, TCP on loopback, and TCP on every interface, which therefore demands TLS. */
  unix: ListenAddress & { kind: 'unix' }
  loopback: ListenAddress & { kind: 'tcp' }
  open: ListenAddress & { kind: 'tcp' }
  /** An empty folder that goes with the test. */
  folder: string
  opened: SessionFacts[]
  closed: SessionFacts[]
  refused: { remoteAddress: string; detail: string }[]
  internalErrors: unknown[]
  /** Volumes that are open now, once for each connection that has them open. */
  held: HostVolume[]
  /** Resolves when the condition holds; it is looked at whenever a session opens or closes or a volume is let go. */
  until: (condition: () => boolean) => Promise<void>
}

/** Serves volumes as `<host>/<lun>` with host "alpha" unless exports are given. Ends with the test. */
export async function serve(
  volumes: readonly HostVolume[],
  table: { exports?: NbdExport[]; keys?: NbdKey[] } = {},
): Promise<Served> {
  const folder = await mkdtemp(join(tmpdir(), 'lunette-nbd-'))
  const opened: SessionFacts[] = []
  const closed: SessionFacts[] = []
  const refused: Served['refused'] = []
  const internalErrors: unknown[] = []
  const held: HostVolume[] = []
  let changed: () => void = () => undefined
  const server = new NbdServer({
    openVolume: async (diskId) => {
      const volume = volumes.find((candidate) => candidate.diskId === diskId)
      if (volume === undefined) throw new Error(`there is no disk ${diskId}`)
      held.push(volume)
      return volume
    },
    releaseVolume: (volume) => {
      held.splice(held.indexOf(volume), 1)
      changed()
    },
    onSessionOpened: (session) => {
      opened.push(session)
      changed()
    },
    onSessionClosed: (session) => {
      closed.push(session)
      changed()
    },
    onRefused: (remoteAddress, detail) => {
      refused.push({ remoteAddress, detail })
      changed()
    },
    onInternalError: (error) => internalErrors.push(error),
  })
  await server.setExports(table.exports ?? exportsOf(volumes), table.keys ?? [])
  const unix = { kind: 'unix', path: join(folder, 'nbd.sock') } as const
  const [, loopback, open] = await server.listen([
    unix,
    { kind: 'tcp', host: '127.0.0.1', port: 0 },
    { kind: 'tcp', host: '0.0.0.0', port: 0 },
  ])
  if (loopback?.kind !== 'tcp' || open?.kind !== 'tcp') throw new Error('the server listens on something else')
  onTestFinished(async () => {
    await server.close()
    await rm(folder, { recursive: true })
  })
  const until = async (condition: () => boolean): Promise<void> => {
    while (!condition()) {
      await new Promise<void>((resolve) => {
        changed = resolve
      })
    }
  }
  return {
    server,
    unix,
    loopback,
    open: { ...open, host: '127.0.0.1' },
    folder,
    opened,
    closed,
    refused,
    internalErrors,
    held,
    until,
  }
}

export function exportsOf(volumes: readonly HostVolume[], host = 'alpha'): NbdExport[] {
  return volumes.map(({ diskId }, lun) => ({ name: `${host}/${lun}`, diskId, hostId: host }))
}

/** One disk as alpha/0, in the common case. */
export async function serveOne(volume = new MemoryVolume('disk', 8 * MIB)): Promise<Served & { volume: MemoryVolume }> {
  return { ...(await serve([volume])), volume }
}

/** A client in transmission with the only disk. */
export async function enter(
  volume: MemoryVolume,
  agree: { structured?: boolean; baseAllocation?: boolean } = {},
): Promise<Served & { volume: MemoryVolume; client: RawClient }> {
  const served = await serveOne(volume)
  const client = await RawClient.connect(served.unix)
  await client.enter('alpha/0', agree)
  return { ...served, client }
}

export function uriOf(address: ListenAddress, name: string): string {
  return address.kind === 'unix'
    ? `nbd+unix:///${name}?socket=${address.path}`
    : `nbd://${address.host}:${address.port}/${name}`
}
