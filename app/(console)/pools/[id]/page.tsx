import type { Metadata } from 'next'
import { PoolPage } from '@/components/pools/pool-page'
import { requestTranslator } from '@/server/messages/request'
import { Prefetched } from '../../prefetched'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await requestTranslator())('words.nouns.pool') }
}

export default async function Page({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params
  return (
    <Prefetched
      ones={[['pool', id]]}
      lists={[
        ['event', { subject: id, limit: 8 }],
      ]}
    >
      <PoolPage id={id} />
    </Prefetched>
  )
}
