import type { Metadata } from 'next'
import { HostPage } from '@/components/hosts/host-page'
import { requestTranslator } from '@/server/messages/request'
import { Prefetched } from '../../prefetched'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await requestTranslator())('words.nouns.host') }
}

export default async function Page({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params
  return (
    <Prefetched
      ones={[['host', id]]}
      lists={[
        ['event', { subject: id, limit: 8 }],
        ['mapping', { hostId: id, sort: 'lun', limit: 1000 }],
        ['session', { hostId: id, limit: 100 }],
      ]}
    >
      <HostPage id={id} />
    </Prefetched>
  )
}
