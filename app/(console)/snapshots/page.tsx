import type { Metadata } from 'next'
import { SnapshotList } from '@/components/snapshots/snapshot-table'
import { requestTranslator } from '@/server/messages/request'
import { listOfUrl, Prefetched, type SearchParams } from '../prefetched'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await requestTranslator())('snapshots.title') }
}

export default async function Page({ searchParams }: { searchParams: SearchParams }) {
  return (
    <Prefetched lists={[await listOfUrl('snapshot', searchParams)]}>
      <SnapshotList />
    </Prefetched>
  )
}
