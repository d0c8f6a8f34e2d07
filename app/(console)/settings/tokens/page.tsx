import { Tokens } from '@/components/settings/tokens'
import { Refused } from '@/components/settings/refused'
import { listTokensQuery } from '@/server/identity/queries'
import { ask } from '../../../asker'

export default async function Page() {
  const outcome = await ask(listTokensQuery, {})
  return outcome.ok ? <Tokens tokens={outcome.value.items} /> : <Refused problem={outcome.problem} />
}
