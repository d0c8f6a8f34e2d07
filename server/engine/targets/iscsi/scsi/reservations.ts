/**
 * Persistent reservations (SPC-4 5.13), as rules without I/O: a state and a request in, the next state and who must
 * hear of it out. Registrations belong to an I_T nexus, which is known by its name whether it is logged in or not.
 */
import { SENSE, type SenseCode } from './sense'

/** SPC-4 table 57. */
export const RESERVATION_TYPES = {
  1: { name: 'writeExclusive', others: 'read', members: 'holder' },
  3: { name: 'exclusiveAccess', others: 'nothing', members: 'holder' },
  5: { name: 'writeExclusiveRegistrantsOnly', others: 'read', members: 'registrants' },
  6: { name: 'exclusiveAccessRegistrantsOnly', others: 'nothing', members: 'registrants' },
  7: { name: 'writeExclusiveAllRegistrants', others: 'read', members: 'registrants' },
  8: { name: 'exclusiveAccessAllRegistrants', others: 'nothing', members: 'registrants' },
} as const
export type ReservationType = keyof typeof RESERVATION_TYPES

export function isReservationType(type: number): type is ReservationType {
  return type in RESERVATION_TYPES
}

/** Name of an I_T nexus: the initiator's port and the target's, as in a TransportID. */
export type NexusName = string

export interface ReservationState {
  /** Counts registrations and preemptions; 32 bits, 0 after power on. */
  readonly generation: number
  /** Whether the state outlives power loss: the bit of the last registration. */
  readonly persistent: boolean
  /** Keys of 64 bits, never 0. */
  readonly registrations: ReadonlyMap<NexusName, bigint>
  /** For types 7 and 8 every registrant holds it; `holder` is then the one that asked for it. */
  readonly reservation: { readonly holder: NexusName; readonly type: ReservationType } | null
}

export const NO_RESERVATIONS: ReservationState = {
  generation: 0,
  persistent: false,
  registrations: new Map(),
  reservation: null,
}

/** Registrations that a disk takes: those of the largest Windows cluster, over many paths. */
export const MOST_REGISTRATIONS = 1024

/** Service actions of PERSISTENT RESERVE OUT (SPC-4 table 192). */
export type ReserveOut =
  | { action: 'register'; key: bigint; newKey: bigint; persistent: boolean; ignoreExisting: boolean }
  | { action: 'reserve'; key: bigint; type: ReservationType }
  | { action: 'release'; key: bigint; type: ReservationType }
  | { action: 'clear'; key: bigint }
  | { action: 'preempt'; key: bigint; victim: bigint; type: ReservationType; abort: boolean }
  | { action: 'move'; key: bigint; newKey: bigint; to: NexusName; unregister: boolean; persistent: boolean }

export type Outcome =
  | { kind: 'conflict' }
  | { kind: 'refused'; sense: SenseCode }
  | {
      kind: 'done'
      state: ReservationState
      attentions: { nexus: NexusName; sense: SenseCode }[]
      /** Nexuses whose commands are aborted (PREEMPT AND ABORT). */
      aborted: NexusName[]
    }

export const CONFLICTING: Outcome = { kind: 'conflict' }

export function reserveOut(state: ReservationState, nexus: NexusName, request: ReserveOut): Outcome {
  const own = state.registrations.get(nexus)
  if (request.action === 'register') return register(state, nexus, own, request)
  if (own === undefined || own !== request.key) return CONFLICTING
  switch (request.action) {
    case 'reserve':
      return reserve(state, nexus, request.type)
    case 'release':
      return release(state, nexus, request.type)
    case 'clear':
      return clear(state, nexus)
    case 'preempt':
      return preempt(state, nexus, request)
    case 'move':
      return move(state, nexus, request)
  }
}

export function isAllRegistrants(type: ReservationType): boolean {
  return type === 7 || type === 8
}

export function holds(state: ReservationState, nexus: NexusName): boolean {
  const { reservation } = state
  if (reservation === null) return false
  return isAllRegistrants(reservation.type) ? state.registrations.has(nexus) : reservation.holder === nexus
}

/**
 * Whether a nexus may do what reads, or what writes, the disk (SPC-4 tables 66 and 67, SBC-3 table 13). What is
 * always allowed isn't asked for.
 */
export function allows(state: ReservationState, nexus: NexusName, access: 'read' | 'write'): boolean {
  const { reservation } = state
  if (reservation === null || holds(state, nexus)) return true
  const type = RESERVATION_TYPES[reservation.type]
  if (type.members === 'registrants' && state.registrations.has(nexus)) return true
  return type.others === 'read' && access === 'read'
}

type Attentions = { nexus: NexusName; sense: SenseCode }[]

function done(state: ReservationState, attentions: Attentions = [], aborted: NexusName[] = []): Outcome {
  return { kind: 'done', state, attentions, aborted }
}

function register(
  state: ReservationState,
  nexus: NexusName,
  own: bigint | undefined,
  request: Extract<ReserveOut, { action: 'register' }>,
): Outcome {
  // SPC-4 table 58: an unregistered nexus gives 0, a registered one its key, unless the key is to be ignored.
  if (!request.ignoreExisting && request.key !== (own ?? 0n)) return CONFLICTING
  const { newKey, persistent } = request
  if (own === undefined && newKey === 0n) return done(state)
  const generation = next(state)
  if (newKey === 0n) return unregister({ ...state, generation, persistent }, nexus)
  if (own === undefined && state.registrations.size >= MOST_REGISTRATIONS) {
    return { kind: 'refused', sense: SENSE.insufficientRegistrations }
  }
  return done({ ...state, generation, persistent, registrations: new Map(state.registrations).set(nexus, newKey) })
}

