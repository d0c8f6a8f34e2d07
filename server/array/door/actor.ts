/** Who asks. Made at the edge (session cookie, bearer token), never from input. */

/** administrator: everything. operator: copies, snapshots, mappings. viewer: looks. */
export const ROLES = ['viewer', 'operator', 'administrator'] as const
export type Role = (typeof ROLES)[number]

export interface Actor {
  kind: 'user' | 'token'
  /** Of the user or of the token. */
  id: string
  /** What the event log calls them: the user's e-mail address or the token's name. */
  name: string
  role: Role
  /** Address that the request came from; null when it isn't known. */
  origin: string | null
  /** Of the user's session in the console; a token has none. */
  sessionId?: string
}


export function roleCovers(role: Role, required: Role): boolean {
  return ROLES.indexOf(role) >= ROLES.indexOf(required)
}
