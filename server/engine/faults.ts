import type { EngineFault } from './contract'
import { EngineError } from './engine-error'

export { EngineError }

/** The code of a system error (`ENOSPC`, `EIO`, …), or null where there is none. */
export function systemCode(error: unknown): string | null {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') return error.code
  return null
}

/** Whether the file system under a pool has no room (or no quota) left. */
export function isNoSpace(error: unknown): boolean {
  const code = systemCode(error)
  return code === 'ENOSPC' || code === 'EDQUOT'
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

/** What crosses to the control plane for any thrown value. */
export function faultOf(error: unknown): EngineFault {
  if (error instanceof EngineError) return error.fault
  if (isNoSpace(error)) return { code: 'noSpace', detail: messageOf(error) }
  if (systemCode(error) !== null) return { code: 'io', detail: messageOf(error) }
  return { code: 'internal', detail: messageOf(error) }
}
