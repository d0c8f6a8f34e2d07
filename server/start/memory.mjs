/** What the start took and needs no more. */
import koffi from 'koffi'

/** @type {(pad: number) => number} */
const mallocTrim = koffi.load(null).func('int malloc_trim(size_t pad)')

/**
 * Gives the memory that nothing uses back to the system, malloc_trim(3): parsing and compiling the console leave some
 * sixty megabytes free between pieces that live on, and glibc by itself gives back only what is free at the end. It
 * takes a few milliseconds, in which nothing is served.
 */
export function giveBackFreeMemory() {
  mallocTrim(0)
}
