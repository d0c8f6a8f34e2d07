/** The members of a union as a list that can't miss one: `allOf<Status>({ optimal: true, failed: true })`. */
export function allOf<Member extends string>(members: Record<Member, unknown>): Member[] {
  return Object.keys(members) as Member[]
}
