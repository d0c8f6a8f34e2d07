/** PERSISTENT RESERVE IN and OUT (SPC-4 6.15, 6.16), RESERVE(6) and RELEASE(6) (SPC-2 7.16, 7.21) on the wire. */
import type { CommandContext } from './context'
import type { LogicalUnit } from './logical-unit'
import { type Answer, CONFLICT, check, GOOD, GOOD_PLAN, type Plan, parameterData, parameterList } from './plan'
import {
  CONFLICTING,
  holds,
  isReservationType,
  type NexusName,
  type Outcome,
  type ReservationState,
  reserveOut,
  type ReserveOut,
} from './reservations'
import { RELATIVE_PORT } from './inquiry'
import { CheckCondition, invalidCdbField, invalidParameter, SENSE } from './sense'

const LOGICAL_UNIT_SCOPE = 0
const PARAMETER_BYTES = 24

export function readKeys({ cdb, unit }: CommandContext): Plan {
  const { generation, registrations } = unit.reservations
  const data = withHeader(generation, Buffer.alloc(8 * registrations.size))
  let at = 8
  for (const key of registrations.values()) at = data.writeBigUInt64BE(key, at)
  return parameterData(data, cdb.u16(7))
}

export function readReservation({ cdb, unit }: CommandContext): Plan {
  const { generation, reservation } = unit.reservations
  const data = withHeader(generation, Buffer.alloc(reservation === null ? 0 : 16))
  if (reservation !== null) {
    data.writeBigUInt64BE(unit.holderKey, 8)
    data[21] = (LOGICAL_UNIT_SCOPE << 4) | reservation.type
  }
  return parameterData(data, cdb.u16(7))
}

/** SPC-4 6.15.4: PTPL_C with the type mask of all six; which commands come through is told, ALLOW COMMANDS 001b. */
export function reportCapabilities({ cdb, unit }: CommandContext): Plan {
  const data = Buffer.from([0, 8, 0x01, 0x80, 0xea, 0x01, 0, 0])
  if (unit.reservations.persistent) data[3] = 0x81
  return parameterData(data, cdb.u16(7))
}

export function readFullStatus({ cdb, unit }: CommandContext): Plan {
  const state = unit.reservations
  const descriptors = [...state.registrations].map(([name, key]) => fullStatus(state, name, key))
  return parameterData(withHeader(state.generation, Buffer.concat(descriptors)), cdb.u16(7))
}

function fullStatus(state: ReservationState, name: NexusName, key: bigint): Buffer {
  const { reservation } = state
  const transport = transportIdOf(name)
  const descriptor = Buffer.alloc(24)
  descriptor.writeBigUInt64BE(key, 0)
  if (reservation !== null && holds(state, name)) {
    descriptor[12] = 0x01
    descriptor[13] = (LOGICAL_UNIT_SCOPE << 4) | reservation.type
  }
  descriptor.writeUInt16BE(RELATIVE_PORT, 18)
  descriptor.writeUInt32BE(transport.length, 20)
  return Buffer.concat([descriptor, transport])
}

function withHeader(generation: number, body: Buffer): Buffer {
  const data = Buffer.alloc(8 + body.length)
  data.writeUInt32BE(generation, 0)
  data.writeUInt32BE(body.length, 4)
  data.set(body, 8)
  return data
}

/** TransportID of an iSCSI initiator port (SPC-4 7.6.4.6), format 01b: name, `,i,0x`, ISID; NUL; whole words. */
export function transportIdOf(name: NexusName): Buffer {
  const text = Buffer.from(name, 'utf8')
  const length = Math.max(20, Math.ceil((text.length + 1) / 4) * 4)
  const id = Buffer.alloc(4 + length)
  id[0] = 0x45
  id.writeUInt16BE(length, 2)
  id.set(text, 4)
  return id
}

/** The nexus that a TransportID names; null if it is none of iSCSI with an ISID. */
function nexusOf(id: Buffer): NexusName | null {
  if (id.length < 24 || id[0] !== 0x45 || id.readUInt16BE(2) !== id.length - 4) return null
  const end = id.indexOf(0, 4)
  if (end === -1) return null
  const name = id.toString('utf8', 4, end)
  return /^.{1,223},i,0x[0-9a-f]{12}$/i.test(name) ? name.toLowerCase() : null
}

const ACTION = { register: 0, reserve: 1, release: 2, clear: 3, preempt: 4, preemptAndAbort: 5, registerAndIgnore: 6, move: 7 }

