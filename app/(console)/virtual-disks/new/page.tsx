import type { Metadata } from 'next'
import { CreateVirtualDiskWizard } from '@/components/virtual-disks/create-wizard'
import { requestTranslator } from '@/server/messages/request'
import { Prefetched } from '../../prefetched'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await requestTranslator())('virtualDisks.wizard.title') }
}

export default function Page() {
  return (
    <Prefetched lists={[['pool', { limit: 1000 }]]}>
      <CreateVirtualDiskWizard />
    </Prefetched>
  )
}
