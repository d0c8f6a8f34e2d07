import { describe, expect, it } from 'vitest'
import { allows, NO_RESERVATIONS, type ReservationState, type ReservationType, reserveOut, type ReserveOut } from './reservations'

const A = 'a,i,0x1'
const B = 'b,i,0x2'
const C = 'c,i,0x3'
const KEYS: Record<string, bigint> = { [A]: 1n, [B]: 2n, [C]: 3n }

/** Requests one after the other; each must be carried out. */
function after(...requests: [string, ReserveOut][]): ReservationState {
  return requests.reduce((state, [nexus, request]) => {
    const outcome = reserveOut(state, nexus, request)
    if (outcome.kind !== 'done') throw new Error(`${request.action} is ${outcome.kind}`)
    return outcome.state
  }, NO_RESERVATIONS)
}

const register = (nexus: string, newKey = KEYS[nexus] ?? 0n, key = 0n): [string, ReserveOut] => [
  nexus,
  { action: 'register', key, newKey, persistent: false, ignoreExisting: false },
]
const reserve = (nexus: string, type: ReservationType): [string, ReserveOut] => [nexus, { action: 'reserve', key: KEYS[nexus] ?? 0n, type }]
const codes = (state: ReservationState, nexus: string, request: ReserveOut) => {
  const outcome = reserveOut(state, nexus, request)
  if (outcome.kind !== 'done') return outcome.kind
  return outcome.attentions.map(({ nexus: name, sense }) => `${name} ${sense.asc.toString(16)}/0${sense.ascq}`)
}

describe('access under a reservation of A, with B registered and C not', () => {
  it.each<[ReservationType, string, string]>([
    [1, 'r-', 'r-'],
    [3, '--', '--'],
    [5, 'rw', 'r-'],
    [6, 'rw', '--'],
    [7, 'rw', 'r-'],
    [8, 'rw', '--'],
  ])('of type %i: B %s, C %s', (type, registered, others) => {
    const state = after(register(A), register(B), reserve(A, type))
    const access = (nexus: string) => (allows(state, nexus, 'read') ? 'r' : '-') + (allows(state, nexus, 'write') ? 'w' : '-')
    expect([access(A), access(B), access(C)]).toEqual(['rw', registered, others])
  })
})

describe('registrations', () => {
  it('are changed with the key that is there, and counted', () => {
    const state = after(register(A), register(A, 9n, 1n))
    expect([state.generation, state.registrations.get(A)]).toEqual([2, 9n])
    expect(codes(state, A, { action: 'register', key: 1n, newKey: 5n, persistent: false, ignoreExisting: false })).toBe('conflict')
    expect(codes(state, A, { action: 'register', key: 1n, newKey: 5n, persistent: false, ignoreExisting: true })).toEqual([])
  })

  it('that leave take the reservation along, and tell the other registrants where they had access by it', () => {
    const leave: ReserveOut = { action: 'register', key: 1n, newKey: 0n, persistent: false, ignoreExisting: false }
    expect(codes(after(register(A), register(B), reserve(A, 5)), A, leave)).toEqual([`${B} 2a/04`])
    expect(codes(after(register(A), register(B), reserve(A, 1)), A, leave)).toEqual([])
    const all = reserveOut(after(register(A), register(B), reserve(A, 7)), A, leave)
    expect(all).toMatchObject({ kind: 'done', state: { reservation: { type: 7 } } })
  })
})

describe('reservations', () => {
  it('are made, released and cleared only with the right key and type', () => {
    const state = after(register(A), register(B), reserve(A, 5))
    expect(state.generation).toBe(2)
    expect(codes(state, B, { action: 'reserve', key: 2n, type: 5 })).toBe('conflict')
    expect(codes(state, C, { action: 'reserve', key: 3n, type: 5 })).toBe('conflict')
    expect(codes(state, A, { action: 'release', key: 1n, type: 1 })).toBe('refused')
    expect(codes(state, A, { action: 'release', key: 1n, type: 5 })).toEqual([`${B} 2a/04`])
    expect(codes(state, B, { action: 'clear', key: 2n })).toEqual([`${A} 2a/03`])
  })

  it('are taken from a dead node by preempting its key', () => {
    const state = after(register(A), register(B), register(C), reserve(A, 5))
    const outcome = reserveOut(state, B, { action: 'preempt', key: 2n, victim: 1n, type: 5, abort: true })
    if (outcome.kind !== 'done') throw new Error(outcome.kind)
    expect(outcome.state.reservation).toEqual({ holder: B, type: 5 })
    expect([...outcome.state.registrations.keys()]).toEqual([B, C])
    expect([outcome.aborted, outcome.attentions.map(({ nexus }) => nexus)]).toEqual([[A], [A]])
    expect(allows(outcome.state, A, 'write')).toBe(false)
    expect(codes(state, B, { action: 'preempt', key: 2n, victim: 77n, type: 5, abort: false })).toBe('conflict')
  })

  it('move with a registration', () => {
    const state = after(register(A), reserve(A, 1))
    const moved = after(register(A), reserve(A, 1), [A, { action: 'move', key: 1n, newKey: 8n, to: B, unregister: true, persistent: false }])
    expect([moved.reservation, [...moved.registrations]]).toEqual([{ holder: B, type: 1 }, [[B, 8n]]])
    expect(codes(state, A, { action: 'move', key: 1n, newKey: 0n, to: B, unregister: true, persistent: false })).toBe('refused')
  })
})
