import type { Metadata } from 'next'
import { ConnectHostWizard } from '@/components/hosts/wizard/connect-wizard'
import { requestTranslator } from '@/server/messages/request'
import { Prefetched } from '../../prefetched'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await requestTranslator())('hosts.wizard.title') }
}

export default function Page() {
  return (
    <Prefetched lists={[['hostGroup', { limit: 1000 }]]}>
      <ConnectHostWizard />
    </Prefetched>
  )
}
