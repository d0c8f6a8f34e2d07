import { Sessions } from '@/components/settings/sessions'
import { Refused } from '@/components/settings/refused'
import { listSignInsQuery } from '@/server/identity/queries'
import { ask } from '../../../asker'

export default async function Page() {
  const outcome = await ask(listSignInsQuery, {})
  return outcome.ok ? <Sessions signIns={outcome.value.items} /> : <Refused problem={outcome.problem} />
}
