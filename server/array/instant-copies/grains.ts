/** 64 KiB and 256 KiB. Without a schema, for pages that only offer them. */
export const GRAIN_SIZES = [65_536, 262_144] as const
export type GrainBytes = (typeof GRAIN_SIZES)[number]
