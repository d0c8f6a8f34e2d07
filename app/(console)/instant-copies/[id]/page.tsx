import type { Metadata } from 'next'
import { InstantCopyPage } from '@/components/instant-copies/instant-copy-page'
import { requestTranslator } from '@/server/messages/request'
import { Prefetched } from '../../prefetched'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await requestTranslator())('words.nouns.instantCopy') }
}

export default async function Page({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params
  return (
    <Prefetched ones={[['instantCopy', id]]} lists={[['event', { subject: id, limit: 8 }]]}>
      <InstantCopyPage id={id} />
    </Prefetched>
  )
}
