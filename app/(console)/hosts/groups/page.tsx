import type { Metadata } from 'next'
import { HostGroupList } from '@/components/hosts/group-table'
import { requestTranslator } from '@/server/messages/request'
import { listOfUrl, Prefetched, type SearchParams } from '../../prefetched'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await requestTranslator())('hosts.tabs.groups') }
}

export default async function Page({ searchParams }: { searchParams: SearchParams }) {
  return (
    <Prefetched lists={[await listOfUrl('hostGroup', searchParams)]}>
      <HostGroupList />
    </Prefetched>
  )
}
