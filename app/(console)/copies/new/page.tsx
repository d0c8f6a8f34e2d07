import type { Metadata } from 'next'
import { CopyWizard } from '@/components/copies/wizard/copy-wizard'
import { requestTranslator } from '@/server/messages/request'
import { Prefetched } from '../../prefetched'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await requestTranslator())('copies.wizard.title') }
}

export default function Page() {
  return (
    <Prefetched lists={[['pool', { limit: 1000 }]]}>
      <CopyWizard />
    </Prefetched>
  )
}
