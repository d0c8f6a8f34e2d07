import type { CommandEnd, RawInitiator } from './raw-initiator'

/** Service actions of PERSISTENT RESERVE OUT (SPC-4 table 192). */
export const RESERVE_OUT = { register: 0, reserve: 1, release: 2, clear: 3, preempt: 4, preemptAndAbort: 5, registerAndIgnore: 6 } as const

/** Write Exclusive, Registrants Only: what Windows clusters use. */
const WERO = 5
/** RESERVATION CONFLICT (SAM-5 5.3.1). */
export const CONFLICT = 0x18

export interface Keys {
  key?: bigint
  /** The new key of a registration, or the key that is preempted. */
  second?: bigint
  /** APTPL. */
  persistent?: boolean
}

export function reserveOut(
  client: RawInitiator,
  action: keyof typeof RESERVE_OUT,
  keys: Keys = {},
): Promise<CommandEnd> {
  return client.command(reserveOutFields(action, keys))
}

export function reserveOutFields(
  action: keyof typeof RESERVE_OUT,
  { key = 0n, second = 0n, persistent = false }: Keys,
): { cdb: number[]; write: Buffer } {
  const list = Buffer.alloc(24)
  list.writeBigUInt64BE(key, 0)
  list.writeBigUInt64BE(second, 8)
  list[20] = persistent ? 1 : 0
  const type = action === 'register' || action === 'registerAndIgnore' ? 0 : WERO
  return { cdb: [0x5f, RESERVE_OUT[action], type, 0, 0, 0, 0, 0, 24, 0], write: list }
}

/** READ KEYS: all of them in hexadecimal, one after the other. */
export async function keysOf(client: RawInitiator): Promise<string[]> {
  const { data } = await client.command({ cdb: [0x5e, 0, 0, 0, 0, 0, 0, 0x10, 0, 0], read: 4096 })
  return data.toString('hex', 8).match(/.{16}/g) ?? []
}
