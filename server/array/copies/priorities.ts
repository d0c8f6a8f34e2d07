/** How much copying and restoring hold back for hosts, the most first. Without a schema, for pages that only show them. */
export const COPY_PRIORITIES = ['lowest', 'low', 'medium', 'high', 'highest'] as const
export type CopyPriority = (typeof COPY_PRIORITIES)[number]
