/** Memory for payloads in flight, of all connections together, as long as nobody is short of it. */
const SHARED_BYTES = 512 * 1024 * 1024
/** What a connection may hold at least, however many there are, and at most, however few. */
const SMALLEST_BYTES = 256 * 1024
const LARGEST_BYTES = 16 * 1024 * 1024
/** A connection may hold this part of what is free: who comes late still finds something. */
const PART_OF_FREE = 1 / 8

/**
 * How many bytes each connection may hold now before it has to wait, given what all of its thread's hold, and the number
 * of threads that share the memory alike. (Switches share their packet memory by this rule: Choudhury and Hahne, "Dynamic
 * Queue Length Thresholds", 1998.)
 */
export function budgetOf(usedBytes: number, threads = 1): number {
  return Math.min(LARGEST_BYTES, Math.max(SMALLEST_BYTES, (SHARED_BYTES / threads - usedBytes) * PART_OF_FREE))
}
