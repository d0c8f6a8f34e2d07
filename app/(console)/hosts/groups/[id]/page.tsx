import type { Metadata } from 'next'
import { HostGroupPage } from '@/components/hosts/group-page'
import { requestTranslator } from '@/server/messages/request'
import { Prefetched } from '../../../prefetched'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await requestTranslator())('words.nouns.hostGroup') }
}

export default async function Page({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params
  return (
    <Prefetched
      ones={[['hostGroup', id]]}
      lists={[
        ['event', { subject: id, limit: 8 }],
        ['mapping', { hostGroupId: id, sort: 'lun', limit: 1000 }],
      ]}
    >
      <HostGroupPage id={id} />
    </Prefetched>
  )
}
