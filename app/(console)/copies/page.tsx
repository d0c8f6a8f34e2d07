import type { Metadata } from 'next'
import { CopyList } from '@/components/copies/copy-table'
import { requestTranslator } from '@/server/messages/request'
import { listOfUrl, Prefetched, type SearchParams } from '../prefetched'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await requestTranslator())('copies.title') }
}

export default async function Page({ searchParams }: { searchParams: SearchParams }) {
  return (
    <Prefetched lists={[await listOfUrl('copy', searchParams)]}>
      <CopyList />
    </Prefetched>
  )
}
