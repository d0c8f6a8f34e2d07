import { DEFAULT_REPOSITORY_PERCENT } from '../snapshots/defaults'

/** Without a schema, for pages that only offer them. */
export const COPY_TYPES = ['offline', 'online'] as const
export type CopyType = (typeof COPY_TYPES)[number]

/** Of an online copy's own repository, in percent of the source. */
export const COPY_REPOSITORY_PERCENT = DEFAULT_REPOSITORY_PERCENT
