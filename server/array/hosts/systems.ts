/** Without a schema, for pages that only offer them. */
export const HOST_SYSTEMS = ['windows', 'linux', 'esxi', 'other'] as const
export type HostSystem = (typeof HOST_SYSTEMS)[number]
