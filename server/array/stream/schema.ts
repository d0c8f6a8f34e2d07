import type { Condition } from '../conditions/schema'
import type { Copy } from '../copies/schema'
import type { ConsistencyGroup } from '../consistency-groups/schema'
import type { Event } from '../events/schema'
import type { ArrayFacts } from '../facts/schema'
import type { Host } from '../hosts/schema'
import type { HostGroup } from '../host-groups/schema'
import type { InstantCopy } from '../instant-copies/schema'
import type { Mapping } from '../mappings/schema'
import type { Operation } from '../operations/schema'
import type { Pool } from '../pools/schema'
import type { Session } from '../sessions/schema'
import type { Snapshot } from '../snapshots/schema'
import type { VirtualDisk } from '../virtual-disks/schema'

/** What `GET /stream` sends for an object that is gone. */
export interface Gone {
  id: string
  deleted: true
}

/**
 * Events of `GET /stream`: `event:` is the key, `data:` the object as JSON, as this reader would GET it. `id:` is a
 * number that grows; sent back as `Last-Event-ID` what was missed comes again, each object once, as it is now. If too
 * much was missed comes `resync`: fetch everything again.
 */
export interface StreamEvents {
  array: ArrayFacts
  pool: Pool | Gone
  virtualDisk: VirtualDisk | Gone
  snapshot: Snapshot | Gone
  copy: Copy | Gone
  instantCopy: InstantCopy | Gone
  consistencyGroup: ConsistencyGroup | Gone
  host: Host | Gone
  hostGroup: HostGroup | Gone
  mapping: Mapping | Gone
  session: Session | Gone
  operation: Operation | Gone
  condition: Condition | Gone
  event: Event
  resync: Record<string, never>
}
export type StreamEventName = keyof StreamEvents
