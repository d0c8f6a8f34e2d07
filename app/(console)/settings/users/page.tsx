import { Users } from '@/components/settings/users'
import { Refused } from '@/components/settings/refused'
import { listUsersQuery } from '@/server/identity/queries'
import { ask } from '../../../asker'

export default async function Page() {
  const outcome = await ask(listUsersQuery, {})
  return outcome.ok ? <Users users={outcome.value.items} /> : <Refused problem={outcome.problem} />
}
