/** How large the disks of the scenarios are: small enough to look at every sector of them again and again. */
export const SECTOR = 512
export const GRAIN_SECTORS = 128
/** Four grains and a short one. */
export const SECTORS = 4 * GRAIN_SECTORS + 40
