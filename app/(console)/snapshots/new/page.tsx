import type { Metadata } from 'next'
import { SnapshotWizard } from '@/components/snapshots/wizard/snapshot-wizard'
import { requestTranslator } from '@/server/messages/request'
import { Prefetched } from '../../prefetched'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await requestTranslator())('snapshots.wizard.title') }
}

export default function Page() {
  return (
    <Prefetched
      lists={[
        ['host', { limit: 1000 }],
        ['hostGroup', { limit: 1000 }],
      ]}
    >
      <SnapshotWizard />
    </Prefetched>
  )
}
