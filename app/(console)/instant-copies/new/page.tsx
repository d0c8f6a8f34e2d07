import type { Metadata } from 'next'
import { InstantCopyWizard } from '@/components/instant-copies/wizard/instant-copy-wizard'
import { requestTranslator } from '@/server/messages/request'
import { Prefetched } from '../../prefetched'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await requestTranslator())('instantCopies.wizard.title') }
}

export default function Page() {
  return (
    <Prefetched lists={[['consistencyGroup', { limit: 1000 }]]}>
      <InstantCopyWizard />
    </Prefetched>
  )
}
