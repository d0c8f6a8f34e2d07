import type { Metadata } from 'next'
import { PoolList } from '@/components/pools/pool-table'
import { requestTranslator } from '@/server/messages/request'
import { listOfUrl, Prefetched, type SearchParams } from '../prefetched'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await requestTranslator())('pools.title') }
}

export default async function Page({ searchParams }: { searchParams: SearchParams }) {
  return (
    <Prefetched lists={[await listOfUrl('pool', searchParams)]}>
      <PoolList />
    </Prefetched>
  )
}