/** SPC-4 5.13.11.3: who leaves takes the reservation along, unless all registrants hold it and somebody is left. */
function unregister(state: ReservationState, nexus: NexusName): Outcome {
  const held = holds(state, nexus)
  const registrations = without(state.registrations, (name) => name === nexus)
  const { reservation } = state
  if (!held || reservation === null) return done({ ...state, registrations })
  if (isAllRegistrants(reservation.type) && registrations.size > 0) return done({ ...state, registrations })
  return done({ ...state, registrations, reservation: null }, releasedTo(reservation.type, registrations.keys()))
}

function reserve(state: ReservationState, nexus: NexusName, type: ReservationType): Outcome {
  const { reservation } = state
  if (reservation === null) return done({ ...state, reservation: { holder: nexus, type } })
  return holds(state, nexus) && reservation.type === type ? done(state) : CONFLICTING
}

function release(state: ReservationState, nexus: NexusName, type: ReservationType): Outcome {
  const { reservation } = state
  if (reservation === null || !holds(state, nexus)) return done(state)
  if (reservation.type !== type) return { kind: 'refused', sense: SENSE.invalidRelease }
  const others = [...state.registrations.keys()].filter((name) => name !== nexus)
  return done({ ...state, reservation: null }, releasedTo(type, others))
}

/** SPC-4 5.13.11.2.2: only where registrants had access by it are they told that it is gone. */
function releasedTo(type: ReservationType, others: Iterable<NexusName>): Attentions {
  if (RESERVATION_TYPES[type].members === 'holder') return []
  return tell(others, SENSE.reservationsReleased)
}

function clear(state: ReservationState, nexus: NexusName): Outcome {
  const others = [...state.registrations.keys()].filter((name) => name !== nexus)
  return done(
    { ...state, generation: next(state), registrations: new Map(), reservation: null },
    tell(others, SENSE.reservationsPreempted),
  )
}

/** CLEAR by the array itself, which is no registrant: all of them are told RESERVATIONS PREEMPTED. */
export function clearAll(state: ReservationState): { state: ReservationState | null; attentions: Attentions } {
  const { registrations, reservation } = state
  if (registrations.size === 0 && reservation === null) return { state: null, attentions: [] }
  return {
    state: { ...state, generation: next(state), registrations: new Map(), reservation: null },
    attentions: tell(registrations.keys(), SENSE.reservationsPreempted),
  }
}

/** SPC-4 5.13.11.2.4 and figure 9. */
function preempt(
  state: ReservationState,
  nexus: NexusName,
  { victim, type, abort }: Extract<ReserveOut, { action: 'preempt' }>,
): Outcome {
  const { reservation, registrations } = state
  const all = reservation !== null && isAllRegistrants(reservation.type)
  if (victim === 0n && !all) return { kind: 'refused', sense: SENSE.invalidFieldInParameters }
  const isVictim = (name: NexusName, key: bigint) =>
    all && victim === 0n ? name !== nexus : key === victim && name !== nexus
  const victims = [...registrations].filter(([name, key]) => isVictim(name, key)).map(([name]) => name)
  const holderKey = reservation && registrations.get(reservation.holder)
  const takes = reservation !== null && (all ? victim === 0n : holderKey === victim)
  const named = victim !== 0n && [...registrations.values()].includes(victim)
  if (!takes && !named) return CONFLICTING
  const left = new Map([...registrations].filter(([name]) => !victims.includes(name)))
  const attentions = tell(victims, SENSE.registrationsPreempted)
  if (takes && reservation.type !== type) {
    // Registrants that stay have other rights now.
    const staying = [...left.keys()].filter((name) => name !== nexus)
    attentions.push(...releasedTo(reservation.type, staying))
  }
  return done(
    {
      ...state,
      generation: next(state),
      registrations: left,
      reservation: takes ? { holder: nexus, type } : reservation,
    },
    attentions,
    abort ? victims : [],
  )
}

/** SPC-4 5.13.8. */
function move(
  state: ReservationState,
  nexus: NexusName,
  { newKey, to, unregister: leaves, persistent }: Extract<ReserveOut, { action: 'move' }>,
): Outcome {
  const { reservation } = state
  if (reservation === null || !holds(state, nexus)) return CONFLICTING
  if (isAllRegistrants(reservation.type)) return CONFLICTING
  if (newKey === 0n || to === nexus) return { kind: 'refused', sense: SENSE.invalidFieldInParameters }
  const registrations = new Map(leaves ? without(state.registrations, (name) => name === nexus) : state.registrations)
  registrations.set(to, newKey)
  return done({
    generation: next(state),
    persistent,
    registrations,
    reservation: { ...reservation, holder: to },
  })
}

function next({ generation }: ReservationState): number {
  return (generation + 1) >>> 0
}

function tell(names: Iterable<NexusName>, sense: SenseCode): Attentions {
  return [...names].map((nexus) => ({ nexus, sense }))
}

function without<K, V>(map: ReadonlyMap<K, V>, gone: (key: K) => boolean): Map<K, V> {
  return new Map([...map].filter(([key]) => !gone(key)))
}
