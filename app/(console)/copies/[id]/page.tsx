import type { Metadata } from 'next'
import { CopyPage } from '@/components/copies/copy-page'
import { requestTranslator } from '@/server/messages/request'
import { Prefetched } from '../../prefetched'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await requestTranslator())('words.nouns.copy') }
}

export default async function Page({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params
  return (
    <Prefetched
      ones={[['copy', id]]}
      lists={[
        ['event', { subject: id, limit: 8 }],
      ]}
    >
      <CopyPage id={id} />
    </Prefetched>
  )
}
