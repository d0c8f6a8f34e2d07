/** Binary units, in bytes. Alone in this file, so that a page that only reckons does not load all schemas. */
export const KiB = 1024
export const MiB = 1024 * KiB
export const GiB = 1024 * MiB
export const TiB = 1024 * GiB

export const MAX_DISK_BYTES = 16 * TiB
