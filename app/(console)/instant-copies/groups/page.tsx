import type { Metadata } from 'next'
import { ConsistencyGroupList } from '@/components/consistency-groups/group-table'
import { requestTranslator } from '@/server/messages/request'
import { listOfUrl, Prefetched, type SearchParams } from '../../prefetched'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await requestTranslator())('consistencyGroups.title') }
}

export default async function Page({ searchParams }: { searchParams: SearchParams }) {
  return (
    <Prefetched lists={[await listOfUrl('consistencyGroup', searchParams)]}>
      <ConsistencyGroupList />
    </Prefetched>
  )
}
