/** Of a snapshot's repository, in percent of the source. Vendors: 20 %. Without a schema, for forms that begin with them. */
export const DEFAULT_REPOSITORY_PERCENT = 20
export const DEFAULT_WARNING_PERCENT = 50
