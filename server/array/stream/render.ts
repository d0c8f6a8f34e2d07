import { getCopy } from '../copies/queries'
import { conditions } from '../conditions/queries'
import { getConsistencyGroup } from '../consistency-groups/queries'
import type { QueryContext } from '../door/command'
import { RefusalError } from '../door/refusals'
import { toEvent } from '../events/queries'
import { getArray } from '../facts/queries'
import { getHostGroup } from '../host-groups/queries'
import { getHost } from '../hosts/queries'
import { getInstantCopy } from '../instant-copies/queries'
import { getMapping } from '../mappings/queries'
import { findOperation } from '../operations/queries'
import { getPool } from '../pools/queries'
import { findSession } from '../sessions/queries'
import { getSnapshot } from '../snapshots/queries'
import { getVirtualDisk } from '../virtual-disks/queries'
import type { ChangedNoun } from './changes'

type Render = (context: QueryContext, id: string) => Promise<object | null>

/** A changed object as this reader would GET it; null when it is gone. */
const RENDER: Record<Exclude<ChangedNoun, 'condition'>, Render> = {
  array: (context) => getArray.handler(context, {}),
  pool: (context, id) => getPool.handler(context, { id }),
  virtualDisk: (context, id) => getVirtualDisk.handler(context, { id }),
  snapshot: (context, id) => getSnapshot.handler(context, { id }),
  copy: (context, id) => getCopy.handler(context, { id }),
  instantCopy: (context, id) => getInstantCopy.handler(context, { id }),
  consistencyGroup: (context, id) => getConsistencyGroup.handler(context, { id }),
  host: (context, id) => getHost.handler(context, { id }),
  hostGroup: (context, id) => getHostGroup.handler(context, { id }),
  mapping: (context, id) => getMapping.handler(context, { id }),
  session: ({ array }, id) => findSession(array, id),
  operation: findOperation,
  async event({ array, text }, sequence) {
    const row = await array.database.event.findUnique({ where: { sequence: Number(sequence) } })
    return row && toEvent(row, text)
  },
}

export async function render(
  context: QueryContext,
  noun: Exclude<ChangedNoun, 'condition'>,
  id: string,
): Promise<object | null> {
  try {
    return await RENDER[noun](context, id)
  } catch (error) {
    if (error instanceof RefusalError && error.refusal.code === 'not_found') return null
    throw error
  }
}

/** Conditions aren't stored: which came, changed or went is seen by comparing with what this reader was told. */
export class ConditionDifferences {
  #told = new Map<string, string>()

  async next(context: QueryContext): Promise<object[]> {
    const now = await conditions(context)
    const spelled = new Map(now.map((condition) => [condition.id, JSON.stringify(condition)]))
    const came = now.filter(({ id }) => this.#told.get(id) !== spelled.get(id))
    const went = [...this.#told.keys()].filter((id) => !spelled.has(id)).map((id) => ({ id, deleted: true }))
    this.#told = spelled
    return [...came, ...went]
  }
}
