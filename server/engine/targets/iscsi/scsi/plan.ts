import type { Sense } from './sense'

/** SAM-5 5.3. */
export const STATUS = {
  good: 0x00,
  checkCondition: 0x02,
  conditionMet: 0x04,
  reservationConflict: 0x18,
  taskSetFull: 0x28,
} as const
export type Status = (typeof STATUS)[keyof typeof STATUS]

/** How a command ended. `data` goes to the initiator before the status. */
export interface Answer {
  status: Status
  data: Uint8Array | null
  sense: Sense | null
}

/** Takes the data of a command that the initiator sends, in order. */
export interface DataSink {
  /** The next bytes, `offset` of them before; they must not change until the promise resolves, if there is one. */
  take(bytes: Uint8Array, offset: number): Promise<void> | null
  /** All is taken: `received` bytes, which may be fewer than planned if the initiator said that it would send fewer. */
  end(received: number): Answer | Promise<Answer>
}

/** What a command comes to, once its CDB is understood and nothing forbids it. All lengths are bytes. */
export type Plan =
  | { kind: 'answer'; answer: Answer | Promise<Answer> }
  /** Blocks of the disk go to the initiator; `durable`: only what is on the medium. */
  | { kind: 'read'; offset: number; length: number; durable: boolean }
  /** The initiator sends data. `gathers`: bytes that are kept until all of it is here. */
  | { kind: 'write'; length: number; gathers: number; sink: DataSink }

export const GOOD: Answer = { status: STATUS.good, data: null, sense: null }
export const CONFLICT: Answer = { status: STATUS.reservationConflict, data: null, sense: null }
/** For want of memory: the initiator comes again when others of its commands are done (SAM-5 5.3.1). */
export const TASK_SET_FULL: Answer = { status: STATUS.taskSetFull, data: null, sense: null }
export const GOOD_PLAN: Plan = { kind: 'answer', answer: GOOD }

export function check(sense: Sense): Answer {
  return { status: STATUS.checkCondition, data: null, sense }
}

/** Parameter data, cut to the allocation length: its own length fields still say how long it would have been. */
export function parameterData(data: Buffer, allocationLength: number): Plan {
  return {
    kind: 'answer',
    answer: { status: STATUS.good, data: data.subarray(0, allocationLength), sense: null },
  }
}

/** Gathers a parameter list, then acts on it. */
export function parameterList(length: number, act: (list: Buffer) => Answer | Promise<Answer>): Plan {
  if (length === 0) return { kind: 'answer', answer: act(Buffer.alloc(0)) }
  const list = Buffer.alloc(length)
  return {
    kind: 'write',
    length,
    gathers: length,
    sink: {
      take(bytes, offset) {
        list.set(bytes, offset)
        return null
      },
      end: (received) => act(list.subarray(0, received)),
    },
  }
}
