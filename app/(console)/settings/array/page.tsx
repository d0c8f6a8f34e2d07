import { ArraySettings } from '@/components/settings/array-settings'
import { Refused } from '@/components/settings/refused'
import { getArray } from '@/server/array/facts/queries'
import { ask } from '../../../asker'

export default async function Page() {
  const outcome = await ask(getArray, {})
  return outcome.ok ? <ArraySettings array={outcome.value} /> : <Refused problem={outcome.problem} />
}
