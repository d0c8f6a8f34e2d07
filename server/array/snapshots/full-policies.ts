/**
 * What happens when the repository has no room for another grain: the snapshot fails, or the source's writes do. Without
 * a schema, for pages that only offer them.
 */
export const FULL_POLICIES = ['failSnapshot', 'failSourceWrites'] as const
export type FullPolicy = (typeof FULL_POLICIES)[number]
