import { describe, expect, it } from 'vitest'

import { mayMove } from './rules'
import {
  INSTANT_COPY_EVENTS,
  INSTANT_COPY_STATES,
  INSTANT_COPY_STATUSES,
  type InstantCopyEvent,
  type InstantCopyStatus,
  isActive,
  isOpen,
} from './states'

type Ends = readonly (InstantCopyStatus | 'deleted')[]
const rest = ['idle', 'stopped'] as const
const found = ['idle', 'copying', 'stopping', 'stopped'] as const

/** Reference A5; what isn't here is refused (commands) or without effect. */
const MOVES: Record<InstantCopyEvent, Partial<Record<InstantCopyStatus, Ends>>> = {
  prepare: { idle: ['preparing'], stopped: ['preparing'] },
  flushed: { preparing: ['prepared'] },
  flushFailed: { preparing: ['stopped'] },
  start: { prepared: ['copying'] },
  stop: { preparing: rest, prepared: rest, copying: ['stopping', 'stopped', 'idle'] },
  stopForced: { preparing: rest, prepared: rest, copying: rest, stopping: rest },
  split: { copying: ['idle'], stopping: ['idle'] },
  completed: { copying: ['idle'], stopping: ['idle'] },
  stopped: { copying: ['stopped'], stopping: ['stopped'] },
  lost: { copying: ['suspended'], stopping: ['suspended'] },
  found: { idle: found, copying: found, stopping: found, stopped: found, suspended: found },
  regroup: { idle: ['idle'], stopped: ['stopped'] },
  delete: { idle: ['deleted'] },
  deleteForced: { idle: ['deleted'], stopped: ['deleted'] },
}
/** Commands that a status refuses with its own reason. */
const REFUSED: Partial<Record<InstantCopyEvent, readonly InstantCopyStatus[]>> = {
  prepare: ['preparing', 'prepared', 'copying', 'stopping', 'suspended'],
  start: ['idle', 'preparing', 'copying', 'stopping', 'stopped', 'suspended'],
  stop: ['suspended'],
  stopForced: ['suspended'],
  split: ['preparing', 'prepared', 'stopped', 'suspended'],
  regroup: ['preparing', 'prepared', 'copying', 'stopping', 'suspended'],
  delete: ['preparing', 'prepared', 'copying', 'stopping', 'stopped', 'suspended'],
  deleteForced: ['preparing', 'prepared', 'copying', 'stopping', 'suspended'],
}

describe('an instant copy', () => {
  it.each(INSTANT_COPY_EVENTS.flatMap((event) => INSTANT_COPY_STATUSES.map((status) => [event, status] as const)))(
    '%s when %s',
    (event, status) => {
      const transition = INSTANT_COPY_STATES[event][status]
      const ends = MOVES[event][status]
      if (ends) {
        expect(transition).toEqual({ to: expect.arrayContaining([...ends]) })
        expect(transition).toHaveProperty('to.length', ends.length)
        expect(mayMove(status, event, 'One')).toBeNull()
      } else if (REFUSED[event]?.includes(status)) {
        expect(mayMove(status, event, 'One')).toMatchObject({ code: `instant_copy_is_${status}`, params: { name: 'One' } })
      } else {
        expect(transition).toBe('ignored')
      }
    },
  )

  it('is active as long as others may need what it keeps', () => {
    expect(INSTANT_COPY_STATUSES.filter(isActive)).toEqual(['copying', 'stopping', 'suspended'])
  })

  it('has a target that is open as A4 says', () => {
    expect(INSTANT_COPY_STATUSES.filter((status) => isOpen(status, true))).toEqual(['idle', 'copying', 'stopping'])
    expect(INSTANT_COPY_STATUSES.filter((status) => isOpen(status, false))).toEqual(['idle', 'copying'])
  })
})
