import type { Metadata } from 'next'
import { ConsistencyGroupPage } from '@/components/consistency-groups/group-page'
import { requestTranslator } from '@/server/messages/request'
import { Prefetched } from '../../../prefetched'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await requestTranslator())('words.nouns.consistencyGroup') }
}

export default async function Page({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params
  return (
    <Prefetched
      ones={[['consistencyGroup', id]]}
      lists={[
        ['event', { subject: id, limit: 8 }],
        ['instantCopy', { consistencyGroupId: id, sort: 'name', limit: 1000 }],
      ]}
    >
      <ConsistencyGroupPage id={id} />
    </Prefetched>
  )
}
