import type { Metadata } from 'next'
import { HostList } from '@/components/hosts/host-table'
import { requestTranslator } from '@/server/messages/request'
import { listOfUrl, Prefetched, type SearchParams } from '../prefetched'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await requestTranslator())('hosts.title') }
}

export default async function Page({ searchParams }: { searchParams: SearchParams }) {
  return (
    <Prefetched lists={[await listOfUrl('host', searchParams)]}>
      <HostList />
    </Prefetched>
  )
}
