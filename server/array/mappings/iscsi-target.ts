/** The array's one iSCSI target: every host finds its own LUNs behind the same name. */
import type { StorageArray } from '../storage-array'
import { reachable } from './nbd-uri'

/** RFC 3721 1.1; `.internal` is set aside for names that nobody registers. Unique by the prefix of the array's WWIDs. */
export function targetName(wwidPrefix: string): string {
  return `iqn.2026-11.internal.lunette:${wwidPrefix}`
}

/** Where hosts reach it; null while nobody is served over iSCSI. */
export function iscsiTarget(array: StorageArray): { host: string; port: number; iqn: string } | null {
  const [address] = array.iscsiListening
  if (address?.kind !== 'tcp') return null
  return { ...reachable(address), iqn: targetName(array.identity.wwidPrefix) }
}
