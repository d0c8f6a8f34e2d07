import type { Condition } from '@/server/array/conditions/schema'
import type { ConsistencyGroup } from '@/server/array/consistency-groups/schema'
import type { Copy } from '@/server/array/copies/schema'
import type { Event } from '@/server/array/events/schema'
import type { HostGroup } from '@/server/array/host-groups/schema'
import type { Host } from '@/server/array/hosts/schema'
import type { InstantCopy } from '@/server/array/instant-copies/schema'
import type { Mapping } from '@/server/array/mappings/schema'
import type { Operation } from '@/server/array/operations/schema'
import type { Pool } from '@/server/array/pools/schema'
import type { Session } from '@/server/array/sessions/schema'
import type { Snapshot } from '@/server/array/snapshots/schema'
import type { VirtualDisk } from '@/server/array/virtual-disks/schema'

/** What the console lists, named as the stream names it. */
export interface Nouns {
  pool: Pool
  virtualDisk: VirtualDisk
  snapshot: Snapshot
  copy: Copy
  instantCopy: InstantCopy
  consistencyGroup: ConsistencyGroup
  host: Host
  hostGroup: HostGroup
  mapping: Mapping
  session: Session
  operation: Operation
  condition: Condition
  event: Event
}
export type NounName = keyof Nouns

/** Where each noun's list is in the REST interface. */
export const PATHS: Record<NounName, string> = {
  pool: 'pools',
  virtualDisk: 'virtual-disks',
  snapshot: 'snapshots',
  copy: 'copies',
  instantCopy: 'instant-copies',
  consistencyGroup: 'consistency-groups',
  host: 'hosts',
  hostGroup: 'host-groups',
  mapping: 'mappings',
  session: 'sessions',
  operation: 'operations',
  condition: 'conditions',
  event: 'events',
}

/** What tells one object of a noun from another. */
export function idOf<N extends NounName>(object: Nouns[N]): string {
  return 'id' in object ? object.id : String(object.sequence)
}