/** SPC-4 6.16. */
export function persistentReserveOut(context: CommandContext): Plan {
  const { cdb, unit, nexus, task } = context
  const action = cdb.byte(1) & 0x1f
  const scope = cdb.byte(2) >> 4
  const type = cdb.byte(2) & 0x0f
  const length = cdb.u32(5)
  if (action > ACTION.move) throw invalidCdbField(1)
  const usesType = action === ACTION.reserve || action === ACTION.release || action === ACTION.preempt || action === ACTION.preemptAndAbort
  if (usesType && (scope !== LOGICAL_UNIT_SCOPE || !isReservationType(type))) throw invalidCdbField(2)
  if (length > MOST_PARAMETER_BYTES || (action === ACTION.move ? length < PARAMETER_BYTES : length !== PARAMETER_BYTES)) {
    throw new CheckCondition(SENSE.parameterListLength)
  }
  return parameterList(length, async (list) => {
    if (list.length < length) throw new CheckCondition(SENSE.parameterListLength)
    const request = parse(action, type, list)
    let aborting: Promise<void>[] = []
    const outcome = await unit.changeReservations(
      (before) => {
        // A node that was fenced off while this waited may not come back by it.
        const result = task.aborted ? CONFLICTING : reserveOut(before, nexus.name, request)
        return { result, state: result.kind === 'done' ? result.state : null }
      },
      (result) => {
        aborting = abortVictims(result, unit)
      },
    )
    await Promise.all(aborting)
    return answerOf(outcome, unit)
  })
}

const MOST_PARAMETER_BYTES = 1024

/** PREEMPT AND ABORT ends what the victims began, registrations that wait for their turn included. */
function abortVictims(outcome: Outcome, unit: LogicalUnit): Promise<void>[] {
  if (outcome.kind !== 'done') return []
  const victims = [...unit.nexuses].filter(({ name }) => outcome.aborted.includes(name))
  return victims.map((victim) => victim.abortCommands())
}

function answerOf(outcome: Outcome, unit: LogicalUnit): Answer {
  switch (outcome.kind) {
    case 'conflict':
      return CONFLICT
    case 'refused':
      return check(outcome.sense)
    case 'done':
      for (const { nexus: name, sense } of outcome.attentions) unit.establishFor(name, sense)
      return GOOD
  }
}

function parse(action: number, type: number, list: Buffer): ReserveOut {
  const key = list.readBigUInt64BE(0)
  const second = list.readBigUInt64BE(8)
  const flags = action === ACTION.move ? (list[17] ?? 0) : (list[20] ?? 0)
  const persistent = (flags & 0x01) !== 0
  // SPEC_I_PT and ALL_TG_PT (SPC-4 6.16.3): not offered by REPORT CAPABILITIES.
  if (action === ACTION.register || action === ACTION.registerAndIgnore) {
    if ((flags & 0x0c) !== 0) throw invalidParameter(20)
    return { action: 'register', key, newKey: second, persistent, ignoreExisting: action === ACTION.registerAndIgnore }
  }
  if (action === ACTION.clear) return { action: 'clear', key }
  if (action === ACTION.move) {
    const bytes = list.readUInt32BE(20)
    const to = nexusOf(list.subarray(24, 24 + bytes))
    if (to === null || list.length !== 24 + bytes) throw invalidParameter(24)
    if (list.readUInt16BE(18) !== RELATIVE_PORT) throw invalidParameter(18)
    return { action: 'move', key, newKey: second, to, persistent, unregister: (flags & 0x02) !== 0 }
  }
  if (!isReservationType(type)) throw invalidCdbField(2)
  if (action === ACTION.reserve) return { action: 'reserve', key, type }
  if (action === ACTION.release) return { action: 'release', key, type }
  return { action: 'preempt', key, victim: second, type, abort: action === ACTION.preemptAndAbort }
}

/** RESERVE(6): the whole unit, for this initiator. Not beside persistent registrations (SPC-2 5.5.1). */
export function reserve6({ unit, nexus }: CommandContext): Plan {
  if (unit.reservations.registrations.size > 0) return { kind: 'answer', answer: CONFLICT }
  unit.reservedBy = nexus
  return GOOD_PLAN
}

/** RELEASE(6): no error for who doesn't hold it. */
export function release6({ unit, nexus }: CommandContext): Plan {
  if (unit.reservations.registrations.size > 0) return { kind: 'answer', answer: CONFLICT }
  if (unit.reservedBy === nexus) unit.reservedBy = null
  return GOOD_PLAN
}

