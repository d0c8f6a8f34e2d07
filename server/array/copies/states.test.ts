import { describe, expect, it } from 'vitest'

import { COPY_STATUSES, type CopyStatus } from './schema'
import { mayMove, maySetTargetReadOnly } from './rules'
import { COPY_STATES, type CopyEvent, MAKES_ROOM } from './states'

/** Vendors' transitions; what isn't here is refused (commands) or ignored (events of the engine). */
const MOVES: Record<CopyEvent, Partial<Record<CopyStatus, CopyStatus | 'removed'>>> = {
  slotFree: { pending: 'inProgress' },
  completed: { inProgress: 'completed' },
  failed: { pending: 'failed', inProgress: 'failed' },
  stop: { pending: 'stopped', inProgress: 'stopped', failed: 'stopped' },
  recopy: { completed: 'pending', failed: 'pending', stopped: 'pending' },
  remove: { pending: 'removed', completed: 'removed', failed: 'removed', stopped: 'removed' },
}
const EVENTS = Object.keys(MOVES) as CopyEvent[]
const COMMANDS = ['stop', 'recopy', 'remove'] as const

describe('a copy pair', () => {
  it.each(EVENTS.flatMap((event) => COPY_STATUSES.map((status) => [event, status] as const)))(
    '%s when %s',
    (event, status) => {
      const transition = COPY_STATES[event][status]
      const expected = MOVES[event][status]
      const isCommand = COMMANDS.some((command) => command === event)
      if (expected !== undefined) expect(transition).toMatchObject({ to: expected })
      else if (isCommand) expect(transition).toHaveProperty('refused')
      else expect(transition).toBe('ignored')
    },
  )

  it.each(COPY_STATUSES)('sets gates whenever hosts’ access changes from %s', (status) => {
    for (const event of EVENTS) {
      const transition = COPY_STATES[event][status]
      if (transition === 'ignored' || 'refused' in transition || event === 'slotFree') continue
      expect(transition.effects).toContain('setGates')
      // The engine must let go of the disks before hosts may use them.
      if (status === 'inProgress' && event !== 'completed') expect(transition.effects[0]).toBe('stopRun')
    }
  })

  it('lets the next run start whenever one may have ended', () => {
    expect(EVENTS.filter((event) => !MAKES_ROOM.has(event))).toEqual(['slotFree'])
  })

  it('is refused with the reason of its status', () => {
    const codes = COMMANDS.map((event) => COPY_STATUSES.map((status) => mayMove(status, event)?.code ?? null))
    expect(codes).toEqual([
      [null, null, 'copy_not_running', null, 'copy_not_running'],
      ['copy_waiting', 'copy_running', null, null, null],
      [null, 'copy_running', null, null, null],
    ])
  })

  it('has a target attribute only once it is completed', () => {
    const allowed = COPY_STATUSES.filter((status) => maySetTargetReadOnly(status) === null)
    expect(allowed).toEqual(['completed'])
  })
})
