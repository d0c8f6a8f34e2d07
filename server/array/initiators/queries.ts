import { defineQuery } from '../door/command'
import { listOf } from '../door/lists'
import { pageOfAll } from '../door/slices'
import { iscsiName } from '../hosts/schema'
import { listUnknownInitiatorsInput, unknownInitiator } from './schema'

export const listUnknownInitiators = defineQuery({
  name: 'listUnknownInitiators',
  role: 'viewer',
  summary: 'iSCSI initiators that came since the array started and belong to no host, the last seen first.',
  input: listUnknownInitiatorsInput,
  output: listOf(unknownInitiator),
  async handler({ array }, input) {
    const strangers = await array.engine.call('targets.strangers', null)
    // What no host's port could be called is no choice, and a stranger's words are not shown.
    const found = strangers.filter(({ name }) => iscsiName.safeParse(name).success && name.includes(input.q?.toLowerCase() ?? ''))
    if (input.sort === 'lastSeenAt') found.reverse()
    const page = pageOfAll(found, input)
    const items = page.items.map(({ name, address, fate, attempts, lastSeenAt }) => ({
      identifier: name,
      address,
      fate,
      attempts,
      lastSeenAt: new Date(lastSeenAt).toISOString(),
    }))
    return { ...page, items }
  },
})
