import type { Metadata } from 'next'
import { InstantCopyList } from '@/components/instant-copies/instant-copy-table'
import { requestTranslator } from '@/server/messages/request'
import { listOfUrl, Prefetched, type SearchParams } from '../prefetched'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await requestTranslator())('instantCopies.title') }
}

export default async function Page({ searchParams }: { searchParams: SearchParams }) {
  return (
    <Prefetched lists={[await listOfUrl('instantCopy', searchParams), ['consistencyGroup', { limit: 1000 }]]}>
      <InstantCopyList />
    </Prefetched>
  )
}
